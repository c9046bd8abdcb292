-- What the API asks: requests come in by verbs and are read back. Where `maker` is not null only
-- that maker's requests exist.

-- name: submit
select item, request_id, status, outcome as disposition
from bankagent.submit_requests(%(items)s::jsonb);

-- name: read
select
    r.id,
    r.client_id,
    r.request_type,
    r.payload,
    r.status,
    r.maker,
    r.created_at,
    r.updated_at,
    latest.id as entry_id,
    latest.action as entry_action,
    latest.actor as entry_actor,
    latest.from_status as entry_from_status,
    latest.to_status as entry_to_status,
    latest.created_at as entry_created_at,
    latest.job_id as entry_job_id,
    latest.attempt as entry_attempt,
    latest.trace_id as entry_trace_id,
    latest.result as entry_result,
    d.decision,
    d.decided_by,
    d.actor as decision_actor,
    d.created_at as decided_at,
    j.status::text as job_status,
    j.attempts + (j.status = 'doing')::integer as job_attempt,
    case r.status when 'needs_info' then (
        select v.reason
        from bankagent.votes as v
        where v.request_id = r.id and v.job_id = r.job_id and v.verdict = 'needs_info'
        order by v.id desc
        limit 1
    ) end as asked,
    1 + (
        select count(*)
        from bankagent.payload_versions as v
        where v.request_id = r.id
    ) as payload_version
from bankagent.banking_requests as r
cross join
    lateral (
        select
            a.id, a.action, a.actor, a.from_status, a.to_status, a.created_at, a.job_id, a.attempt,
            a.trace_id, a.result
        from bankagent.agent_audit_log as a
        where a.request_id = r.id
        order by a.id desc
        limit 1
    ) as latest
left join bankagent.decisions as d on d.request_id = r.id
left join procrastinate.procrastinate_jobs as j on j.id = r.job_id
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text);

-- name: trail
select
    a.id, a.action, a.actor, a.from_status, a.to_status, a.created_at, a.job_id, a.attempt,
    a.trace_id, a.result
from bankagent.banking_requests as r
inner join bankagent.agent_audit_log as a on a.request_id = r.id
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text)
order by a.id;

-- name: outcomes
-- What somebody will be told must wait for a standby like a write: the message makes it so, and
-- leaves no dead row. Nothing is written while there is nothing to tell.
with reached as materialized (
    select r.id, r.client_id, r.request_type, r.status, recorded.result
    from bankagent.banking_requests as r
    left join lateral (
        select a.result
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
    select pg_logical_emit_message(true, 'bankagent', 'outcome') as lsn
    from (select from reached limit 1) as anything
)

select
    reached.id as request_id,
    reached.client_id,
    reached.request_type,
    reached.status,
    reached.result
from reached
cross join told
where told.lsn is not null;

-- name: cancel
-- The trace of the call, for the entry: a subquery that sets something is asked first and once.
select bankagent.cancel_request(r.id, traced.actor)
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced
inner join bankagent.banking_requests as r
    on
        r.id = %(request_id)s::bigint
        and (%(maker)s::text is null or r.maker = %(maker)s::text);

-- name: requeue
select bankagent.requeue_request(%(request_id)s::bigint, traced.actor) as job_id
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced;

-- name: replace_payload
-- By its maker alone: another's request gives no row.
select bankagent.replace_payload(r.id, %(payload)s::jsonb, traced.actor) as version
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced
inner join bankagent.banking_requests as r
    on r.id = %(request_id)s::bigint and r.maker = %(actor)s::text;

-- name: alive_workers
-- Of ours: a stock worker of the bank's other tasks processes no request.
select count(*) as workers
from procrastinate.procrastinate_workers as w
inner join bankagent.worker_processes as ours on ours.worker_id = w.id
where w.last_heartbeat >= clock_timestamp() - interval '3 seconds';

-- name: is_paused
-- The job's own queue, which may be another than the type has by now.
select count(*) > 0 as is_paused
from bankagent.banking_requests as r
inner join procrastinate.procrastinate_jobs as j on j.id = r.job_id
inner join ops.pauses_open as p
    on p.name = case p.kind when 'queue' then j.queue_name else r.request_type end
where r.id = %(request_id)s::bigint and j.status = 'todo';
