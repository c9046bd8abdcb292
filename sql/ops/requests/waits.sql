create or replace view ops.waits as
with ended as (
    select
        r.request_type,
        newest.created_at as ended_at,
        newest.action,
        case when run.starts = 1 then run.first_start - run.queued_at end as waited,
        newest.created_at - run.last_start as ran
    from (
        select a.*
        from bankagent.agent_audit_log as a
        order by a.id desc
        limit 10000
    ) as newest
    inner join bankagent.banking_requests as r on r.id = newest.request_id
    cross join
        lateral (
            select
                min(e.at) filter (where e.type = 'deferred') as queued_at,
                min(e.at) filter (where e.type = 'started') as first_start,
                max(e.at) filter (where e.type = 'started') as last_start,
                count(*) filter (where e.type = 'started') as starts
            from procrastinate.procrastinate_events as e
            where e.job_id = newest.job_id and e.at <= newest.created_at
        ) as run
    where
        newest.from_status = 'received'
        and newest.attempt is not null
        and newest.action <> 'attempt_lost'
        and newest.created_at >= now() - interval '1 hour'
),

-- A constant, not array[…]: a restore would write the casts of its elements otherwise, as a drift.
measured as (
    select
        ended.request_type,
        count(*) as runs,
        count(*) filter (where ended.action in ('attempt_failed', 'failed')) as errors,
        min(ended.ended_at) as since,
        percentile_cont('{.5, .95, .99}'::float8[]) within group (order by ended.waited) as waited,
        percentile_cont('{.5, .95, .99}'::float8[]) within group (order by ended.ran) as ran
    from ended
    group by ended.request_type
)

select
    m.request_type,
    m.runs,
    m.errors,
    m.since,
    m.waited[1] as waited_p50,
    m.waited[2] as waited_p95,
    m.waited[3] as waited_p99,
    m.ran[1] as ran_p50,
    m.ran[2] as ran_p95,
    m.ran[3] as ran_p99
from measured as m
order by waited_p95 desc nulls last;

comment on view ops.waits is
'Waiting and running times by request type, longest waits first. Covers attempts of the last '
'hour among the newest 10,000 audit entries, so that it takes as long on a busy day as on any '
'other. Requests that wait now are in ops.queue_depth.';
comment on column ops.waits.request_type is 'Type of the request.';
comment on column ops.waits.runs is 'Number of attempts that ended.';
comment on column ops.waits.errors is 'Number of those that ended in an error.';
comment on column ops.waits.since is
'Time at which the first of them ended (UTC). It is later than an hour ago if there were more '
'than were read.';
comment on column ops.waits.waited_p50 is
'Median wait of a job, from its queueing to its start. Without retries, and without jobs that '
'were started more than once.';
comment on column ops.waits.waited_p95 is '95th percentile of the same waits.';
comment on column ops.waits.waited_p99 is '99th percentile of the same waits.';
comment on column ops.waits.ran_p50 is
'Median duration of an attempt, from its claim to its commit. Attempts that were claimed '
'together share it.';
comment on column ops.waits.ran_p95 is '95th percentile of the same durations.';
comment on column ops.waits.ran_p99 is '99th percentile of the same durations.';
