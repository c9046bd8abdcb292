-- What went before an approval that waits: questions to the caller, answers, votes, payloads.

-- name: questions
select
    a.request_id,
    q.vote_id,
    q.question,
    q.role,
    q.asked_by,
    q.asked_at,
    q.answer_id,
    q.answer,
    q.payload_version,
    q.answered_by,
    q.answered_at
from bankagent.approvals as a
cross join lateral ops.questions_of(a.request_id, a.job_id) as q
where a.request_id = any(%(request_ids)s::bigint[]) and a.closed_at is null
order by a.request_id, coalesce(q.asked_at, q.answered_at);

-- name: votes
select
    v.id as vote_id,
    v.reviewer,
    v.verdict,
    v.reason,
    v.stage,
    v.job_id,
    v.attempt,
    v.created_at
from bankagent.votes as v
inner join bankagent.approvals as a on a.job_id = v.job_id and a.attempt = v.attempt
where v.request_id = %(request_id)s::bigint and a.closed_at is not null
order by v.id;

-- name: payloads
select
    v.version,
    v.replaced_by,
    v.replaced_at,
    v.payload as before,
    coalesce(lead(v.payload) over (order by v.version), r.payload) as after
from bankagent.payload_versions as v
inner join bankagent.banking_requests as r on r.id = v.request_id
where v.request_id = %(request_id)s::bigint
order by v.version;
