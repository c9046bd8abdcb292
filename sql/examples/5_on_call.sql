-- 5. It is three in the morning and the telephone rings. In this order:
--
--     psql -d bank -f sql/examples/5_on_call.sql
--
-- Changes nothing. Each view has the row to look at first on top, and answers in less than 100 ms
-- beside a million requests. What to do about what you see: docs/dba.md.

\set ON_ERROR_STOP on
\pset null '-'

\echo Is work done? What waits, and who works:
select queue, ready, scheduled, doing, oldest_wait from ops.queue_depth;
select worker_id, host, pid, alive, last_heartbeat, jobs_held from ops.workers limit 10;

\echo Is anything stuck, or is the trail broken? Nothing should be here:
select * from ops.stuck_requests limit 10;
select * from ops.audit_gaps_lately limit 10;

\echo How long did they wait and run of late?
select request_type, runs, errors, waited_p50, waited_p95, ran_p50, ran_p95 from ops.waits;

\echo What failed in the last 24 hours?
select request_type, error, still_failed, gave_up, tried_again, last_at, for_example
from ops.failures
limit 10;

\echo Who sends so much?
select client_id, waiting, with_people, failed, last_24_hours from ops.requests_by_client limit 5;

\echo Who holds up whom, and who has forgotten a transaction?
select waiting_pid, waits, waits_for, blocking_pid, blocking_user, blocking_state, blocking_transaction
from ops.blockers
limit 10;
select kind, pid, who, lasts, xids_behind, state, what_to_do from ops.oldest_transactions limit 5;
select * from ops.notification_queue;

\echo Does vacuum keep up, and retention? How large is it all?
select table_name, live_rows, dead_rows, percent_dead, last_vacuum, autovacuum
from ops.table_health
limit 5;
select keep_finished_jobs, done_up_to, behind, verdict from ops.retention;
select table_name, total, estimated_rows, grew_in_a_day from ops.table_sizes limit 5;
select index_name, size, verdict
from ops.index_use
where verdict not in ('used', 'holds a rule')
limit 5;
