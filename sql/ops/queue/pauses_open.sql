create or replace view ops.pauses_open as
select
    p.id,
    p.kind,
    p.name,
    case p.kind when 'queue' then p.name else t.queue end as queue,
    p.reason,
    p.paused_at,
    p.paused_by,
    now() - p.paused_at as lasts
from bankagent.pauses as p
left join bankagent.request_types as t on p.kind = 'request_type' and t.name = p.name
where p.resumed_at is null;

comment on view ops.pauses_open is
'What operators have paused, since when and why. It goes on by '
'select * from bankagent.resume(kind, name).';
comment on column ops.pauses_open.id is 'Number of the pause.';
comment on column ops.pauses_open.kind is 'queue or request_type.';
comment on column ops.pauses_open.name is 'The queue or request type.';
comment on column ops.pauses_open.queue is 'The queue whose jobs, all or some, are not claimed.';
comment on column ops.pauses_open.reason is 'Why, in the operator''s words.';
comment on column ops.pauses_open.paused_at is 'Since when (UTC).';
comment on column ops.pauses_open.paused_by is 'Who paused it.';
comment on column ops.pauses_open.lasts is 'How long that is.';
