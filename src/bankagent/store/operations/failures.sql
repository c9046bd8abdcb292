-- Failures, grouped by request type and error, and the requests of a group that still fail.

-- name: groups
select
    r.request_type,
    coalesce(
        a.result ->> 'error',
        case a.action when 'attempt_lost' then 'its worker died' else 'its workers died' end
    ) as error,
    count(*) filter (where a.created_at >= now() - interval '1 hour') as last_hour,
    count(*) filter (where a.created_at >= now() - interval '24 hours') as last_day,
    count(*) as last_week,
    count(distinct a.request_id) filter (
        where a.action = 'failed' and r.status = 'failed'
    ) as still_failed,
    min(a.created_at) as first_at,
    max(a.created_at) as last_at,
    max(a.request_id) as for_example
from bankagent.agent_audit_log as a
inner join bankagent.banking_requests as r on r.id = a.request_id
where
    a.action in ('attempt_failed', 'attempt_lost', 'failed')
    and a.created_at >= now() - interval '7 days'
group by r.request_type, error
order by still_failed desc, last_hour desc, last_week desc, error asc
limit 200;

-- name: of_group
select r.id
from bankagent.banking_requests as r
where
    r.status = 'failed'
    and r.request_type = %(request_type)s::text
    and %(error)s::text = (
        select
            coalesce(
                a.result ->> 'error',
                case a.action when 'attempt_lost' then 'its worker died' else 'its workers died' end
            )
        from bankagent.agent_audit_log as a
        where a.request_id = r.id and a.action = 'failed'
        order by a.id desc
        limit 1
    )
order by r.id
limit %(most)s::integer;
