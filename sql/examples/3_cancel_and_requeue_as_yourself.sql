-- 3. Anna of operations cancels one request and requeues another, and the audit log names her as the
-- actor.
--
--     psql -d bank -f sql/examples/3_cancel_and_requeue_as_yourself.sql
--     psql -d bank -v person=anna -v cancel=17 -v requeue=4 -f …
--
-- For a trial database and a superuser: it creates the user (anna) with exactly these rights, and
-- acts as her. Without numbers it takes the request that waits longest and the first that failed.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
\if :{?person}
\else
\set person anna
\endif
\if :{?cancel}
\else
select (select request_id from ops.oldest_requests where status = 'received' limit 1) as cancel \gset
\endif
\if :{?requeue}
\else
select (select request_id from ops.oldest_requests where status = 'failed' limit 1) as requeue \gset
\endif

\if :{?cancel}
\else
\echo No request waits: submit one (sql/examples/1_submit_in_your_own_transaction.sql).
\quit
\endif
\if :{?requeue}
\else
\echo No request has failed: there is nothing to requeue.
\quit
\endif

\echo A database user of her own with the right to read, cancel and requeue:
select format('create role %I login', :'person')
where not exists (select from pg_roles where rolname = :'person') \gexec
grant bankagent_auditor to :"person";
grant execute on function
bankagent.cancel_request, bankagent.requeue_request
to :"person";

-- As if she had connected herself: psql -d bank -U anna.
set session authorization :"person";

\echo She reads both requests first:
select request_id, status, client_id, maker, created_at
from ops.request_overview
where request_id in (:cancel, :requeue)
order by request_id;

\echo Both changes in one transaction; a rollback would undo both:
begin;
select bankagent.cancel_request(:cancel);
select bankagent.requeue_request(:requeue) as new_job;
commit;

\echo The audit entries name her; she could not have named another actor:
select request_id, action, actor, from_status, to_status, job_id
from bankagent.agent_audit_log
where request_id in (:cancel, :requeue) and actor = session_user
order by id;

\set ON_ERROR_STOP off
\echo Calls and updates without the right are refused with one sentence:
select bankagent.cancel_request(:cancel);
select bankagent.cancel_request(:cancel, 'another person');
update bankagent.banking_requests set status = 'processed' where id = :requeue;

reset session authorization;
\echo A bare update is refused to a superuser too:
update bankagent.banking_requests set status = 'processed' where id = :requeue;
