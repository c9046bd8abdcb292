-- Figures of the page "Queues and workers".

-- name: waits
select
    w.request_type,
    w.runs as attempts,
    w.errors,
    extract(epoch from w.waited_p50)::float8 as waited_p50_s,
    extract(epoch from w.waited_p95)::float8 as waited_p95_s,
    extract(epoch from w.ran_p50)::float8 as ran_p50_s,
    extract(epoch from w.ran_p95)::float8 as ran_p95_s
from ops.waits as w;

-- name: per_minute
-- Of the newest 50,000 entries, which cost 20 ms: a busier hour shows its last minutes.
select
    minute.at,
    count(newest.action) filter (where newest.action = 'received') as came,
    count(newest.action) filter (where newest.action <> 'received') as left_queue
from
    generate_series(
        date_trunc('minute', now()) - interval '29 minutes',
        date_trunc('minute', now()),
        interval '1 minute'
    ) as minute (at)
left join (
    select last.action, date_trunc('minute', last.created_at) as at
    from (
        select a.action, a.from_status, a.to_status, a.created_at
        from bankagent.agent_audit_log as a
        order by a.id desc
        limit 50000
    ) as last
    where
        last.created_at > now() - interval '31 minutes'
        and (
            last.action = 'received'
            or (last.from_status = 'received' and last.to_status <> 'received')
        )
) as newest on newest.at = minute.at
group by minute.at
order by minute.at;

-- name: database
select
    -- Of pg_stat_activity a service sees its own sessions alone.
    (
        select sum(d.numbackends)::bigint
        from pg_catalog.pg_stat_database as d
    ) as connections,
    current_setting('max_connections')::integer as most_connections,
    (
        select extract(epoch from max(t.lasts))::float8
        from ops.oldest_transactions as t
        where t.kind = 'session'
    ) as longest_transaction_s;

-- name: pausable
select t.queue as name, 'queue' as holds
from bankagent.request_types as t
group by t.queue
union all
select t.name, 'request_type' as holds
from bankagent.request_types as t
order by holds, name;
