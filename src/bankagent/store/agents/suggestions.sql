-- What a suggestion is about, as it is now.

-- name: basis
select
    r.request_type,
    r.payload::text as payload,
    e.outcome,
    e.fired::text as fired,
    coalesce(e.known, '{}')::text as known
from bankagent.banking_requests as r
inner join lateral (
    select v.outcome, v.fired, v.known
    from bankagent.evaluations as v
    where v.request_id = r.id
    order by v.job_id desc, v.attempt desc
    limit 1
) as e on true
where r.id = %(request_id)s::bigint;
