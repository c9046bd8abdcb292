create or replace view ops.audit_gaps as
-- The chain of entries.
select
    entry.request_id,
    entry.id as entry_id,
    format(
        'the entry moves from %s, but the request stood at %s', entry.from_status, entry.stood_at
    ) as gap
from (
    select
        a.id,
        a.request_id,
        a.from_status,
        lag(a.to_status, 1, 'new') over (partition by a.request_id order by a.id) as stood_at
    from bankagent.agent_audit_log as a
) as entry
where entry.from_status <> entry.stood_at
union all
-- The request against its last entry, its decision and its job.
select
    r.id,
    wrong.entry_id,
    wrong.gap
from bankagent.banking_requests as r
left join bankagent.decisions as d on d.request_id = r.id
left join procrastinate.procrastinate_jobs as j
    on j.id = r.job_id and j.status in ('todo', 'doing')
left join bankagent.approvals as waiting
    on waiting.request_id = r.id and waiting.closed_at is null
left join lateral (
    select a.id, a.to_status
    from bankagent.agent_audit_log as a
    where a.request_id = r.id
    order by a.id desc
    limit 1
) as latest on true
left join lateral (
    -- A vote, a failed or a lost attempt leaves the status, and when it was set, as they are.
    select a.id, a.xid
    from bankagent.agent_audit_log as a
    where a.request_id = r.id and a.action not in ('attempt_failed', 'attempt_lost', 'voted')
    order by a.id desc
    limit 1
) as move on true
cross join
    lateral (
        values
        (
            latest.id,
            latest.to_status is distinct from r.status,
            format(
                'the request is %s, but its last entry says %s',
                r.status, coalesce(latest.to_status, 'nothing')
            )
        ),
        (
            move.id,
            move.xid <> r.status_xid,
            'the status was not set in the transaction of its entry'
        ),
        (
            null,
            (r.status = 'processed') <> (d.request_id is not null),
            format(
                'the request is %s, but it has %s decision',
                r.status, case when d.request_id is null then 'no' else 'a' end
            )
        ),
        (
            null,
            r.status <> 'received' and j.id is not null,
            format('the request is %s, but its job %s is still open', r.status, j.id)
        ),
        (
            null,
            (r.status = 'awaiting_approval') <> (waiting.request_id is not null),
            format(
                'the request is %s, but %s approval is open',
                r.status, case when waiting.request_id is null then 'no' else 'an' end
            )
        )
    ) as wrong (entry_id, applies, gap)
where wrong.applies
union all
-- What waits for people against what they are shown.
select
    a.request_id,
    null as entry_id,
    'what is shown to reviewers is not what the digest of the approval stands for' as gap
from bankagent.approvals as a
inner join bankagent.banking_requests as r on r.id = a.request_id
left join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
where a.closed_at is null and a.digest is distinct from ops.approval_digest(r, e)
union all
-- The votes against their request, their approval and their entry.
select
    v.request_id,
    null as entry_id,
    format('the vote %s %s', v.id, wrong.gap) as gap
from bankagent.votes as v
left join bankagent.banking_requests as r on r.id = v.request_id
left join bankagent.approvals as a
    on a.job_id = v.job_id and a.attempt = v.attempt and a.request_id = v.request_id
left join bankagent.agent_audit_log as entry
    on
        entry.request_id = v.request_id
        and entry.action = 'voted'
        and entry.actor = v.reviewer
        and entry.result
        @> jsonb_build_object('vote_id', v.id, 'verdict', v.verdict, 'digest', v.digest)
cross join
    lateral (
        values
        (
            v.reviewer = r.maker or v.maker is distinct from r.maker,
            'is the maker''s own, or denies it'
        ),
        (v.digest is distinct from a.digest, 'is not on what was shown'),
        (entry.id is null, 'has no entry')
    ) as wrong (applies, gap)
where wrong.applies
union all
-- The entries that tell of people against the votes.
select
    entry.request_id,
    entry.id as entry_id,
    format('the entry %s tells of people, but of no vote that exists', entry.action) as gap
from bankagent.agent_audit_log as entry
left join bankagent.votes as v
    on v.request_id = entry.request_id and v.id::text = entry.result ->> 'vote_id'
where
    v.id is null and (
        entry.action = 'voted'
        or (entry.from_status = 'awaiting_approval' and entry.action in ('processed', 'needs_info'))
    )
union all
select
    d.request_id,
    null as entry_id,
    'the decision is said to be by people, but no vote says so' as gap
from bankagent.decisions as d
left join bankagent.votes as v
    on
        v.request_id = d.request_id
        and v.reviewer = d.actor
        and v.verdict = case d.decision when 'approved' then 'approve' else 'reject' end
where d.decided_by = 'people' and v.id is null
union all
select
    request_id,
    entry_id,
    gap
from ops.payload_gaps;

comment on view ops.audit_gaps is
'Violations of the law that status, audit entry, decision, votes and job change together. Always '
'empty. Reads everything (5 s for each million entries): not to be watched, but for a checker at '
'night; a probe uses ops.audit_gaps_lately.';
comment on column ops.audit_gaps.request_id is 'The request.';
comment on column ops.audit_gaps.entry_id is 'The audit entry where it shows, if one does.';
comment on column ops.audit_gaps.gap is 'What does not agree.';

create or replace function ops.audit_gaps_since(p_since timestamptz)
returns table (request_id bigint, entry_id bigint, gap text)
language sql stable
set search_path to bankagent, pg_temp
set jit to off
as $$
    -- An array, so that the view walks the indexes for these requests only.
    select g.request_id, g.entry_id, g.gap
    from ops.audit_gaps as g
    where g.request_id = any(array(
        select a.request_id from agent_audit_log as a where a.created_at >= p_since
        union
        select r.id from banking_requests as r where r.created_at >= p_since
    ))
$$;

comment on function ops.audit_gaps_since(timestamptz) is
'ops.audit_gaps for the requests that were born or moved since then; takes about 10 µs for each '
'of them. A probe uses ops.audit_gaps_lately, which is never long.';
