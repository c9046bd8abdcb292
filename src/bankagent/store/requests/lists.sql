-- Lists of requests. Where `maker` is not null only that maker's requests exist.

-- name: page
-- Newest first. Planned with its values, so that each filter that is null costs nothing. What has
-- an index is asked first; for the rest at most `scan_limit` requests are scanned, and the last
-- one is returned too: without the limit a status that no request has would read everything.
select
    l.id, l.client_id, l.request_type, l.status, l.maker,
    nullif(l.on_behalf_of, '') as on_behalf_of, l.created_at, l.updated_at,
    (
        select d.decision
        from bankagent.decisions as d
        where d.request_id = l.id
    ) as decision,
    (
        select ops.words_to_caller(a.action, a.request_id, a.job_id, a.attempt)
        from bankagent.agent_audit_log as a
        where
            l.status in ('processed', 'needs_info')
            and a.request_id = l.id
            and a.action = l.status
        order by a.id desc
        limit 1
    ) as words,
    l.matches,
    l.n = %(scan_limit)s::bigint as ends_scan
from (
    select
        s.*,
        row_number() over (order by s.id desc) as n,
        (%(request_type)s::text is null or s.request_type = %(request_type)s::text)
        and (%(status)s::text is null or s.status = %(status)s::text)
        and (
            %(reviewer)s::text is null
            or ops.covers_request(%(reviewer)s::text, s.request_type, s.desk)
        ) as matches
    from (
        select
            r.id, r.client_id, r.request_type, r.status, r.maker, r.on_behalf_of, r.created_at,
            r.updated_at,
            case when %(reviewer)s::text is not null then r.payload ->> 'desk' end as desk
        from bankagent.banking_requests as r
        where
            r.id < %(before)s::bigint
            and (%(maker)s::text is null or r.maker = %(maker)s::text)
            and (%(client_id)s::text is null or r.client_id = %(client_id)s::text)
            and (
                %(status)s::text is null
                or %(status)s::text in ('processed', 'cancelled')
                or r.status = %(status)s::text
            )
            and (
                %(created_after)s::timestamptz is null
                or r.created_at >= %(created_after)s::timestamptz
            )
            and (
                %(created_before)s::timestamptz is null
                or r.created_at < %(created_before)s::timestamptz
            )
        order by r.id desc
        limit %(scan_limit)s::bigint
    ) as s
) as l
where l.matches or l.n = %(scan_limit)s::bigint
order by l.id desc
limit %(most)s::bigint;
