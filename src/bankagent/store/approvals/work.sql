-- The work list of a reviewer: approvals that wait, proposals to vote on, exceptions in hand, and
-- votes that were cast. Each list is a page by keyset.

-- name: counts
-- At most 1,000 of each are counted: beyond, the exact number helps no reader.
select
    (
        select count(*)
        from (
            select distinct m.job_id, m.attempt
            from bankagent.work_moves as m
            where m.owner = %(reviewer)s::text
        ) as touched
        inner join ops.work_items as i on i.job_id = touched.job_id and i.attempt = touched.attempt
        where
            i.owner = %(reviewer)s::text
            and i.exception_id is null
            and i.snoozed_until is null
    ) as mine,
    (
        select count(*)
        from (
            select
            from bankagent.exception_proposals as p
            where p.closed_at is null and p.proposer <> %(reviewer)s::text
            limit 1000
        ) as proposed
    ) as proposals,
    (
        select count(*)
        from (
            select
            from bankagent.trade_exceptions as x
            where x.closed_at is null and x.assignee = %(reviewer)s::text
            limit 1000
        ) as mine
    ) as exceptions;

-- name: team
-- Requests on which a reviewer may vote, or that were moved to a team of theirs, as the list "team"
-- of pending.sql has them: beyond its page of 50, the exact number helps no reader. The index gives
-- their order: to sort 4,800 by due time takes as long as to ask the rules of 51.
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
        where a.closed_at is null
        union
        select m.currency
        from mine as m
    ) as c
)

select count(*)
from (
    select
    from (
        select a.request_id, a.job_id, a.attempt, a.exposure_amount, a.exposure_currency
        from bankagent.approvals as a
        where a.closed_at is null
        order by a.request_id
        offset 0
    ) as o
    cross join
        lateral (
            select r.request_type, r.payload ->> 'desk' as desk
            from bankagent.banking_requests as r
            where r.id = o.request_id
            offset 0
        ) as r
    left join
        lateral (
            select i.team, i.snoozed_until
            from ops.work_items as i
            where
                i.request_id = o.request_id
                and exists (
                    select
                    from bankagent.work_moves as m
                    where m.job_id = o.job_id and m.attempt = o.attempt
                )
            offset 0
        ) as item
        on true
    where
        item.snoozed_until is null
        and not exists (
            select
            from bankagent.trade_exceptions as x
            where x.request_id = o.request_id and x.closed_at is null
        )
        and exists (
            select
            from mine as m
            where
                r.request_type = coalesce(m.request_type, r.request_type)
                and (m.desk is null or m.desk = r.desk)
                and case
                    when item.team is not null then m.role = item.team
                    else
                        coalesce(
                            m.role = (bankagent.current_stage(o.job_id, o.attempt)).role, true
                        )
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
                end
        )
        and case
            when item.team is null
                then (
                    select f.stage is not null and f.fault is null
                    from bankagent.vote_fault(o.request_id, %(reviewer)s::text) as f
                )
            else true
        end
    limit 51
) as found;

-- name: time_left
-- Business minutes until stages are due, each by the calendars and hours of its demand. Nothing for
-- a stage that is overdue, or has no due time. One statement for a page of 50 takes 9 ms, where
-- ops.business_minutes for each row took 19 ms.
select s.job_id, floor(sum(extract(epoch from span.ends - span.starts)) / 60)::integer as minutes
from
    unnest(%(job_ids)s::bigint[], %(attempts)s::integer[], %(stages)s::integer[])
        as a (job_id, attempt, stage)
inner join bankagent.approval_stages as s
    on a.job_id = s.job_id and a.attempt = s.attempt and a.stage = s.stage
inner join bankagent.evaluations as e on s.job_id = e.job_id and s.attempt = e.attempt
inner join bankagent.banking_requests as r on e.request_id = r.id
cross join
    lateral (
        select d.*
        from bankagent.approval_demands as d
        where
            d.reference_version_id = s.demands_version_id
            and d.request_type in (r.request_type, 'any')
            and d.outcome in (e.outcome, 'escalate')
            and d.due_minutes is not null
        -- A stage that was added to those of its demand has the hours of another one.
        order by
            d.outcome = case when s.escalation_id is null then e.outcome else 'escalate' end desc,
            d.request_type = 'any',
            d.stage = s.stage desc,
            d.stage desc
        limit 1
    ) as d
cross join
    lateral generate_series(
        (now() at time zone d.zone)::date::timestamp, (s.due_at at time zone d.zone)::date, '1 day'
    ) as days (day)
cross join
    lateral (
        select
            greatest(now(), (days.day::date + d.opens) at time zone d.zone) as starts,
            least(s.due_at, (days.day::date + d.closes) at time zone d.zone) as ends
    ) as span
where
    span.ends > span.starts
    and not exists (
        select
        from ops.reference_in_force as f
        inner join bankagent.calendars as c on f.reference_version_id = c.reference_version_id
        where
            f.dataset = 'calendars'
            and c.calendar = any(string_to_array(d.calendars, ' '))
            and (
                strpos(c.weekend, to_char(days.day, 'dy')) > 0
                or exists (
                    select
                    from bankagent.calendar_days as h
                    where
                        h.reference_version_id = c.reference_version_id
                        and h.calendar = c.calendar
                        and h.day = days.day::date
                )
            )
    )
group by s.job_id;

-- name: proposals
select
    p.id,
    p.exception_id,
    p.kind as proposed,
    p.proposer,
    p.proposed_at,
    x.exposure,
    x.currency,
    x.primary_code,
    x.primary_field,
    r.client_id
from bankagent.exception_proposals as p
inner join bankagent.trade_exceptions as x on x.id = p.exception_id
inner join bankagent.banking_requests as r on r.id = x.request_id
where p.closed_at is null and p.proposer <> %(reviewer)s::text and p.id > %(after)s::bigint
order by p.id
limit %(most)s::integer;

-- name: votes
select
    v.id,
    v.request_id,
    r.request_type,
    r.client_id,
    v.verdict,
    v.reason,
    v.created_at,
    r.status,
    (
        select d.decision
        from bankagent.decisions as d
        where d.request_id = v.request_id
    ) as decision,
    coalesce(v.shown_digest, v.digest) as digest
from bankagent.votes as v
inner join bankagent.banking_requests as r on r.id = v.request_id
where v.reviewer = %(reviewer)s::text and v.id < %(before)s::bigint
order by v.id desc
limit %(most)s::integer;

-- name: earlier_requests
-- The client's requests before this one, and how they ended.
select
    r.id,
    r.request_type,
    r.status,
    r.created_at,
    (
        select d.decision
        from bankagent.decisions as d
        where d.request_id = r.id
    ) as decision,
    e.amount,
    e.currency
from (
    select b.id, b.request_type, b.status, b.created_at
    from bankagent.banking_requests as b
    where
        b.client_id = %(client_id)s::text
        and b.id < %(request_id)s::bigint
        and (%(maker)s::text is null or b.maker = %(maker)s::text)
    order by b.id desc
    limit 10
) as r
left join
    lateral (
        select
            case jsonb_typeof(v.facts -> 'notional')
                when 'number' then (v.facts ->> 'notional')::numeric
            end as amount,
            v.facts ->> 'currency' as currency
        from bankagent.evaluations as v
        where v.request_id = r.id
        order by v.job_id desc, v.attempt desc
        limit 1
    ) as e
    on true
order by r.id desc;

-- name: similar_cases
-- Requests of the same type of which the same rules fired, decided by people in 90 days. The scan
-- is bounded, so that a busy type costs no more than a quiet one.
select d.request_id, d.decision, d.actor, d.created_at, e.client_id
from (
    select n.request_id, n.decision, n.actor, n.created_at
    from bankagent.decisions as n
    where n.decided_by = 'people' and n.request_id < %(request_id)s::bigint
    order by n.request_id desc
    limit 500
) as d
cross join
    lateral (
        select r.client_id, v.fired
        from bankagent.banking_requests as r
        inner join bankagent.evaluations as v on v.request_id = r.id
        where r.id = d.request_id and r.request_type = %(request_type)s::text
        order by v.job_id desc, v.attempt desc
        limit 1
    ) as e
where
    d.created_at > now() - interval '90 days'
    and %(rules)s::text[] = array(
        select rule ->> 'rule_id'
        from
            jsonb_array_elements(
                case jsonb_typeof(e.fired) when 'array' then e.fired else '[]' end
            ) as rule
        order by rule ->> 'rule_id'
    )
order by d.request_id desc
limit 5;

-- name: payload_versions
select v.version, v.payload, v.replaced_at, v.replaced_by
from bankagent.payload_versions as v
where v.request_id = %(request_id)s::bigint
order by v.version;

-- name: questions
-- All of a request, also while it waits for the caller.
select
    %(request_id)s::bigint as request_id,
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
from ops.questions_of(%(request_id)s::bigint, 9223372036854775807) as q;
