-- Installs bankagent into the database you are connected to, as a member of bankagent_owner:
--
--     psql -v ON_ERROR_STOP=1 -f sql/roles.sql      (once, by somebody with CREATEROLE)
--     psql -f sql/install.sql
--
-- All of it or nothing. `bankagent migrate` applies the same files in the same order. Needs
-- PostgreSQL 15 or newer.

\set ON_ERROR_STOP on
select to_regclass('bankagent.schema_versions') is not null as installed \gset
\if :installed
\echo 'bankagent is installed here already: upgrade it with `bankagent migrate`.'
\quit
\endif
begin;
set local role bankagent_owner;
\ir schemas.sql
\ir procrastinate/schema.sql
\ir tables/schema_history.sql
\ir tables/request_types.sql
\ir tables/request_moves.sql
\ir tables/banking_requests.sql
\ir tables/idempotency_keys.sql
\ir tables/agent_audit_log.sql
\ir tables/policies.sql
\ir tables/evaluations.sql
\ir tables/decisions.sql
\ir tables/worker_processes.sql
\ir tables/suspect_jobs.sql
\ir tables/callers.sql
\ir tables/reviewers.sql
\ir tables/api_keys.sql
\ir tables/approvals.sql
\ir tables/votes.sql
\ir tables/payload_versions.sql
\ir tables/pauses.sql
\ir tables/retention.sql
\ir tables/table_size_history.sql
\ir functions/trace_id_of.sql
\ir migrations/0002_trace_id.sql
\ir migrations/0003_request_lists.sql
\ir migrations/0004_watching_indexes.sql
\ir procrastinate/hardening.sql
\ir triggers/refuse_change.sql
\ir triggers/history.sql
\ir views/stuck_requests.sql
\ir views/rules_in_words.sql
\ir views/approval_digest.sql
\ir views/payload_sha256.sql
\ir functions/checked_actor.sql
\ir functions/submit_requests.sql
\ir functions/ring.sql
\ir functions/paused_now.sql
\ir functions/claim_suspect.sql
\ir functions/claim_jobs.sql
\ir functions/settle_jobs.sql
\ir functions/hand_back_jobs.sql
\ir functions/renew_job.sql
\ir functions/mend_stuck_requests.sql
\ir functions/connected_since.sql
\ir functions/dead_workers.sql
\ir functions/rescue_jobs.sql
\ir functions/requeue_request.sql
\ir functions/lock_request.sql
\ir functions/cancel_request.sql
\ir functions/replace_payload.sql
\ir functions/voted_result.sql
\ir functions/cast_vote.sql
\ir functions/keep_worker.sql
\ir functions/retire_jobs.sql
\ir functions/note_table_sizes.sql
\ir functions/checked_name.sql
\ir functions/pause.sql
\ir functions/add_caller.sql
\ir functions/add_reviewer.sql
\ir functions/issue_key.sql
\ir functions/revoke_key.sql
\ir functions/disable_holder.sql
\ir views/request_overview.sql
\ir views/request_history.sql
\ir views/payload_gaps.sql
\ir views/audit_gaps.sql
\ir views/audit_gaps_lately.sql
\ir views/approvals_open.sql
\ir views/queue_depth.sql
\ir views/pauses_open.sql
\ir views/workers.sql
\ir views/oldest_requests.sql
\ir views/lock_holder.sql
\ir views/why_waiting.sql
\ir views/waits.sql
\ir views/failures.sql
\ir views/requests_by_client.sql
\ir views/safe_statement.sql
\ir views/blockers.sql
\ir views/oldest_transactions.sql
\ir views/notification_queue.sql
\ir views/table_health.sql
\ir views/table_sizes.sql
\ir views/index_use.sql
\ir views/retention.sql
\ir views/verbs.sql
\ir views/schema_drift.sql
\ir data/request_types.sql
\ir data/request_moves.sql
\ir policies/trade_review.sql
\ir grants.sql
\ir manifest.sql
commit;
