-- Requests that wait for people, and those on which a reviewer has voted, as reviewers read them.

-- name: page
-- By number, or by the time when the stage that waits is due; what has no such time comes last.
select
    a.request_id,
    r.client_id,
    r.request_type,
    r.payload,
    r.status,
    r.maker,
    nullif(r.on_behalf_of, '') as on_behalf_of,
    bankagent.person_key(r.maker)
    = bankagent.person_key(%(reviewer)s::text) as is_made_by_reviewer,
    bankagent.person_key(r.on_behalf_of)
    = bankagent.person_key(%(reviewer)s::text) as is_reviewers_own,
    r.created_at,
    r.updated_at,
    a.opened_at as waiting_since,
    ops.rules_in_words(e.fired, e.outcome) as why,
    e.outcome,
    e.fired,
    e.facts,
    e.policy_key,
    e.policy_version,
    e.policy_sha256,
    a.job_id,
    a.attempt,
    a.digest,
    e.causes,
    (
        select x.id
        from bankagent.trade_exceptions as x
        where x.request_id = a.request_id and x.closed_at is null
    ) as exception_id,
    a.exposure_amount,
    a.exposure_currency,
    waits.stages,
    waits.votes,
    may.stage,
    waits.due_at,
    waits.expires_at,
    may.fault,
    (
        select jsonb_build_object('amount', h.max_amount, 'currency', h.currency)
        from bankagent.authorities as h
        where h.id = may.authority_id and h.max_amount is not null
    ) as limit_of_reviewer
from bankagent.approvals as a
inner join bankagent.banking_requests as r on r.id = a.request_id
inner join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
cross join
    lateral (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'stage', s.stage,
                        'role', s.role,
                        'votes', s.votes,
                        'given', s.given,
                        'due_at', s.due_at,
                        'expires_at', s.expires_at
                    )
                    order by s.stage
                ),
                '[]'
            ) as stages,
            (array_agg(s.due_at order by s.stage) filter (where s.given < s.votes))[1] as due_at,
            (array_agg(s.expires_at order by s.stage) filter (where s.given < s.votes))[1]
                as expires_at,
            (
                select
                    coalesce(
                        jsonb_agg(
                            jsonb_build_object(
                                'reviewer', v.reviewer,
                                'verdict', v.verdict,
                                'reason', v.reason,
                                'stage', v.stage,
                                'at', v.created_at
                            )
                            order by v.id
                        ),
                        '[]'
                    )
                from bankagent.votes as v
                where v.job_id = a.job_id and v.attempt = a.attempt
            ) as votes
        from (
            select
                s.*,
                (
                    select count(*)
                    from bankagent.votes as v
                    where
                        v.job_id = s.job_id
                        and v.attempt = s.attempt
                        and v.stage = s.stage
                        and v.verdict = 'approve'
                ) as given
            from bankagent.approval_stages as s
            where s.job_id = a.job_id and s.attempt = a.attempt
        ) as s
    ) as waits
cross join lateral bankagent.vote_fault(a.request_id, %(reviewer)s::text) as may
where
    a.closed_at is null
    and (%(request_id)s::bigint is null or a.request_id = %(request_id)s::bigint)
    and case %(show)s::text
        when 'mine' then may.fault is null
        when 'unassigned' then waits.votes = '[]'
        when 'second' then waits.votes <> '[]'
        else true
    end
    and (
        %(after)s::bigint is null
        or case
            when %(by_due)s::boolean
                then
                    (coalesce(waits.due_at, 'infinity'), a.request_id)
                    > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after)s::bigint)
            else a.request_id > %(after)s::bigint
        end
    )
order by
    case when %(by_due)s::boolean then coalesce(waits.due_at, 'infinity') end,
    a.request_id
limit %(most)s::integer;

-- name: voted
-- The votes of a reviewer, the newest first: what became of each.
select
    v.id as vote_id,
    v.request_id,
    r.request_type,
    r.client_id,
    r.status,
    v.verdict,
    v.reason,
    v.override_code,
    v.stage,
    v.digest,
    v.created_at,
    d.decision,
    d.created_at as decided_at
from bankagent.votes as v
inner join bankagent.banking_requests as r on r.id = v.request_id
left join bankagent.decisions as d on d.request_id = v.request_id
where
    v.reviewer = %(reviewer)s::text
    and (%(before)s::bigint is null or v.id < %(before)s::bigint)
order by v.id desc
limit %(most)s::integer;
