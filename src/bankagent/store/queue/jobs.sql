-- What a worker asks of the queue, all of it through the verbs.

-- name: claim
-- The payload stays text: each is parsed for itself, so that none spoils the batch.
select
    job_id, queue_name, priority, attempts, request_id, client_id, request_type,
    payload::text as payload, traceparent, waited
from bankagent.claim_jobs(
    %(worker_id)s::bigint,
    %(queues)s::text[],
    %(most)s::integer,
    %(alone)s::boolean,
    %(after_queue)s::text,
    %(after_priority)s::integer,
    %(after_id)s::bigint
);

-- name: settle
select item, outcome from bankagent.settle_jobs(%(items)s::jsonb);

-- name: hand_back
select back.job_id from bankagent.hand_back_jobs(%(items)s::jsonb) as back (job_id);

-- name: held
-- What the database thinks that this worker has in hand.
select j.id as job_id, j.attempts
from procrastinate.procrastinate_jobs as j
where j.worker_id = %(worker_id)s::bigint and j.status = 'doing';

-- name: keep_worker
select bankagent.keep_worker(
    %(worker_id)s::bigint, %(host)s::text, %(pid)s::integer, %(version)s::text
) as suspects_wait;

-- name: lock_worker
-- The sign of life that ends with the process: whoever can take this lock knows that it is dead.
select pg_try_advisory_lock(
    bankagent.worker_lock_space(), %(worker_id)s::integer
) as locked;

-- name: elect_rescuer
select pg_try_advisory_lock(bankagent.worker_lock_space(), 0) as elected;

-- name: rescue
select job_id, request_id, outcome
from bankagent.rescue_jobs(p_stuck => %(stuck)s::boolean);

-- name: tidy
-- Fewer while requests wait: removing 500 jobs takes as much of the server as deciding 100.
select
    bankagent.note_table_sizes() as noted,
    bankagent.retire_jobs(
        case
            when exists (
                select
                from procrastinate.procrastinate_jobs as j
                where j.status = 'todo' and j.scheduled_at is null
            ) then 100
            else 500
        end
    ) as removed;
