-- Pauses of queues and request types.

-- name: pause
select
    p.id,
    p.kind,
    p.name,
    case p.kind when 'queue' then p.name else t.queue end as queue,
    p.reason,
    p.paused_at,
    p.paused_by,
    p.resumed_at,
    p.resumed_by,
    now() - p.paused_at as lasts,
    p.ends_at
from
    bankagent.pause_until(
        %(kind)s::text,
        %(name)s::text,
        %(reason)s::text,
        %(until)s::timestamptz,
        %(actor)s::text
    ) as p
left join bankagent.request_types as t on p.kind = 'request_type' and t.name = p.name;

-- name: resume
select
    p.id,
    p.kind,
    p.name,
    case p.kind when 'queue' then p.name else t.queue end as queue,
    p.reason,
    p.paused_at,
    p.paused_by,
    p.resumed_at,
    p.resumed_by,
    p.resumed_at - p.paused_at as lasts,
    p.ends_at
from bankagent.resume(%(kind)s::text, %(name)s::text, %(actor)s::text) as p
left join bankagent.request_types as t on p.kind = 'request_type' and t.name = p.name;

-- name: in_force
select
    p.id,
    p.kind,
    p.name,
    p.queue,
    p.reason,
    p.paused_at,
    p.paused_by,
    null as resumed_at,
    null as resumed_by,
    p.lasts,
    p.ends_at
from ops.pauses_open as p
order by p.id;
