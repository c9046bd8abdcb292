-- Reference data for cases of onboarding: the rows of a version, and entries that were hit.

-- name: requirements
select
    r.client_type,
    r.jurisdiction as country,
    r.product,
    r.requirement,
    r.whose,
    r.mandatory as must,
    r.valid_months,
    r.document_types
from bankagent.document_requirements as r
where r.reference_version_id = %(reference_version_id)s::bigint
order by r.client_type, r.jurisdiction, r.product, r.requirement;

-- name: country_risk
select r.country, r.tier
from bankagent.country_risk as r
where r.reference_version_id = %(reference_version_id)s::bigint;

-- name: product_risk
select r.scope, r.name, r.tier
from bankagent.product_risk as r
where r.reference_version_id = %(reference_version_id)s::bigint;

-- name: listed_entries
-- Entries of screening lists, each in the version in which it was hit.
select
    e.reference_version_id,
    e.entry_id,
    e.entity_type,
    e.program,
    e.country,
    e.birth_date,
    e.identifiers,
    e.remarks,
    array(
        select jsonb_build_array(n.name, n.name_type, n.quality)
        from bankagent.screening_names as n
        where n.reference_version_id = e.reference_version_id and n.entry_id = e.entry_id
        order by n.name
    ) as names
from unnest(%(version_ids)s::bigint[], %(entry_ids)s::text[]) as a (version_id, entry_id)
inner join bankagent.screening_entries as e
    on a.version_id = e.reference_version_id and a.entry_id = e.entry_id;

-- name: earlier_cases
-- What a case compares itself with: the client's last decision, by its time, whichever request is
-- older. Without a case in its form the decision counts all the same: a decline is not forgotten.
-- The limit stands before the evaluation, of whose JSON a plan knows nothing: it would begin there.
select
    o.id as request_id,
    e.id as earlier_id,
    e.maker = o.maker as is_own,
    e.decision,
    e.decided_on,
    v.known #>> '{case,rating,rating}' as rating,
    v.known #>> '{case,next_review}' as next_review,
    v.known #> '{case,rating,factors}' as factors,
    v.known #> '{case,owners,found}' as owners,
    (
        select
            jsonb_agg(
                jsonb_build_array(s.value -> 'party', s.value -> 'party_sha256', s.value -> 'word')
            )
        from jsonb_array_elements(v.known #> '{case,screenings}') as s (value)
    ) as parties
from bankagent.banking_requests as o
cross join
    lateral (
        select
            c.id,
            c.maker,
            d.decision,
            d.job_id,
            d.attempt,
            (d.created_at at time zone 'UTC')::date as decided_on
        from bankagent.banking_requests as c
        inner join bankagent.decisions as d on c.id = d.request_id
        where
            c.request_type = 'client_onboarding'
            and c.client_id = o.client_id
            and c.id <> o.id
        order by d.created_at desc, c.id desc
        limit 1
    ) as e
left join bankagent.evaluations as v
    on
        e.job_id = v.job_id
        and e.attempt = v.attempt
        -- Another form was written past the workers: it must not fail a whole batch.
        and jsonb_typeof(v.known #> '{case,rating,rating}') = 'string'
        and jsonb_typeof(v.known #> '{case,rating,factors}') = 'array'
        and jsonb_typeof(v.known #> '{case,owners,found}') = 'array'
        and jsonb_typeof(v.known #> '{case,screenings}') = 'array'
where o.id = any(%(request_ids)s::bigint[]);
