-- Jobs in the hands of a worker: claimed, settled and handed back by verbs.

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
    %(after_id)s::bigint,
    %(left_out)s::text[]
);

-- name: begin_suspect
select bankagent.begin_suspect(%(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer);

-- name: settle
select item, outcome as disposition from bankagent.settle_jobs(%(items)s::jsonb);

-- name: hand_back
select back.job_id from bankagent.hand_back_jobs(%(items)s::jsonb) as back (job_id);

-- name: held
-- The jobs that this worker has in hand, as the database has it.
select j.id as job_id, j.worker_id, j.attempts
from procrastinate.procrastinate_jobs as j
where j.worker_id = %(worker_id)s::bigint and j.status = 'doing';
