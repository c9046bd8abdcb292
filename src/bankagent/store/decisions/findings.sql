-- Findings of people on cases of onboarding, for the next evaluation; oldest first.

-- name: verdicts
select v.request_id, v.sha256, v.verdict as word, v.reason_code as reason
from bankagent.document_verdicts as v
where v.request_id = any(%(request_ids)s::bigint[])
order by v.id;

-- name: waivers
select
    w.request_id,
    w.requirement,
    w.party_id,
    w.kind as word,
    w.reason_code as reason,
    c.waiver_id is not null as has_second,
    w.until
from bankagent.requirement_waivers as w
left join bankagent.waiver_confirmations as c on w.id = c.waiver_id
where w.request_id = any(%(request_ids)s::bigint[])
order by w.id;

-- name: judgements
-- From every case: a pair that was cleared stays so until one of its digests changes.
select j.dataset, j.entry_id, j.party_sha256, j.entry_sha256, j.verdict as word
from bankagent.screening_judgements as j
where j.party_sha256 = any(%(party_sha256s)s::text[])
order by j.id;
