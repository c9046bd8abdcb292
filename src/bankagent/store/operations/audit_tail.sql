-- The tail of the whole audit log, for an operator who watches.

-- name: newest
select coalesce(max(l.id), 0) as id
from bankagent.agent_audit_log as l;

-- name: next_entries
select
    l.id,
    l.request_id,
    l.action,
    l.actor,
    l.from_status,
    l.to_status,
    l.created_at
from bankagent.agent_audit_log as l
where l.id > %(id)s::bigint
order by l.id
limit 500;
