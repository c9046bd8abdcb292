-- Audit entries by request, client, actor, action and time, the newest first.

-- name: search
-- A request's entries have an index. All else scans the newest `scan_limit` entries between two
-- ids; the last one is returned too, so that the next page goes on there.
select
    s.id, s.request_id, r.client_id, r.request_type, s.action, s.actor, s.from_status,
    s.to_status, s.created_at, s.job_id, s.attempt, s.trace_id, s.matches and (
        %(client_id)s::text is null or r.client_id = %(client_id)s::text
    ) as matches, s.ends_scan
from (
    select
        l.*,
        (%(actor)s::text is null or l.actor = %(actor)s::text)
        and (%(action)s::text is null or l.action = %(action)s::text)
        and (%(since)s::timestamptz is null or l.created_at >= %(since)s::timestamptz)
        and (%(until)s::timestamptz is null or l.created_at < %(until)s::timestamptz) as matches,
        row_number() over (order by l.id desc) = %(scan_limit)s::bigint as ends_scan
    from (
        select
            a.id, a.request_id, a.action, a.actor, a.from_status, a.to_status, a.created_at,
            a.job_id, a.attempt, a.trace_id
        from bankagent.agent_audit_log as a
        where
            a.id < %(before)s::bigint
            and a.id >= %(first)s::bigint
            and (%(request_id)s::bigint is null or a.request_id = %(request_id)s::bigint)
        order by a.id desc
        limit %(scan_limit)s::bigint
    ) as l
) as s
inner join bankagent.banking_requests as r on r.id = s.request_id
where
    s.ends_scan
    or (
        s.matches
        and (%(client_id)s::text is null or r.client_id = %(client_id)s::text)
    )
order by s.id desc
limit %(most)s::integer;

-- name: first_after
-- The first id from which on no entry is older than a time, by bisection: 40 reads of the key among
-- 10^12 ids. An insert draws the number and reads the time, so their orders differ by moments only.
with recursive place (low, high) as (
    select
        0::bigint as low,
        (
            select coalesce(max(a.id), 0) + 1
            from bankagent.agent_audit_log as a
        ) as high
    union all
    select
        case when is_older then middle else low end as low,
        case when is_older then high else middle end as high
    from (
        select
            p.low, p.high, (p.low + p.high) / 2 as middle,
            (
                select a.created_at
                from bankagent.agent_audit_log as a
                where a.id >= (p.low + p.high) / 2
                order by a.id
                limit 1
            ) < %(time)s::timestamptz + %(margin)s::interval as is_older
        from place as p
        where p.high - p.low > 1
    ) as halved
)

select p.high
from place as p
where p.high - p.low <= 1;

-- name: entry
select
    a.id, a.request_id, r.client_id, r.request_type, a.action, a.actor, a.from_status,
    a.to_status, a.created_at, a.job_id, a.attempt, a.trace_id, a.result
from bankagent.agent_audit_log as a
inner join bankagent.banking_requests as r on r.id = a.request_id
where a.id = %(id)s::bigint;

-- name: actions
select m.action
from bankagent.request_moves as m
group by m.action
order by m.action;
