create or replace view ops.stuck_requests as
select
    r.id as request_id,
    r.request_type,
    r.created_at,
    r.job_id,
    j.status::text as job_status,
    j.worker_id,
    case
        when j.status = 'doing' then 'held by a dead worker'
        else 'no open job'
    end as reason
from bankagent.banking_requests as r
left join procrastinate.procrastinate_jobs as j on j.id = r.job_id
left join procrastinate.procrastinate_workers as w on w.id = j.worker_id
left join bankagent.worker_processes as ours on ours.worker_id = w.id
where
    r.status = 'received'
    and (
        j.id is null
        or j.status not in ('todo', 'doing')
        or (
            j.status = 'doing'
            and (
                ours.worker_id is null
                or w.last_heartbeat < clock_timestamp() - interval '60 seconds'
            )
        )
    );

comment on view ops.stuck_requests is
'Received requests that nobody will process: without an open job, or held by a worker that is '
'silent or unknown. rescue_jobs mends them, with an entry each; empty but for seconds.';
comment on column ops.stuck_requests.request_id is 'The request.';
comment on column ops.stuck_requests.request_type is 'Its type.';
comment on column ops.stuck_requests.created_at is 'When it was accepted.';
comment on column ops.stuck_requests.job_id is 'Its current job.';
comment on column ops.stuck_requests.job_status is 'The job''s status; null when the row is gone.';
comment on column ops.stuck_requests.worker_id is 'The worker that holds it.';
comment on column ops.stuck_requests.reason is 'no open job, or held by a dead worker.';
