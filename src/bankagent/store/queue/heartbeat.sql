-- Signs of life of a worker.

-- name: keep_worker
select bankagent.keep_worker(
    %(worker_id)s::bigint, %(host)s::text, %(pid)s::integer, %(version)s::text
) as suspects_wait;

-- name: tell_facts
select bankagent.tell_facts(%(worker_id)s::bigint, %(facts)s::text[]);

-- name: tell_queues
select bankagent.tell_queues(
    %(worker_id)s::bigint, %(queues)s::text[], %(listens)s::boolean
) as without_a_type;

-- name: lock_worker
-- Ends with the process: another session that can take this lock knows that the worker is dead.
select pg_try_advisory_lock(
    bankagent.worker_lock_space(), %(worker_id)s::integer
) as locked;
