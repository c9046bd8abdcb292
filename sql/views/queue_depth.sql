create or replace view ops.queue_depth as
select
    j.queue_name as queue,
    count(*) filter (where j.status = 'todo' and not later.is_later) as ready,
    count(*) filter (where j.status = 'todo' and later.is_later) as scheduled,
    count(*) filter (where j.status = 'doing') as doing,
    coalesce(
        clock_timestamp() - min(r.created_at) filter (where j.status = 'todo'), interval '0'
    ) as oldest_wait
from procrastinate.procrastinate_jobs as j
cross join
    lateral (
        select coalesce(j.scheduled_at > now(), false) as is_later
    ) as later
left join bankagent.banking_requests as r
    on r.job_id = j.id and r.id = (j.args ->> 'request_id')::bigint
where j.status in ('todo', 'doing')
group by j.queue_name;

comment on view ops.queue_depth is
'What waits and what is in hand, by queue. Reads open jobs only.';
comment on column ops.queue_depth.queue is 'The queue.';
comment on column ops.queue_depth.ready is 'Jobs that a worker could claim now.';
comment on column ops.queue_depth.scheduled is 'Jobs that wait for their time, as retries do.';
comment on column ops.queue_depth.doing is 'Jobs in a worker''s hands.';
comment on column ops.queue_depth.oldest_wait is 'Age of the oldest request that waits.';
