-- 5. The steps of an on-call engineer, in order:
--
--     psql -d bank -f sql/examples/5_on_call.sql
--
-- Changes nothing. Each view has the most urgent row first, and answers in less than 100 ms beside a
-- million requests. docs/dba.md says what to do about each.

\set ON_ERROR_STOP on
\pset null '-'

\echo Queues and workers:
select queue, ready, scheduled, doing, oldest_wait from ops.queue_depth;
select worker_id, host, pid, alive, last_heartbeat, jobs_held from ops.workers limit 10;

\echo Stuck requests and gaps in the audit trail; both should be empty:
select * from ops.stuck_requests limit 10;
select * from ops.audit_gaps_lately limit 10;

\echo How long requests have waited and attempts have run lately:
select request_type, runs, errors, waited_p50, waited_p95, ran_p50, ran_p95 from ops.waits;

\echo Failures of the last 24 hours:
select request_type, error, still_failed, gave_up, tried_again, last_at, for_example
from ops.failures
limit 10;

\echo Clients with the most requests:
select client_id, waiting, with_people, failed, last_24_hours from ops.requests_by_client limit 5;

\echo Blocked sessions, and forgotten transactions:
select waiting_pid, waits, waits_for, blocking_pid, blocking_user, blocking_state, blocking_transaction
from ops.blockers
limit 10;
select kind, pid, who, lasts, xids_behind, state, what_to_do from ops.oldest_transactions limit 5;
select * from ops.notification_queue;

\echo Vacuum, retention, and sizes of tables and indexes:
select table_name, live_rows, dead_rows, percent_dead, last_vacuum, autovacuum
from ops.table_health
limit 5;
select keep_finished_jobs, done_up_to, behind, verdict from ops.retention;
select table_name, total, estimated_rows, grew_in_a_day from ops.table_sizes limit 5;
select index_name, size, verdict
from ops.index_use
where verdict not in ('used', 'holds a rule')
limit 5;
