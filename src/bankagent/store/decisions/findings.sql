-- Findings of people on cases of onboarding, for the next evaluation; oldest first.

-- name: verdicts
-- Those of each case, and rejections of its files in other cases of the client.
select f.request_id, f.sha256, f.word, f.reason
from (
    select v.id, v.request_id, v.sha256, v.verdict as word, v.reason_code as reason
    from bankagent.document_verdicts as v
    where v.request_id = any(%(request_ids)s::bigint[])
    union all
    select v.id, r.id as request_id, v.sha256, v.verdict, v.reason_code
    from bankagent.banking_requests as r
    cross join jsonb_path_query(r.payload, '$.documents[*].sha256') as d (sha256)
    inner join bankagent.document_verdicts as v
        on v.sha256 = d.sha256 #>> '{}' and v.verdict = 'reject' and v.request_id <> r.id
    inner join bankagent.banking_requests as o
        on v.request_id = o.id and r.client_id = o.client_id
    where r.id = any(%(request_ids)s::bigint[])
) as f
order by f.id;

-- name: waivers
select
    w.request_id,
    w.requirement,
    w.party_id,
    w.kind as word,
    w.reason_code as reason,
    c.waiver_id is not null as has_second,
    w.until,
    w.party_sha256
from bankagent.requirement_waivers as w
left join bankagent.waiver_confirmations as c on w.id = c.waiver_id
where w.request_id = any(%(request_ids)s::bigint[])
order by w.id;

-- name: judgements
-- From every case: a pair that was cleared stays so until one of its digests changes.
select
    j.dataset,
    j.entry_id,
    j.party_sha256,
    j.entry_sha256,
    j.verdict as word,
    j.id as judgement_id,
    r.client_id
from bankagent.screening_judgements as j
inner join bankagent.banking_requests as r on j.request_id = r.id
where j.party_sha256 = any(%(party_sha256s)s::text[])
order by j.id;
