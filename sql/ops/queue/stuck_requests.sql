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
        or w.last_heartbeat > clock_timestamp() + interval '60 seconds'
    )
union all
-- An attempt that waits for models has at most 5 minutes, an end that the database does not take is
-- sent for 5 more, and a batch that policy decides needs seconds.
select
    r.id as request_id,
    r.request_type,
    r.created_at,
    r.job_id,
    j.status::text as job_status,
    j.worker_id,
    'doing for longer than an attempt may take' as reason,
    'doing_too_long' as code
from procrastinate.procrastinate_jobs as j
inner join bankagent.banking_requests as r on r.job_id = j.id and r.status = 'received'
inner join bankagent.worker_processes as ours on ours.worker_id = j.worker_id
inner join procrastinate.procrastinate_workers as w on w.id = j.worker_id
cross join
    lateral (
        select max(e.at) as at
        from procrastinate.procrastinate_events as e
        where e.job_id = j.id and e.type = 'started'
    ) as claimed
where
    j.status = 'doing'
    and claimed.at < clock_timestamp() - interval '15 minutes'
    -- Else its worker is dead, as above.
    and w.last_heartbeat >= clock_timestamp() - interval '60 seconds'
    and w.last_heartbeat <= clock_timestamp() + interval '60 seconds'
union all
-- The same two indexes the other way round. The arguments are compared as text, because a job that
-- was written past the triggers may name anything.
select
    coalesce(r.id, named.id) as request_id,
    r.request_type,
    r.created_at,
    j.id as job_id,
    j.status::text as job_status,
    j.worker_id,
    'an open job that it does not wait for' as reason,
    'obsolete_job' as code
from (
    select open.id
    from procrastinate.procrastinate_jobs as open
    where
        open.status in ('todo', 'doing')
        and not exists (
            select
            from bankagent.banking_requests as waiting
            where waiting.job_id = open.id and waiting.status = 'received'
        )
) as obsolete
cross join
    lateral (
        select found.id, found.status, found.worker_id, found.args
        from procrastinate.procrastinate_jobs as found
        where found.id = obsolete.id and found.task_name = 'bankagent.process_request'
        limit 1
    ) as j
cross join
    lateral (
        select case
            when j.args ->> 'request_id' ~ '^[0-9]{1,18}$' then (j.args ->> 'request_id')::bigint
        end as id
    ) as named
left join lateral (
    select found.id, found.request_type, found.created_at
    from bankagent.banking_requests as found
    where found.id = named.id
    limit 1
) as r on true
union all
-- The fence rises with each attempt, and an end that was recorded is an entry. A drain hands back
-- without one, but then the job does not wait. The longest waits only, which these soon have.
select
    r.id as request_id,
    r.request_type,
    r.created_at,
    r.job_id,
    'todo' as job_status,
    null as worker_id,
    'the ends of its attempts cannot be recorded' as reason,
    'end_not_recorded' as code
from (select distinct t.queue from bankagent.request_types as t) as q
cross join
    lateral (
        select j.id, j.attempts
        from procrastinate.procrastinate_jobs as j
        where
            j.queue_name = q.queue
            and j.status = 'todo'
            and j.scheduled_at > clock_timestamp()
        order by j.scheduled_at desc
        limit 100
    ) as retried
inner join bankagent.banking_requests as r on r.job_id = retried.id and r.status = 'received'
where
    retried.attempts > 2 + (
        select count(*)
        from bankagent.agent_audit_log as a
        where
            a.request_id = r.id
            and a.job_id = retried.id
            and a.action in ('attempt_failed', 'attempt_lost')
    )
    -- A capture goes back without an entry too while an earlier one of its record is not decided.
    and not exists (
        select
        from bankagent.banking_requests as earlier
        where
            r.request_type = 'trade_capture'
            and hashtextextended(
                earlier.maker
                || '/'
                || (earlier.payload ->> 'source')
                || '/'
                || (earlier.payload ->> 'record_number'),
                0
            ) = hashtextextended(
                r.maker
                || '/'
                || (r.payload ->> 'source')
                || '/'
                || (r.payload ->> 'record_number'),
                0
            )
            and earlier.request_type = 'trade_capture'
            and earlier.status = 'received'
            and earlier.id < r.id
    )
order by created_at;

comment on view ops.stuck_requests is
'Requests and jobs that do not fit each other. A received request has no open job, or its worker '
'is silent or unknown; or a job is open that no request waits for. rescue_jobs mends these, a '
'request with an audit entry; empty but for seconds. Two reasons need a person: the database '
'refuses to record how attempts end, or a live worker has held a job for 15 minutes. No attempt '
'takes so long (5 minutes for models, 5 until its end is taken), and jobs of a late claim go back '
'after seconds: that process hangs.';
comment on column ops.stuck_requests.request_id is
'Number of the request; null where the open job names none.';
comment on column ops.stuck_requests.request_type is 'Type of the request.';
comment on column ops.stuck_requests.created_at is 'Time at which it was accepted.';
comment on column ops.stuck_requests.job_id is
'Current job of the request, or the open job that it does not wait for.';
comment on column ops.stuck_requests.job_status is
'Status of the job; null when the row is gone.';
comment on column ops.stuck_requests.worker_id is 'Worker that holds the job.';
comment on column ops.stuck_requests.reason is
'Reason in words. No open job, held by a dead worker, doing for longer than an attempt may take, '
'an open job that it does not wait for, or the ends of its attempts cannot be recorded.';
comment on column ops.stuck_requests.code is
'Reason for programs. One of no_open_job, dead_worker, doing_too_long, obsolete_job and '
'end_not_recorded.';
