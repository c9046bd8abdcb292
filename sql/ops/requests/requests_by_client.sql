create or replace view ops.requests_by_client as
select
    c.client_id,
    count(*) filter (where c.status = 'received') as waiting,
    count(*) filter (where c.status in ('awaiting_approval', 'needs_info')) as with_people,
    count(*) filter (where c.status = 'failed') as failed,
    count(*) filter (where c.status is null) as last_24_hours
from (
    select waiting.client_id, 'received' as status
    from (
        select r.client_id
        from bankagent.banking_requests as r
        where r.status = 'received'
        order by r.job_id
        limit 20000
    ) as waiting
    union all
    select r.client_id, r.status
    from bankagent.banking_requests as r
    where r.status in ('awaiting_approval', 'needs_info', 'failed')
    union all
    select newest.client_id, null as status
    from (
        select r.client_id, r.created_at
        from bankagent.banking_requests as r
        order by r.id desc
        limit 20000
    ) as newest
    where newest.created_at >= now() - interval '24 hours'
) as c
group by c.client_id
order by waiting desc, last_24_hours desc;

comment on view ops.requests_by_client is
'Open and recent requests of each client, most waiting first; add limit 20. It takes as long '
'with any backlog: it reads the 20,000 requests that have waited longest and the 20,000 newest.';
comment on column ops.requests_by_client.client_id is 'Client of the bank.';
comment on column ops.requests_by_client.waiting is
'Number of its requests that wait for a worker (received). Counts only the 20,000 of all clients '
'that have waited longest.';
comment on column ops.requests_by_client.with_people is
'Number of its requests that wait for a reviewer or the caller. These are awaiting_approval and '
'needs_info.';
comment on column ops.requests_by_client.failed is
'Number of its requests that wait for an operator.';
comment on column ops.requests_by_client.last_24_hours is
'Number of its requests of the last 24 hours. Counts only the newest 20,000 of all clients.';
