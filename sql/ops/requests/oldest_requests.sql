create or replace view ops.oldest_requests as
select
    r.id as request_id,
    r.status,
    now() - r.updated_at as waits,
    r.request_type,
    r.client_id,
    r.maker,
    r.created_at,
    open.who_acts_next,
    r.on_behalf_of
from bankagent.request_statuses as open
cross join
    lateral (
        -- The list lets the planner see that the index of open requests has them.
        select o.*
        from bankagent.banking_requests as o
        where
            o.status = open.status
            and o.status in ('received', 'awaiting_approval', 'needs_info', 'failed')
        order by o.id
        limit 100
    ) as r
where open.is_open
order by waits desc;

comment on view ops.oldest_requests is
'Oldest open requests, 100 of each status, longest wait first. The request that workers leave '
'longest: where status = ''received'' limit 1; the reason: ops.why_waiting(request_id).';
comment on column ops.oldest_requests.request_id is 'Request; banking_requests.id.';
comment on column ops.oldest_requests.status is 'Status of the request.';
comment on column ops.oldest_requests.waits is 'Time since its last move.';
comment on column ops.oldest_requests.request_type is 'Type of the request.';
comment on column ops.oldest_requests.client_id is 'Client that the request is about.';
comment on column ops.oldest_requests.maker is 'Caller or database user who made the request.';
comment on column ops.oldest_requests.created_at is 'Time of acceptance (UTC).';
comment on column ops.oldest_requests.who_acts_next is 'Party that acts next, in words.';
comment on column ops.oldest_requests.on_behalf_of is
'Person for whom the maker submitted; empty where it named none.';
