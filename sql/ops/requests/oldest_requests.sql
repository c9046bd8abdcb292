create or replace view ops.oldest_requests as
select
    r.id as request_id,
    r.status,
    now() - r.updated_at as waits,
    r.request_type,
    r.client_id,
    r.maker,
    r.created_at,
    open.who_acts_next
from (
    values
    ('received', 'a worker'),
    ('awaiting_approval', 'reviewers'),
    ('needs_info', 'the caller'),
    ('failed', 'an operator')
) as open (status, who_acts_next)
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
order by waits desc;

comment on view ops.oldest_requests is
'The 100 oldest open requests of each status, the longest wait first. What a worker does not take: '
'where status = ''received'' limit 1; why: ops.why_waiting(request_id).';
comment on column ops.oldest_requests.request_id is 'The request.';
comment on column ops.oldest_requests.status is 'Its status.';
comment on column ops.oldest_requests.waits is 'How long ago it last moved.';
comment on column ops.oldest_requests.request_type is 'Its type.';
comment on column ops.oldest_requests.client_id is 'The client it is about.';
comment on column ops.oldest_requests.maker is 'Who made it.';
comment on column ops.oldest_requests.created_at is 'When it was accepted.';
comment on column ops.oldest_requests.who_acts_next is 'In words.';
