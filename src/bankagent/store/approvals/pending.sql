-- Requests that wait for people, and those on which a reviewer has voted, as reviewers read them.

-- name: page
-- By number, or by the time when the stage that waits is due; what has no such time comes last. The
-- page is chosen first: all that is shown of 2,000 approvals took 160 ms, of a page 8 ms.
with open_ones as (
    select
        a.request_id,
        case
            when %(by_due)s::boolean
                then
                    coalesce(
                        (
                            select s.due_at
                            from bankagent.approval_stages as s
                            where
                                s.job_id = a.job_id
                                and s.attempt = a.attempt
                                and s.votes > (
                                    select count(*)
                                    from bankagent.votes as v
                                    where
                                        v.job_id = s.job_id
                                        and v.attempt = s.attempt
                                        and v.stage = s.stage
                                        and v.verdict = 'approve'
                                )
                            order by s.stage
                            limit 1
                        ),
                        'infinity'
                    )
        end as due_at,
        a.job_id,
        a.attempt
    from bankagent.approvals as a
    where
        a.closed_at is null
        and (%(request_id)s::bigint is null or a.request_id = %(request_id)s::bigint)
        and (%(by_due)s::boolean or %(after)s::bigint is null or a.request_id > %(after)s::bigint)
    order by due_at, a.request_id
    -- Sorted before they are tried: a vote's rules are looked at until the page is full.
    offset 0
),

chosen as materialized (
    select o.request_id, o.due_at, o.job_id, o.attempt
    from open_ones as o
    where
        case %(show)s::text
            when 'mine'
                then (
                    select f.fault
                    from bankagent.vote_fault(o.request_id, %(reviewer)s::text) as f
                ) is null
            when 'all' then true
            else
                exists (
                    select
                    from bankagent.votes as v
                    where v.job_id = o.job_id and v.attempt = o.attempt
                ) = (%(show)s::text = 'second')
        end
        and (
            not %(by_due)s::boolean
            or %(after)s::bigint is null
            or (o.due_at, o.request_id)
            > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after)s::bigint)
        )
    limit %(most)s::integer
)

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
from chosen as c
inner join bankagent.approvals as a on a.job_id = c.job_id and a.attempt = c.attempt
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
order by c.due_at, a.request_id;

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
    v.client_reason,
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
