-- The vote of a reviewer, and an escalation.

-- name: cast
select
    cast_now.vote_id,
    cast_now.status,
    cast_now.decision,
    (
        select r.request_type
        from bankagent.banking_requests as r
        where r.id = %(request_id)s::bigint
    ) as request_type
from bankagent.cast_vote(
    %(request_id)s::bigint,
    %(verdict)s::text,
    %(reason)s::text,
    %(digest)s::text,
    %(actor)s::text,
    %(traceparent)s::text,
    %(override_code)s::text,
    %(client_reason)s::text
) as cast_now;

-- name: escalate
select
    escalated.vote_id,
    escalated.status
from bankagent.escalate_request(
    %(request_id)s::bigint,
    %(code)s::text,
    %(reason)s::text,
    %(digest)s::text,
    %(actor)s::text,
    %(traceparent)s::text
) as escalated;
