create or replace view ops.pauses_open as
select
    p.id,
    p.kind,
    p.name,
    case p.kind when 'queue' then p.name else t.queue end as queue,
    p.reason,
    p.paused_at,
    p.paused_by,
    now() - p.paused_at as lasts,
    p.ends_at
from bankagent.pauses as p
left join bankagent.request_types as t on p.kind = 'request_type' and t.name = p.name
where p.resumed_at is null;

comment on view ops.pauses_open is
'Pauses that last: what operators have paused, since when and why. To end one: select * from '
'bankagent.resume(kind, name).';
comment on column ops.pauses_open.id is 'Number of the pause.';
comment on column ops.pauses_open.kind is 'Kind of what is paused: queue or request_type.';
comment on column ops.pauses_open.name is 'Name of the queue or request type.';
comment on column ops.pauses_open.queue is
'Queue whose jobs are not claimed, all of them or those of the type.';
comment on column ops.pauses_open.reason is 'Reason in the operator''s words.';
comment on column ops.pauses_open.paused_at is 'Start of the pause (UTC).';
comment on column ops.pauses_open.paused_by is
'Operator who paused it: a database user, or a caller.';
comment on column ops.pauses_open.lasts is 'Time that the pause has lasted.';
comment on column ops.pauses_open.ends_at is
'Time when it ends by itself (UTC); null for one that lasts until resume.';
