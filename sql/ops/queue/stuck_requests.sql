create or replace view ops.stuck_requests as
-- Two indexes in the order of the jobs side by side: 30 ms beside 200,000 waiting requests. The
-- limits keep the planner, which expects many of them, from reading a table for the few it finds.
select
    r.id as request_id,
    r.request_type,
    r.created_at,
    lost.job_id,
    j.status as job_status,
    j.worker_id,
    'no open job' as reason,
    'no_open_job' as code
from (
    select waiting.job_id
    from bankagent.banking_requests as waiting
    where
        waiting.status = 'received'
        and not exists (
            select
            from procrastinate.procrastinate_jobs as open
            where open.id = waiting.job_id and open.status in ('todo', 'doing')
        )
) as lost
cross join
    lateral (
        select found.id, found.request_type, found.created_at
        from bankagent.banking_requests as found
        where found.job_id = lost.job_id and found.status = 'received'
        limit 1
    ) as r
left join lateral (
    select ended.status::text as status, ended.worker_id
    from procrastinate.procrastinate_jobs as ended
    where ended.id = lost.job_id
    limit 1
) as j on true
union all
select
    r.id as request_id,
    r.request_type,
    r.created_at,
    null as job_id,
    null as job_status,
    null as worker_id,
    'no open job' as reason,
    'no_open_job' as code
from bankagent.banking_requests as r
where r.status = 'received' and r.job_id is null
union all
select
    r.id as request_id,
    r.request_type,
    r.created_at,
    r.job_id,
    j.status::text as job_status,
    j.worker_id,
    'held by a dead worker' as reason,
    'dead_worker' as code
from procrastinate.procrastinate_jobs as j
inner join bankagent.banking_requests as r on r.job_id = j.id and r.status = 'received'
left join procrastinate.procrastinate_workers as w on w.id = j.worker_id
left join bankagent.worker_processes as ours on ours.worker_id = w.id
where
    j.status = 'doing'
    and (
        ours.worker_id is null
        or w.last_heartbeat < clock_timestamp() - interval '60 seconds'
    )
order by created_at;

comment on view ops.stuck_requests is
'Received requests that no worker will process. Either without an open job, or held by a worker '
'that is silent or unknown. rescue_jobs mends them, with an audit entry each; empty but for '
'seconds.';
comment on column ops.stuck_requests.request_id is 'Number of the request.';
comment on column ops.stuck_requests.request_type is 'Type of the request.';
comment on column ops.stuck_requests.created_at is 'Time at which it was accepted.';
comment on column ops.stuck_requests.job_id is 'Current job of the request.';
comment on column ops.stuck_requests.job_status is
'Status of the job; null when the row is gone.';
comment on column ops.stuck_requests.worker_id is 'Worker that holds the job.';
comment on column ops.stuck_requests.reason is
'Reason in words: no open job, or held by a dead worker.';
comment on column ops.stuck_requests.code is 'Reason for programs: no_open_job or dead_worker.';
