-- 2. A request is not decided: which one waits longest, why, which worker or session holds it, and
-- what its audit trail says.
--
--     psql -d bank -f sql/examples/2_why_does_it_wait.sql
--     psql -d bank -v request_id=17 -f sql/examples/2_why_does_it_wait.sql
--
-- Changes nothing. The right to read is enough: grant bankagent_auditor to …

\set ON_ERROR_STOP on

\if :{?request_id}
\else
\echo The requests that wait longest for a worker:
select request_id, waits, client_id, maker
from ops.oldest_requests
where status = 'received'
limit 5;

select (select request_id from ops.oldest_requests where status = 'received' limit 1) as request_id
\gset
\if :{?request_id}
\else
\echo None waits.
\quit
\endif
\endif

\echo Why request :request_id does not go on, and what holds it:
\x on
select waits_for, since, held_by, what_to_do from ops.why_waiting(:request_id);
\x off

\echo Its audit trail so far:
select to_char(at, 'HH24:MI:SS') as at, story from ops.request_history(:request_id);

\echo Its queue and the workers:
select * from ops.queue_depth;
select worker_id, host, pid, alive, jobs_held, last_heartbeat from ops.workers;

\echo The oldest open transactions (the role pg_monitor shows their statements too):
select kind, pid, who, application, lasts, state, what_to_do from ops.oldest_transactions limit 3;
