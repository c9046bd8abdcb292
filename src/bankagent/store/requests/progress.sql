-- The progress of requests whose caller waits. Where `maker` is not null only that maker's requests
-- exist.

-- name: results
-- A result that a caller is told waits for a synchronous standby like a write: the message makes it
-- so, and leaves no dead row. Nothing is written while there is no result.
with reached as materialized (
    select r.id, r.client_id, r.request_type, r.status, recorded.result, recorded.words
    from bankagent.banking_requests as r
    left join lateral (
        select
            a.result,
            ops.words_to_caller(a.action, a.request_id, a.job_id, a.attempt) as words
        from bankagent.agent_audit_log as a
        where
            a.request_id = r.id
            and a.action in ('processed', 'awaiting_approval', 'needs_info')
        order by a.id desc
        limit 1
    ) as recorded on true
    where
        r.id = any(%(request_ids)s::bigint[])
        and r.status <> 'received'
        and (%(maker)s::text is null or r.maker = %(maker)s::text)
),

told as materialized (
    select pg_logical_emit_message(true, 'bankagent', 'result') as lsn
    from (select from reached limit 1) as anything
)

select
    reached.id as request_id,
    reached.client_id,
    reached.request_type,
    reached.status,
    reached.result,
    reached.words
from reached
cross join told
where told.lsn is not null;

-- name: serving_workers
-- Of ours: a stock worker of the bank's other tasks processes no request.
select count(*) as workers
from bankagent.banking_requests as r
inner join procrastinate.procrastinate_jobs as j on j.id = r.job_id
inner join ops.workers as w on w.queues is null or j.queue_name = any(w.queues)
where r.id = %(request_id)s::bigint and w.alive and w.pid is not null;

-- name: is_paused
-- The job's own queue, which may be another than the type has by now.
select count(*) > 0 as is_paused
from bankagent.banking_requests as r
inner join procrastinate.procrastinate_jobs as j on j.id = r.job_id
inner join ops.pauses_open as p
    on p.name = case p.kind when 'queue' then j.queue_name else r.request_type end
where r.id = %(request_id)s::bigint and j.status = 'todo';
