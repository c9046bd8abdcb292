-- The verbs by which reviewers work on trade exceptions.

-- name: move
select
    m.state,
    m.status,
    m.decision,
    (
        select r.request_type
        from bankagent.trade_exceptions as x
        inner join bankagent.banking_requests as r on x.request_id = r.id
        where x.id = %(exception_id)s::bigint
    ) as request_type
from bankagent.move_exception(
    %(exception_id)s::bigint,
    %(to_state)s::text,
    %(reason)s::text,
    %(assignee)s::text,
    %(actor)s::text,
    %(traceparent)s::text
) as m;

-- name: propose
select p.proposal_id, p.digest, p.state
from bankagent.propose_on_exception(
    %(exception_id)s::bigint,
    %(proposed)s::text,
    %(content)s::jsonb,
    %(reason)s::text,
    %(actor)s::text,
    %(traceparent)s::text
) as p;

-- name: vote
select
    v.vote_id,
    v.state,
    v.status,
    v.decision,
    (
        select r.request_type
        from bankagent.exception_proposals as p
        inner join bankagent.trade_exceptions as x on p.exception_id = x.id
        inner join bankagent.banking_requests as r on x.request_id = r.id
        where p.id = %(proposal_id)s::bigint
    ) as request_type
from bankagent.vote_on_proposal(
    %(proposal_id)s::bigint,
    %(verdict)s::text,
    %(reason)s::text,
    %(digest)s::text,
    %(actor)s::text,
    %(traceparent)s::text
) as v;

-- name: comment
select bankagent.comment_on_exception(
    %(exception_id)s::bigint, %(visibility)s::text, %(text)s::text, %(actor)s::text
) as comment_id;

-- name: label
select bankagent.label_exception(
    %(exception_id)s::bigint, %(label)s::text, %(is_set)s::boolean, %(actor)s::text
) as disposition;

-- name: reopen
select bankagent.reopen_exception(
    %(exception_id)s::bigint, %(reason)s::text, %(actor)s::text, %(traceparent)s::text
) as request_id;
