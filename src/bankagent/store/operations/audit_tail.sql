-- The tail of the whole audit log, for an operator who watches.

-- name: newest
select coalesce(max(l.id), 0) as id
from bankagent.agent_audit_log as l;

-- name: newest_before
select coalesce(max(l.id), 0) as id
from (
    select
        a.id,
        a.created_at
    from bankagent.agent_audit_log as a
    where %(request_id)s::bigint is null or a.request_id = %(request_id)s::bigint
    order by a.id desc
    limit 1000
) as l
where l.created_at <= clock_timestamp() - make_interval(secs => %(seconds)s::double precision);

-- name: newest_of
select
    l.request_id,
    max(l.id) as id
from bankagent.agent_audit_log as l
where l.request_id = any(%(request_ids)s::bigint[])
group by l.request_id;

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
