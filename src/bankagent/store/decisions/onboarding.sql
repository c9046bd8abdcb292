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
    array(
        select n.name
        from bankagent.screening_names as n
        where n.reference_version_id = e.reference_version_id and n.entry_id = e.entry_id
        order by n.name
    ) as names
from unnest(%(version_ids)s::bigint[], %(entry_ids)s::text[]) as a (version_id, entry_id)
inner join bankagent.screening_entries as e
    on a.version_id = e.reference_version_id and a.entry_id = e.entry_id;
