-- What a reviewer of a case has before them: findings that were given, and listed entries.

-- name: state
-- Whether it takes findings, and whether its reader made it: the verb refuses them all the same.
select
    (
        select count(*) > 0
        from bankagent.request_moves as m
        where m.action = 'findings_noted' and m.from_status = r.status
    ) as takes_findings,
    bankagent.person_key(%(reviewer)s::text)
    = any(
        array[bankagent.person_key(r.maker), bankagent.person_key(r.on_behalf_of)]
    ) as is_reviewers_own
from bankagent.banking_requests as r
where r.id = %(request_id)s::bigint;

-- name: verdicts
-- The last verdict on each file; one that refuses it is for ever.
select distinct on (v.sha256)
    v.sha256,
    v.verdict,
    v.reason_code,
    v.reviewer,
    v.given_at
from bankagent.document_verdicts as v
where v.request_id = %(request_id)s::bigint
order by v.sha256 asc, v.verdict = 'reject' desc, v.id desc;

-- name: waivers
select
    w.id,
    w.requirement,
    w.party_id,
    w.kind,
    w.reason_code,
    w.reason,
    w.until,
    w.reviewer,
    w.given_at,
    c.reviewer as confirmed_by,
    bankagent.person_key(w.reviewer) = bankagent.person_key(%(reviewer)s::text) as is_reviewers_own
from bankagent.requirement_waivers as w
left join bankagent.waiver_confirmations as c on c.waiver_id = w.id
where w.request_id = %(request_id)s::bigint
order by w.id desc
limit 200;

-- name: entries
-- Entries of screening lists, in the versions in which they were hit.
select
    v.dataset,
    e.entry_id,
    e.entity_type,
    e.program,
    e.country,
    e.birth_date,
    e.identifiers,
    e.remarks,
    (
        select coalesce(array_agg(f.name order by f.n), '{}')
        from (
            select
                n.name,
                row_number() over (order by n.name_type = 'primary' desc, n.name asc) as n
            from bankagent.screening_names as n
            where n.reference_version_id = e.reference_version_id and n.entry_id = e.entry_id
            order by n
            limit 20
        ) as f
    ) as names
from
    unnest(%(datasets)s::text[], %(versions)s::integer[], %(entry_ids)s::text[])
        as a (dataset, version, entry_id)
inner join bankagent.reference_versions as v on a.dataset = v.dataset and a.version = v.version
inner join bankagent.screening_entries as e
    on v.id = e.reference_version_id and a.entry_id = e.entry_id;
