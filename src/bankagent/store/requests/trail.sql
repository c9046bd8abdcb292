-- The audit trail of a request, whole or from an entry on. The entries of one request are written
-- under its row's lock, so their ids are in the order of their commits: a caller who has seen one
-- entry has seen all before it. Where `maker` is not null only that maker's requests exist.

-- name: entries
select
    a.id, a.action, a.actor, a.from_status, a.to_status, a.created_at, a.job_id, a.attempt,
    a.trace_id, a.result,
    ops.words_to_caller(a.action, a.request_id, a.job_id, a.attempt) as words
from bankagent.banking_requests as r
inner join bankagent.agent_audit_log as a on a.request_id = r.id
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text)
order by a.id;

-- name: follow_point
select
    r.maker,
    r.status,
    %(after)s::bigint = 0 or %(after)s::bigint in (
        select a.id
        from bankagent.agent_audit_log as a
        where a.request_id = r.id and a.id = %(after)s::bigint
    ) as has_entry,
    (
        select max(a.id)
        from bankagent.agent_audit_log as a
        where a.request_id = r.id
    ) > %(after)s::bigint as goes_on
from bankagent.banking_requests as r
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text);

-- name: entries_after
-- At most 100 for each follower: the next poll brings the others.
select
    come.id, come.action, come.actor, come.from_status, come.to_status, come.created_at,
    come.job_id, come.attempt, come.trace_id, come.result,
    ops.words_to_caller(come.action, follower.request_id, come.job_id, come.attempt) as words,
    follower.request_id, follower.after
from unnest(%(request_ids)s::bigint[], %(afters)s::bigint[]) as follower (request_id, after)
cross join
    lateral (
        select
            a.id, a.action, a.actor, a.from_status, a.to_status, a.created_at, a.job_id, a.attempt,
            a.trace_id, a.result
        from bankagent.agent_audit_log as a
        where a.request_id = follower.request_id and a.id > follower.after
        order by a.id
        limit 100
    ) as come
order by come.id;
