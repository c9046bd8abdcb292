-- The vote of a reviewer.

-- name: cast
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
