create or replace view ops.workers as
select
    w.id as worker_id,
    ours.host,
    ours.pid,
    ours.version,
    ours.started_at,
    w.last_heartbeat,
    -- One in the future is from before the clock stepped back: the next puts it right.
    w.last_heartbeat between clock_timestamp() - interval '3 seconds'
    and clock_timestamp() + interval '3 seconds' as alive,
    held.jobs as jobs_held,
    held.oldest_wait,
    ours.queues,
    ours.listens
from procrastinate.procrastinate_workers as w
left join bankagent.worker_processes as ours on ours.worker_id = w.id
cross join
    lateral (
        select
            count(*) as jobs,
            clock_timestamp() - min(r.created_at) as oldest_wait
        from procrastinate.procrastinate_jobs as j
        left join bankagent.banking_requests as r on r.id = (j.args ->> 'request_id')::bigint
        where j.worker_id = w.id and j.status = 'doing'
    ) as held
order by alive, last_heartbeat;

comment on view ops.workers is
'Registered workers with process, heartbeat and load, longest silent first.';
comment on column ops.workers.worker_id is 'Worker; procrastinate_workers.id.';
comment on column ops.workers.host is
'Name of the host; null for a worker that is not of bankagent.';
comment on column ops.workers.pid is 'Process id on that host.';
comment on column ops.workers.version is 'Version of bankagent that the process runs.';
comment on column ops.workers.started_at is 'Time of registration (UTC).';
comment on column ops.workers.last_heartbeat is 'Time of the last heartbeat (UTC).';
comment on column ops.workers.alive is 'True if the heartbeat is within 3 seconds of now.';
comment on column ops.workers.jobs_held is 'Number of jobs that it has in hand.';
comment on column ops.workers.oldest_wait is 'Age of the oldest request that it has in hand.';
comment on column ops.workers.queues is 'Queues that it serves; null for all.';
comment on column ops.workers.listens is
'True if it listens for notifications; else it finds new jobs by polling only.';
