-- Trade exceptions, as reviewers read them.

-- name: page
-- A reviewer reads what an authority of theirs covers.
with mine as materialized (
    select a.request_type, a.desk
    from ops.reviewer_authorities as a
    where a.reviewer = %(reviewer)s::text and a.state = 'in force'
)

select
    x.id,
    x.request_id,
    r.client_id,
    x.state,
    x.assignee,
    x.priority,
    x.severity,
    x.outcome,
    x.match,
    x.primary_code,
    x.primary_field,
    x.exposure,
    x.currency,
    x.value_date,
    o.age,
    x.cut_off_at,
    x.opened_at,
    x.changed_at,
    x.closed_at,
    (
        select coalesce(array_agg(l.label order by l.label), '{}')
        from ops.exception_labels_set as l
        where l.exception_id = x.id
    ) as labels,
    item.owner,
    item.owned_until,
    item.team,
    item.snoozed_until
from bankagent.trade_exceptions as x
inner join bankagent.banking_requests as r on r.id = x.request_id
left join ops.exceptions_open as o on o.id = x.id
left join ops.work_items as item on item.request_id = x.request_id
where
    (
        not exists (
            select
            from bankagent.reviewers as p
            where p.name = %(reviewer)s::text
        )
        or exists (
            select
            from mine as m
            where
                r.request_type = coalesce(m.request_type, r.request_type)
                and (m.desk is null or m.desk = r.payload ->> 'desk')
        )
    )
    -- Those with another assignee, or never moved to a team, need no look at their item.
    and (%(show)s::text <> 'mine' or x.assignee = %(reviewer)s::text)
    and (
        %(show)s::text <> 'team'
        or exists (
            select
            from bankagent.work_moves as m
            where m.request_id = x.request_id and m.team is not null
        )
    )
    and (%(snoozed)s::boolean or item.snoozed_until is null)
    and case %(show)s::text
        when 'mine' then item.owner = %(reviewer)s::text
        when 'team'
            then
                item.team in (
                    select a.role
                    from ops.reviewer_authorities as a
                    where a.reviewer = %(reviewer)s::text and a.state = 'in force'
                )
        when 'unassigned' then x.closed_at is null and item.owner is null
        else true
    end
    and x.id < %(before)s::bigint
    and (%(state)s::text is null or x.state = %(state)s::text)
    and (%(assignee)s::text is null or x.assignee = %(assignee)s::text)
    and (%(code)s::text is null or x.primary_code = %(code)s::text)
    and (%(outcome)s::text is null or x.outcome = %(outcome)s::text)
    and (
        %(label)s::text is null
        or exists (
            select
            from ops.exception_labels_set as l
            where l.exception_id = x.id and l.label = %(label)s::text
        )
    )
order by x.id desc
limit %(most)s::integer;

-- name: counts
select s.state, s.exceptions
from ops.exceptions_by_state as s
order by s.state;

-- name: read
select
    x.id,
    x.request_id,
    r.client_id,
    r.status,
    x.state,
    x.assignee,
    x.priority,
    x.severity,
    x.outcome,
    x.match,
    x.primary_code,
    x.primary_field,
    jsonb_build_object(
        'our_source', x.our_source,
        'our_record', x.our_record,
        'their_source', x.their_source,
        'their_record', x.their_record
    ) as pair,
    x.breaks,
    x.exposure,
    x.currency,
    x.exposure_usd,
    x.value_date,
    o.age,
    x.cut_off_at,
    x.expected_penalty,
    x.opened_at,
    x.changed_at,
    x.closed_at,
    x.closed_reason,
    x.closed_match,
    x.closed_by_request,
    x.reopens_id,
    item.owner,
    item.owned_until,
    item.team,
    item.snoozed_until,
    (
        select n.request_id
        from bankagent.exception_reopenings as n
        where n.exception_id = x.id
    ) as reopened_by,
    (
        select coalesce(array_agg(l.label order by l.label), '{}')
        from ops.exception_labels_set as l
        where l.exception_id = x.id
    ) as labels,
    (
        select coalesce(jsonb_agg(to_jsonb(m) - 'xid' - 'exception_id' order by m.id), '[]')
        from bankagent.exception_moves as m
        where m.exception_id = x.id
    ) as moves,
    (
        select coalesce(jsonb_agg(to_jsonb(c) - 'exception_id' order by c.id), '[]')
        from bankagent.exception_comments as c
        where c.exception_id = x.id
    ) as comments,
    (
        select
            coalesce(
                jsonb_agg(
                    to_jsonb(p) - 'exception_id' - 'request_id' - 'kind'
                    || jsonb_build_object(
                        'proposed', p.kind,
                        'vote',
                        (
                            select
                                jsonb_build_object(
                                    'id', v.id,
                                    'reviewer', v.reviewer,
                                    'verdict', v.verdict,
                                    'reason', v.reason,
                                    'created_at', v.created_at
                                )
                            from bankagent.exception_votes as v
                            where v.proposal_id = p.id
                            order by v.id desc
                            limit 1
                        ),
                        'votes',
                        (
                            select
                                coalesce(
                                    jsonb_agg(
                                        jsonb_build_object(
                                            'id', v.id,
                                            'stage', coalesce(v.stage, 1),
                                            'reviewer', v.reviewer,
                                            'verdict', v.verdict,
                                            'reason', v.reason,
                                            'created_at', v.created_at
                                        ) order by v.id
                                    ),
                                    '[]'
                                )
                            from bankagent.exception_votes as v
                            where v.proposal_id = p.id
                        )
                    ) order by p.id
                ),
                '[]'
            )
        from bankagent.exception_proposals as p
        where p.exception_id = x.id
    ) as proposals
from bankagent.trade_exceptions as x
inner join bankagent.banking_requests as r on r.id = x.request_id
left join ops.exceptions_open as o on o.id = x.id
left join ops.work_items as item on item.request_id = x.request_id
where x.id = %(exception_id)s::bigint;

-- name: proposal_of
select p.exception_id
from bankagent.exception_proposals as p
where p.id = %(proposal_id)s::bigint;

-- name: vote_fault
select f.fault
from bankagent.proposal_vote_fault(%(proposal_id)s::bigint, %(reviewer)s::text) as f;

-- name: ageing
-- Open exceptions by calendar days since the value date. At most 10,000 are read: beyond, the
-- picture is the same.
select b.bucket, count(o.id) as exceptions, coalesce(sum(o.exposure_usd), 0) as exposure_usd
from (
    values
    (1, '0 to 1 day', 0, 1), (2, '2 to 4 days', 2, 4), (3, '5 to 9 days', 5, 9),
    (4, '10 days and more', 10, null)
) as b (n, bucket, at_least, at_most)
left join (
    select
        x.id, x.exposure_usd,
        greatest(current_date - coalesce(x.value_date, x.opened_at::date), 0) as days
    from bankagent.trade_exceptions as x
    where x.closed_at is null
    order by x.id
    limit 10000
) as o on o.days >= b.at_least and (b.at_most is null or o.days <= b.at_most)
group by b.n, b.bucket
order by b.n;

-- name: reviewers
-- People to whom an exception can be given.
select r.name
from bankagent.reviewers as r
where r.disabled_at is null
order by r.name
limit 500;
