-- Requests that wait for people, and those on which a reviewer has voted, as reviewers read them.

-- name: page
-- By number, or by the time when the stage that waits is due; what has no such time comes last. The
-- page is chosen first: all that is shown of 2,000 approvals took 160 ms, of a page 8 ms.
with mine as materialized (
    select a.role, a.request_type, a.desk, a.max_amount, a.currency
    from ops.reviewer_authorities as a
    where a.reviewer = %(reviewer)s::text and a.state = 'in force'
),

rates as materialized (
    select c.currency, bankagent.newest_rate(c.currency) as rate
    from (
        select a.exposure_currency as currency
        from bankagent.approvals as a
        where %(show)s::text = 'team' and a.closed_at is null
        union
        select m.currency
        from mine as m
    ) as c
),

open_ones as (
    select
        a.request_id,
        case when %(by_due)s::boolean then coalesce(waits.due_at, 'infinity') end as due_at,
        waits.role,
        a.job_id,
        a.attempt,
        a.exposure_amount,
        a.exposure_currency
    from bankagent.approvals as a
    left join lateral (
        select s.role, s.due_at
        from bankagent.approval_stages as s
        where
            (%(by_due)s::boolean or %(show)s::text = 'team')
            and s.job_id = a.job_id
            and s.attempt = a.attempt
            -- Most have no vote: to count them for each stage costs four times as much.
            and (
                not exists (
                    select
                    from bankagent.votes as v
                    where v.job_id = a.job_id and v.attempt = a.attempt
                )
                or s.votes > (
                    select count(*)
                    from bankagent.votes as v
                    where
                        v.job_id = s.job_id
                        and v.attempt = s.attempt
                        and v.stage = s.stage
                        and v.verdict = 'approve'
                )
            )
        -- Of the last escalation: what waited before it waits no more.
        order by s.escalation_id desc nulls last, s.stage asc
        limit 1
    ) as waits on true
    where
        a.closed_at is null
        and (%(request_id)s::bigint is null or a.request_id = %(request_id)s::bigint)
        and (%(by_due)s::boolean or %(after)s::bigint is null or a.request_id > %(after)s::bigint)
        and (
            %(show)s::text <> 'mine'
            or exists (
                select
                from bankagent.work_moves as m
                where
                    m.job_id = a.job_id
                    and m.attempt = a.attempt
                    and m.owner = %(reviewer)s::text
            )
        )
    order by due_at, a.request_id
    -- Sorted before they are tried: a vote's rules are looked at until the page is full.
    offset 0
),

chosen as materialized (
    select o.request_id, o.due_at, o.job_id, o.attempt, may.stage, may.authority_id, may.fault
    from open_ones as o
    -- Most are as they came: what no person has touched has no owner, team or snooze.
    left join lateral (
        select i.owner, i.team, i.snoozed_until
        from ops.work_items as i
        where
            i.request_id = o.request_id
            and exists (
                select
                from bankagent.work_moves as m
                where m.job_id = o.job_id and m.attempt = o.attempt
            )
        -- One after the other, in the order of the list, so that it ends with the page.
        offset 0
    ) as item on true
    -- Asked where the authorities of the reviewer do not say no before, and once: it takes 0.7 ms.
    left join lateral (
        select f.stage, f.authority_id, f.fault
        from bankagent.vote_fault(o.request_id, %(reviewer)s::text) as f
        where
            %(show)s::text = 'team'
            and item.team is null
            and exists (
                select
                from mine as m
                inner join bankagent.banking_requests as r
                    on
                        r.id = o.request_id
                        and r.request_type = coalesce(m.request_type, r.request_type)
                where
                    (m.desk is null or m.desk = r.payload ->> 'desk')
                    and (m.role = o.role or o.role is null)
                    and (
                        m.max_amount is null
                        or o.exposure_amount * (
                            select t.rate
                            from rates as t
                            where t.currency = m.currency
                        ) <= m.max_amount * (
                            select t.rate
                            from rates as t
                            where t.currency = o.exposure_currency
                        )
                    )
            )
        offset 0
    ) as may on true
    where
        (
            not %(by_due)s::boolean
            or %(after)s::bigint is null
            or (o.due_at, o.request_id)
            > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after)s::bigint)
        )
        -- A reviewer reads what an authority of theirs covers, and what they voted on.
        and (
            not exists (
                select
                from bankagent.reviewers as p
                where p.name = %(reviewer)s::text
            )
            or exists (
                select
                from mine as m
                inner join bankagent.banking_requests as r
                    on
                        r.id = o.request_id
                        and r.request_type = coalesce(m.request_type, r.request_type)
                where m.desk is null or m.desk = r.payload ->> 'desk'
            )
            or exists (
                select
                from bankagent.votes as v
                where v.request_id = o.request_id and v.reviewer = %(reviewer)s::text
            )
        )
        -- One that is asked for by its number is shown, also while it is snoozed.
        and (
            %(snoozed)s::boolean
            or %(request_id)s::bigint is not null
            or item.snoozed_until is null
        )
        and (
            num_nulls(
                %(request_type)s::text, %(client_id)s::text, %(outcome)s::text,
                %(at_least_usd)s::numeric
            ) = 4
            or exists (
                select
                from bankagent.banking_requests as b
                inner join bankagent.evaluations as v
                    on v.job_id = o.job_id and v.attempt = o.attempt
                where
                    b.id = o.request_id
                    and b.request_type = coalesce(%(request_type)s::text, b.request_type)
                    and b.client_id = coalesce(%(client_id)s::text, b.client_id)
                    and v.outcome = coalesce(%(outcome)s::text, v.outcome)
                    and (
                        %(at_least_usd)s::numeric is null
                        or o.exposure_amount * bankagent.newest_rate('USD')
                        >= %(at_least_usd)s::numeric * bankagent.newest_rate(o.exposure_currency)
                    )
            )
        )
        and (
            %(show)s::text = 'all'
            -- What has an open exception is decided with it, and stands in the list of exceptions.
            or not exists (
                select
                from bankagent.trade_exceptions as x
                where x.request_id = o.request_id and x.closed_at is null
            )
        )
        and case %(show)s::text
            when 'all' then true
            when 'mine' then item.owner = %(reviewer)s::text
            when 'unassigned' then item.owner is null
            when 'second'
                then
                    exists (
                        select
                        from bankagent.votes as v
                        where
                            v.job_id = o.job_id
                            and v.attempt = o.attempt
                            and v.verdict = 'approve'
                    )
            when 'team'
                then
                    case
                        when item.team is null then may.stage is not null and may.fault is null
                        else
                            exists (
                                select
                                from mine as m
                                inner join bankagent.banking_requests as r
                                    on
                                        r.id = o.request_id
                                        and r.request_type
                                        = coalesce(m.request_type, r.request_type)
                                where
                                    m.role = item.team
                                    and (m.desk is null or m.desk = r.payload ->> 'desk')
                            )
                    end
        end
    order by o.due_at, o.request_id
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
    ops.digest_shown(a, null) as digest,
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
    ) as limit_of_reviewer,
    item.owner,
    item.owned_until,
    item.team,
    item.snoozed_until
from chosen as c
inner join bankagent.approvals as a on a.job_id = c.job_id and a.attempt = c.attempt
inner join bankagent.banking_requests as r on r.id = a.request_id
inner join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
inner join ops.work_items as item on item.request_id = a.request_id
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
                                'escalation_code', v.escalation_code,
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
        from ops.stages_in_force(a.job_id, a.attempt) as s
    ) as waits
cross join
    lateral (
        select c.stage, c.authority_id, c.fault
        where c.stage is not null
        union all
        select f.stage, f.authority_id, f.fault
        from bankagent.vote_fault(a.request_id, %(reviewer)s::text) as f
        where c.stage is null
    ) as may
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
    v.escalation_code,
    v.client_reason,
    v.stage,
    coalesce(v.shown_digest, v.digest) as digest,
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
