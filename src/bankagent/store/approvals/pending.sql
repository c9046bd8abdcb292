-- Requests that wait for approval, as reviewers read them.

-- name: page
select
    o.request_id,
    o.client_id,
    o.request_type,
    r.payload,
    r.status,
    o.maker,
    nullif(o.on_behalf_of, '') as on_behalf_of,
    bankagent.person_key(o.maker)
    = bankagent.person_key(%(reviewer)s::text) as is_made_by_reviewer,
    bankagent.person_key(o.on_behalf_of)
    = bankagent.person_key(%(reviewer)s::text) as is_reviewers_own,
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
    o.digest,
    o.causes,
    (
        select x.id
        from bankagent.trade_exceptions as x
        where x.request_id = o.request_id and x.closed_at is null
    ) as exception_id
from ops.approvals_open as o
inner join bankagent.banking_requests as r on r.id = o.request_id
where o.request_id > %(after)s::bigint
order by o.request_id
limit %(most)s::integer;
