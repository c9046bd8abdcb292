-- What reviewers ask: what waits for them, and their vote.

-- name: waiting
select
    o.request_id,
    o.client_id,
    o.request_type,
    r.payload,
    r.status,
    o.maker,
    r.created_at,
    r.updated_at,
    o.waiting_since,
    o.why,
    o.outcome,
    o.fired,
    o.facts,
    o.policy_key,
    o.policy_version,
    o.policy_sha256,
    o.job_id,
    o.attempt,
    o.digest
from ops.approvals_open as o
inner join bankagent.banking_requests as r on r.id = o.request_id
where o.request_id > %(after)s::bigint
order by o.request_id
limit %(most)s::integer;

-- name: vote
-- The trace of the call, for the entries; the verb takes its actor from there, and so comes after.
select
    cast_now.vote_id,
    cast_now.status,
    cast_now.decision,
    (
        select r.request_type
        from bankagent.banking_requests as r
        where r.id = %(request_id)s::bigint
    ) as request_type
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced
cross join lateral bankagent.cast_vote(
    %(request_id)s::bigint, %(verdict)s::text, %(reason)s::text, %(digest)s::text, traced.actor
) as cast_now;
