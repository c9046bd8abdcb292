-- Installs bankagent into the database you are connected to, as a member of bankagent_owner:
--
--     psql -v ON_ERROR_STOP=1 -f sql/roles.sql      (once, by a user with CREATEROLE)
--     psql -f sql/install.sql
--
-- It runs in one transaction. `bankagent migrate` applies the same files in the same order. Both
-- need PostgreSQL 15 or newer.

\set ON_ERROR_STOP on
begin isolation level read committed read write;
-- What a database or a role may set otherwise, and what the files depend on. The functions and views
-- that they make then depend on it no more.
set local client_encoding to 'UTF8';
set local standard_conforming_strings to on;
set local quote_all_identifiers to off;
set local search_path to pg_catalog, pg_temp;
set local statement_timeout to 0;
set local lock_timeout to 0;
set local idle_in_transaction_session_timeout to 0;
set local transform_null_equals to off;
set local array_nulls to on;
set local row_security to on;
set local datestyle to 'ISO, YMD';
set local intervalstyle to 'postgres';
set local timezone to 'UTC';
set local bytea_output to 'hex';
set local extra_float_digits to 1;
-- Of those that not every server knows.
select count(set_config(s.name, s.setting, true)) as pinned
from (
    values ('transaction_timeout', '0'), ('exit_on_error', 'off'), ('restrict_nonsystem_relation_kind', '')
) as s (name, setting)
where current_setting(s.name, true) is not null \gset
do $$
begin
    if current_setting('server_encoding') <> 'UTF8' then
        raise exception
            'this database''s encoding is %, and bankagent needs UTF8: create another one with: '
            'create database ... encoding ''UTF8'' template template0',
            current_setting('server_encoding');
    end if;
end
$$;
select to_regclass('bankagent.schema_versions') is not null as installed \gset
\if :installed
\echo 'bankagent is installed here already: upgrade it with `bankagent migrate`.'
\quit
\endif
set local role bankagent_owner;
\ir schemas.sql
\ir procrastinate/schema.sql
\ir tables/schema_history.sql
\ir tables/request_types.sql
\ir tables/request_moves.sql
\ir tables/request_statuses.sql
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
\ir tables/reference_versions.sql
\ir tables/fx_rates.sql
\ir tables/calendars.sql
\ir tables/restricted_instruments.sql
\ir tables/country_risk.sql
\ir tables/trading_limits.sql
\ir tables/tolerances.sql
\ir tables/document_requirements.sql
\ir tables/screening_lists.sql
\ir functions/requests/trace_id_of.sql
\ir functions/requests/has_few_long_numbers.sql
\ir functions/access/known_scopes.sql
\ir functions/access/person_names.sql
\ir migrations/0002_trace_id.sql
\ir migrations/0003_request_lists.sql
\ir migrations/0004_watching_indexes.sql
\ir migrations/0006_ddl_digest.sql
\ir migrations/0007_names.sql
\ir migrations/0008_known_scopes.sql
\ir migrations/0009_codes.sql
\ir migrations/0010_digest_form.sql
\ir migrations/0011_traceparent.sql
\ir migrations/0013_json_forms.sql
\ir migrations/0030_policy_authors.sql
\ir tables/policy_checks.sql
\ir tables/policy_activations.sql
\ir tables/worker_facts.sql
\ir tables/stops.sql
\ir tables/portfolio_snapshots.sql
\ir tables/follow_up_requests.sql
\ir tables/trades.sql
\ir migrations/0040_evaluation_inputs.sql
\ir migrations/0050_on_behalf_of.sql
\ir ops/policies/policy_periods.sql
\ir migrations/0090_pairs.sql
\ir migrations/0095_causes.sql
\ir migrations/0096_duplicates.sql
\ir migrations/0097_makers.sql
\ir migrations/0099_undecided_captures.sql
\ir migrations/0092_feeds.sql
\ir migrations/0098_minor_units.sql
\ir tables/product_risk.sql
\ir migrations/0100_onboarding_reference.sql
\ir migrations/0101_cases.sql
\ir migrations/0110_packages.sql
\ir migrations/0111_recommendation_counts.sql
\ir functions/decisions/recommendation.sql
\ir migrations/0112_count_past_votes.sql
\ir tables/exception_states.sql
\ir tables/trade_exceptions.sql
\ir tables/exception_proposals.sql
\ir tables/exception_moves.sql
\ir tables/exception_comments.sql
\ir tables/document_verdicts.sql
\ir tables/requirement_waivers.sql
\ir tables/screening_judgements.sql
\ir tables/authorities.sql
\ir migrations/0120_authorities_of_reviewers.sql
\ir tables/approval_stages.sql
\ir migrations/0121_stages_of_approvals.sql
\ir tables/approval_demands.sql
\ir migrations/0122_approval_demands_dataset.sql
\ir migrations/0123_authorities_of_exception_votes.sql
\ir tables/work_moves.sql
\ir tables/request_comments.sql
\ir migrations/0134_stages_of_proposals.sql
\ir migrations/0135_time_of_votes.sql
\ir tables/authority_asks.sql
\ir tables/ui_sessions.sql
\ir tables/request_readings.sql
\ir migrations/0137_words_for_the_client.sql
\ir migrations/0138_answers_of_callers.sql
\ir tables/request_answers.sql
\ir migrations/0139_email_of_reviewers.sql
\ir tables/review_summaries.sql
\ir migrations/0140_page_indexes.sql
\ir migrations/0141_pauses_until.sql
\ir migrations/0160_escalations.sql
\ir migrations/0165_counts_of_summaries.sql
\ir migrations/0166_queues_left_out.sql
\ir migrations/0167_uses_of_answers.sql
\ir tables/documents.sql
\ir tables/chunk_embeddings.sql
\ir tables/put_offs.sql
\ir tables/agent_definitions.sql
\ir tables/agent_texts.sql
\ir tables/agent_runs.sql
\ir tables/agent_steps.sql
\ir tables/agent_messages.sql
\ir tables/tool_calls.sql
\ir tables/tool_results.sql
\ir tables/retrievals.sql
\ir migrations/0180_retrievals_by_embeddings.sql
\ir migrations/0195_queues_of_workers.sql
\ir tables/redactions.sql
\ir tables/models.sql
\ir tables/model_limits.sql
\ir tables/model_call_starts.sql
\ir tables/model_calls.sql
\ir tables/model_call_ends.sql
\ir tables/model_faults.sql
\ir tables/model_pause_lifts.sql
\ir tables/model_locks.sql
\ir tables/housekeeping_turns.sql
\ir migrations/0181_worker_sessions.sql
\ir ops/policies/facts_needed.sql
\ir ops/policies/unknown_types.sql
\ir procrastinate/hardening.sql
\ir triggers/refuse_change.sql
\ir triggers/entries.sql
\ir triggers/history.sql
\ir triggers/never_change.sql
\ir triggers/payloads.sql
\ir triggers/reference.sql
\ir triggers/policy_activations.sql
\ir triggers/policy_withdrawals.sql
\ir triggers/stops.sql
\ir triggers/portfolio_snapshots.sql
\ir triggers/documents.sql
\ir triggers/reviewers.sql
\ir triggers/follow_up_requests.sql
\ir triggers/trades.sql
\ir triggers/decisions.sql
\ir functions/cases/case_demands.sql
\ir functions/cases/requirement_fault.sql
\ir triggers/votes.sql
\ir functions/cases/case_fault.sql
\ir triggers/cases.sql
\ir triggers/recommendation_counts.sql
\ir ops/queue/stuck_requests.sql
\ir ops/approvals/rules_in_words.sql
\ir ops/approvals/demand_shown.sql
\ir ops/approvals/questions_of.sql
\ir ops/approvals/approval_digest.sql
\ir ops/approvals/stages_in_force.sql
\ir ops/audit/payload_sha256.sql
\ir ops/exceptions/pair_of.sql
\ir ops/exceptions/pair_sha256.sql
\ir ops/exceptions/share_a_value.sql
\ir ops/exceptions/match_fault.sql
\ir ops/exceptions/exception_comparison.sql
\ir ops/exceptions/earlier_pair.sql
\ir functions/exceptions/compared_columns.sql
\ir triggers/trade_exceptions.sql
\ir triggers/exception_moves.sql
\ir triggers/exception_proposals.sql
\ir triggers/authorities.sql
\ir triggers/work.sql
\ir triggers/ui_sessions.sql
\ir triggers/agents.sql
\ir triggers/tool_calls.sql
\ir triggers/redactions.sql
\ir triggers/models.sql
\ir functions/access/checked_actor.sql
\ir functions/access/is_blank.sql
\ir ops/worklist/is_work_action.sql
\ir ops/worklist/work_items.sql
\ir functions/requests/last_told.sql
\ir functions/requests/set_traceparent.sql
\ir functions/requests/submit_requests.sql
\ir functions/queue/ring.sql
\ir functions/queue/paused_now.sql
\ir functions/policies/not_claimed.sql
\ir functions/policies/tell_facts.sql
\ir functions/queue/tell_queues.sql
\ir functions/queue/claim_suspects.sql
\ir functions/queue/claim_jobs.sql
\ir functions/queue/outcome_ends.sql
\ir functions/queue/fence_holds.sql
\ir functions/queue/lock_fence.sql
\ir functions/decisions/under_stops.sql
\ir functions/queue/runs_spent.sql
\ir functions/queue/cause_fault.sql
\ir functions/queue/follow_ups.sql
\ir functions/trades/store_trades.sql
\ir functions/queue/decide_anew.sql
\ir functions/trades/captures_in_order.sql
\ir functions/exceptions/closed_result.sql
\ir functions/exceptions/record_exception_move.sql
\ir functions/exceptions/compared.sql
\ir functions/exceptions/has_earlier_received.sql
\ir functions/exceptions/prepare_exceptions.sql
\ir functions/exceptions/close_by_match.sql
\ir functions/exceptions/settle_exceptions.sql
\ir ops/reference/business_time_after.sql
\ir ops/reference/business_minutes.sql
\ir functions/approvals/demanded_stages.sql
\ir functions/access/lent_authorities.sql
\ir functions/approvals/check_decider.sql
\ir functions/approvals/spent_powers.sql
\ir functions/approvals/authority_for.sql
\ir functions/approvals/approved_by_two.sql
\ir functions/approvals/strictest_stages.sql
\ir functions/queue/settle_jobs.sql
\ir functions/queue/hand_back_jobs.sql
\ir functions/queue/put_off_job.sql
\ir functions/agents/agent_fault.sql
\ir functions/agents/keep_agent_texts.sql
\ir functions/agents/begin_agent_run.sql
\ir functions/agents/begin_tool_call.sql
\ir functions/agents/keep_retrieval.sql
\ir functions/agents/keep_citations.sql
\ir functions/agents/record_steps.sql
\ir functions/agents/submit_for_call.sql
\ir functions/requests/renew_job.sql
\ir functions/queue/mend_stuck_requests.sql
\ir functions/queue/end_obsolete_jobs.sql
\ir functions/queue/connected_since.sql
\ir functions/queue/dead_workers.sql
\ir functions/queue/rescue_jobs.sql
\ir functions/queue/take_turn.sql
\ir functions/requests/requeue_request.sql
\ir functions/requests/lock_request.sql
\ir functions/exceptions/closing_demand.sql
\ir ops/exceptions/proposal_digest.sql
\ir functions/exceptions/lock_exception.sql
\ir functions/exceptions/move_exception.sql
\ir functions/exceptions/propose_on_exception.sql
\ir functions/exceptions/proposal_vote_fault.sql
\ir functions/exceptions/vote_on_proposal.sql
\ir functions/exceptions/comment_on_exception.sql
\ir functions/exceptions/closed_by_vote.sql
\ir functions/exceptions/reopen_exception.sql
\ir functions/cases/finding_fault.sql
\ir functions/cases/lock_case.sql
\ir functions/cases/enter_findings.sql
\ir functions/cases/is_day_from.sql
\ir functions/cases/store_findings.sql
\ir functions/cases/store_judgements.sql
\ir functions/cases/give_findings.sql
\ir functions/cases/confirm_waiver.sql
\ir functions/cases/await_writers.sql
\ir functions/cases/case_file.sql
\ir functions/cases/note_reading.sql
\ir functions/requests/cancel_request.sql
\ir functions/requests/replace_payload.sql
\ir functions/requests/answer_request.sql
\ir functions/approvals/voted_result.sql
\ir functions/approvals/vote_fault.sql
\ir functions/approvals/voting_state.sql
\ir functions/approvals/override_fault.sql
\ir functions/approvals/check_vote.sql
\ir functions/approvals/caused_by_vote.sql
\ir functions/approvals/decide_calls.sql
\ir functions/approvals/cast_vote.sql
\ir functions/approvals/escalate_request.sql
\ir functions/approvals/expire_approvals.sql
\ir ops/access/covers_request.sql
\ir functions/worklist/work_fault.sql
\ir functions/worklist/record_work.sql
\ir functions/worklist/move_work.sql
\ir functions/worklist/comment_on_request.sql
\ir functions/approvals/claim_summaries.sql
\ir functions/queue/keep_worker.sql
\ir functions/queue/retire_jobs.sql
\ir functions/operations/note_table_sizes.sql
\ir functions/access/checked_name.sql
\ir functions/policies/checked_person.sql
\ir functions/policies/store_policy_version.sql
\ir functions/policies/record_policy_check.sql
\ir functions/policies/activate_policy.sql
\ir functions/policies/withdraw_activation.sql
\ir functions/policies/ship_policy.sql
\ir functions/policies/ship_package.sql
\ir functions/decisions/stop_decisions.sql
\ir functions/portfolios/store_portfolio_snapshot.sql
\ir functions/documents/search_words.sql
\ir functions/documents/clearance_of.sql
\ir functions/documents/set_clearance.sql
\ir functions/documents/add_document.sql
\ir functions/documents/withdraw_document.sql
\ir functions/documents/keep_embeddings.sql
\ir functions/operations/redaction_reach.sql
\ir functions/operations/ask_redaction.sql
\ir functions/operations/confirm_redaction.sql
\ir functions/queue/pause.sql
\ir ops/models/model_call_use.sql
\ir functions/models/list_model.sql
\ir functions/models/set_model_limit.sql
\ir functions/models/provider_state.sql
\ir functions/models/over_limit.sql
\ir functions/models/begin_model_call.sql
\ir functions/models/end_model_call.sql
\ir functions/models/note_model_fault.sql
\ir ops/reference/reference_tables.sql
\ir ops/reference/reference_row_count.sql
\ir ops/reference/reference_sha256.sql
\ir functions/reference/begin_reference_import.sql
\ir functions/reference/add_reference_rows.sql
\ir functions/reference/demands_fault.sql
\ir functions/reference/finish_reference_import.sql
\ir functions/reference/activate_reference.sql
\ir functions/reference/retire_reference.sql
\ir functions/access/add_caller.sql
\ir functions/access/grant_authority.sql
\ir functions/access/ask_authority.sql
\ir functions/access/confirm_authority.sql
\ir functions/access/review_break_glass.sql
\ir functions/access/add_reviewer.sql
\ir functions/access/set_reviewer_email.sql
\ir functions/access/issue_key.sql
\ir functions/access/revoke_key.sql
\ir functions/access/disable_holder.sql
\ir functions/access/ui_session_state.sql
\ir functions/access/open_ui_session.sql
\ir functions/access/touch_ui_session.sql
\ir functions/access/close_ui_session.sql
\ir ops/cases/findings_in_words.sql
\ir ops/access/reviewer_authorities.sql
\ir ops/requests/request_overview.sql
\ir ops/requests/request_history.sql
\ir ops/requests/words_to_caller.sql
\ir ops/audit/payload_gaps.sql
\ir ops/audit/follow_up_gaps.sql
\ir ops/audit/exception_gaps.sql
\ir ops/audit/proposal_gaps.sql
\ir ops/audit/work_gaps.sql
\ir ops/audit/audit_gaps.sql
\ir ops/audit/audit_gaps_lately.sql
\ir ops/approvals/approvals_open.sql
\ir ops/reference/business_days.sql
\ir ops/exceptions/exceptions_open.sql
\ir ops/exceptions/exceptions_by_state.sql
\ir ops/feeds/feeds.sql
\ir ops/feeds/feed_summary.sql
\ir ops/cases/case_requirements_open.sql
\ir ops/cases/reviews_due.sql
\ir ops/documents/documents.sql
\ir ops/documents/searched_documents.sql
\ir ops/agents/agent_trace.sql
\ir ops/agents/answers_citing.sql
\ir ops/agents/call_approvals.sql
\ir ops/agents/redaction_asks.sql
\ir ops/queue/pauses_open.sql
\ir ops/models/model_spending.sql
\ir ops/models/model_pauses.sql
\ir ops/queue/workers.sql
\ir ops/queue/queue_depth.sql
\ir ops/reference/reference_in_force.sql
\ir ops/access/authority_asks.sql
\ir ops/reference/reference_diff.sql
\ir ops/requests/oldest_requests.sql
\ir ops/server/lock_holder.sql
\ir ops/requests/why_waiting.sql
\ir ops/requests/waits.sql
\ir ops/requests/failures.sql
\ir ops/requests/requests_by_client.sql
\ir ops/server/safe_statement.sql
\ir ops/server/blockers.sql
\ir ops/server/oldest_transactions.sql
\ir ops/server/row_holders.sql
\ir ops/queue/notification_queue.sql
\ir ops/server/table_health.sql
\ir ops/server/table_sizes.sql
\ir ops/server/index_use.sql
\ir ops/queue/retention.sql
\ir ops/policies/policy_versions.sql
\ir ops/schema/functions.sql
\ir ops/schema/schema_drift.sql
\ir data/request_types.sql
\ir data/request_moves.sql
\ir data/request_statuses.sql
\ir data/exception_states.sql
\ir data/models.sql
\ir policies/trade_review.sql
\ir policies/trade_exception.sql
\ir policies/trade_capture.sql
\ir policies/research_question.sql
\ir policies/client_onboarding.sql
\ir reference/fx_rates.sql
\ir reference/calendars.sql
\ir reference/restricted_instruments.sql
\ir reference/country_risk.sql
\ir reference/trading_limits.sql
\ir reference/tolerances.sql
\ir reference/document_requirements.sql
\ir reference/product_risk.sql
\ir reference/approval_demands.sql
\ir grants.sql
\ir manifest.sql
commit;
