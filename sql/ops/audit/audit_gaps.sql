create or replace view ops.audit_gaps as
-- The chain of entries.
select
    entry.request_id,
    entry.id as entry_id,
    format(
        'the entry moves from %s, but the request stood at %s', entry.from_status, entry.stood_at
    ) as gap,
    'entries_do_not_follow' as code
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
    wrong.gap,
    wrong.code
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
    -- A vote, an escalation, a noted finding, a move of an exception or of an item of work, a
    -- comment, a failed or a lost attempt leaves the status, and when it was set, as they are.
    select a.id, a.xid
    from bankagent.agent_audit_log as a
    where
        a.request_id = r.id
        and a.action not in (
            'attempt_failed', 'attempt_lost', 'voted', 'exception_moved', 'exception_reopened',
            'findings_noted', 'escalated'
        )
        and not ops.is_work_action(a.action)
    order by a.id desc
    limit 1
) as move on true
cross join
    lateral (
        values
        (
            latest.id,
            latest.to_status is distinct from r.status,
            'status_differs',
            format(
                'the request is %s, but its last entry says %s',
                r.status, coalesce(latest.to_status, 'nothing')
            )
        ),
        (
            move.id,
            move.xid <> r.status_xid,
            'other_transaction',
            'the status was not set in the transaction of its entry'
        ),
        (
            null,
            (r.status = 'processed') <> (d.request_id is not null),
            'decision_differs',
            format(
                'the request is %s, but it has %s decision',
                r.status, case when d.request_id is null then 'no' else 'a' end
            )
        ),
        (
            null,
            r.status <> 'received' and j.id is not null,
            'job_still_open',
            format('the request is %s, but its job %s is still open', r.status, j.id)
        ),
        (
            null,
            (r.status = 'awaiting_approval') <> (waiting.request_id is not null),
            'approval_differs',
            format(
                'the request is %s, but %s approval is open',
                r.status, case when waiting.request_id is null then 'no' else 'an' end
            )
        )
    ) as wrong (entry_id, applies, code, gap)
where wrong.applies
union all
-- Open approvals against what reviewers are shown.
select
    a.request_id,
    null as entry_id,
    'reviewers are shown something else than the digest of the approval stands for' as gap,
    'digest_differs' as code
from bankagent.approvals as a
inner join bankagent.banking_requests as r on r.id = a.request_id
left join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
where a.closed_at is null and a.digest is distinct from ops.approval_digest_of(a, r, e)
union all
-- The votes against their request, their approval and their entry.
select
    v.request_id,
    null as entry_id,
    format('vote %s %s', v.id, wrong.gap) as gap,
    wrong.code
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
        @> jsonb_build_object(
            'vote_id', v.id, 'verdict', v.verdict, 'digest', coalesce(v.shown_digest, v.digest)
        )
cross join
    lateral (
        values
        (
            bankagent.person_key(v.reviewer) = bankagent.person_key(r.maker)
            or v.maker is distinct from r.maker,
            'vote_of_the_maker',
            'was cast by the maker, or names another maker than the request'
        ),
        (
            bankagent.person_key(v.reviewer) = bankagent.person_key(r.on_behalf_of)
            or v.on_behalf_of is distinct from r.on_behalf_of,
            'vote_of_the_person',
            'was cast by the person on whose behalf the request was made, or names another person '
            'than the request'
        ),
        (
            v.digest is distinct from a.digest
            or coalesce(v.shown_digest, v.digest) is distinct from ops.digest_shown(a, v.id),
            'vote_on_another_digest',
            'names another digest than its approval'
        ),
        (entry.id is null, 'vote_without_entry', 'has no audit entry'),
        (
            v.verdict = 'escalate' and not exists (
                select
                from bankagent.approval_stages as s
                where s.job_id = v.job_id and s.attempt = v.attempt and s.escalation_id = v.id
            ),
            'escalation_without_stages',
            'escalated it, and raised nothing'
        ),
        (
            bankagent.person_key(v.reviewer) = bankagent.person_key(v.payload_author),
            'vote_of_the_author',
            'was cast by the author of the payload'
        ),
        (
            exists (
                select
                from bankagent.votes as o
                where
                    o.job_id = v.job_id
                    and o.attempt = v.attempt
                    and o.id < v.id
                    and bankagent.person_key(o.reviewer) = bankagent.person_key(v.reviewer)
            ),
            'second_vote_of_a_person',
            'is the second one of its person on the approval'
        ),
        (
            -- Votes from before there were stages rest on nothing.
            v.stage is not null and not exists (
                select
                from bankagent.authorities as h
                inner join bankagent.approval_stages as s
                    on s.job_id = v.job_id and s.attempt = v.attempt and s.stage = v.stage
                left join bankagent.authority_ends as ended on ended.authority_id = h.id
                where
                    h.id = v.authority_id
                    and h.reviewer = v.reviewer
                    and h.role = coalesce(s.role, h.role)
                    and r.request_type = coalesce(h.request_type, r.request_type)
                    and (
                        h.max_amount is null
                        -- The rates of that day are not known any more.
                        or a.exposure_currency <> h.currency
                        or a.exposure_amount <= h.max_amount
                    )
                    and coalesce(h.valid_to > v.created_at, true)
                    and coalesce(ended.ended_at > v.created_at, true)
            ),
            'vote_over_authority',
            'rests on no authority that covered it'
        )
    ) as wrong (applies, code, gap)
where wrong.applies
union all
-- Entries that name a vote, or must, against the votes.
select
    entry.request_id,
    entry.id as entry_id,
    format('the entry %s names no vote that exists', entry.action) as gap,
    'entry_without_vote' as code
from bankagent.agent_audit_log as entry
left join bankagent.votes as v
    on v.request_id = entry.request_id and v.id::text = entry.result ->> 'vote_id'
where
    v.id is null and (
        entry.action = 'voted'
        or (entry.from_status = 'awaiting_approval' and entry.action in ('processed', 'needs_info'))
    )
    -- The end of an approval that had its time.
    and not (
        entry.action = 'processed'
        and entry.result ->> 'reason' = 'expired'
        and exists (
            select
            from bankagent.decisions as d
            where
                d.request_id = entry.request_id
                and bankagent.is_expiry(
                    d.request_id, entry.job_id, entry.attempt, d.decision, entry.actor,
                    entry.created_at + interval '1 second'
                )
                and d.actor = entry.actor
        )
    )
    -- The closing of an exception: ops.exception_gaps looks for its vote.
    and not exists (
        select
        from bankagent.exception_moves as m
        where m.audit_entry_id = entry.id
    )
union all
select
    d.request_id,
    null as entry_id,
    'the decision is by people, but no vote agrees with it' as gap,
    'decision_without_vote' as code
from bankagent.decisions as d
left join bankagent.votes as v
    on
        v.request_id = d.request_id
        and v.reviewer = d.actor
        and v.verdict = case d.decision when 'approved' then 'approve' else 'reject' end
where
    d.decided_by = 'people'
    and v.id is null
    and not exists (
        select
        from bankagent.trade_exceptions as x
        where x.request_id = d.request_id
    )
union all
select
    d.request_id,
    null as entry_id,
    'the decision is by people, but not all votes that its stages ask for are there' as gap,
    'decision_before_its_stages' as code
from bankagent.decisions as d
inner join lateral bankagent.current_stage(d.job_id, d.attempt) as waits on waits.stage is not null
where
    d.decided_by = 'people'
    and d.decision = 'approved'
    and not exists (
        select
        from bankagent.trade_exceptions as x
        where x.request_id = d.request_id
    )
union all
select
    request_id,
    entry_id,
    gap,
    code
from ops.payload_gaps
union all
select
    request_id,
    entry_id,
    gap,
    code
from ops.follow_up_gaps
union all
select
    request_id,
    entry_id,
    gap,
    code
from ops.exception_gaps
union all
select
    request_id,
    null as entry_id,
    gap,
    code
from ops.proposal_gaps
union all
select
    request_id,
    entry_id,
    gap,
    code
from ops.work_gaps;

comment on view ops.audit_gaps is
'Violations of the first law, one row each; always empty. Status, audit entry, decision, votes '
'and job of a request move together. Reads everything (5 s for each million entries): for a '
'checker at night; a probe uses ops.audit_gaps_lately.';
comment on column ops.audit_gaps.request_id is 'Number of the request.';
comment on column ops.audit_gaps.entry_id is 'Audit entry that shows it; null where none does.';
comment on column ops.audit_gaps.gap is 'Violation in words.';
comment on column ops.audit_gaps.code is
'Violation for programs. entries_do_not_follow, status_differs, other_transaction, '
'decision_differs, job_still_open, approval_differs, digest_differs, vote_of_the_maker, '
'vote_of_the_person, vote_on_another_digest, vote_without_entry, vote_of_the_author, '
'escalation_without_stages, second_vote_of_a_person, vote_over_authority, entry_without_vote, '
'decision_without_vote, decision_before_its_stages, or a code of ops.payload_gaps, '
'ops.follow_up_gaps, ops.exception_gaps, ops.proposal_gaps or ops.work_gaps.';

create or replace function ops.audit_gaps_since(p_since timestamptz)
returns table (request_id bigint, entry_id bigint, gap text, code text)
language sql stable
set search_path to bankagent, pg_temp
set jit to off
as $$
    -- An array, so that the view walks the indexes for these requests only.
    select g.request_id, g.entry_id, g.gap, g.code
    from ops.audit_gaps as g
    where g.request_id = any(array(
        select a.request_id from agent_audit_log as a where a.created_at >= p_since
        union
        select r.id from banking_requests as r where r.created_at >= p_since
    ))
$$;

comment on function ops.audit_gaps_since(timestamptz) is
'Gaps of the requests that were created or moved since a time. Takes about 10 µs for each '
'request; ops.audit_gaps_lately, for a probe, has a bounded time. Example: select * from '
'ops.audit_gaps_since(now() - interval ''1 day'').';
