-- Rights of the roles. Only bankagent_owner writes tables: the verbs run as it (SECURITY DEFINER).

revoke all on schema bankagent, procrastinate, ops from public;
grant usage on schema bankagent, procrastinate, ops
to bankagent_api, bankagent_worker, bankagent_auditor, bankagent_shadow;

revoke all on all tables in schema bankagent, procrastinate, ops from public;
grant select on all tables in schema bankagent, procrastinate, ops
to bankagent_api, bankagent_worker, bankagent_auditor, bankagent_shadow;

revoke execute on all functions in schema bankagent, procrastinate, ops from public;

grant execute on function bankagent.submit_requests(jsonb) to bankagent_api;
grant execute on function
bankagent.cancel_request(bigint, text, text),
bankagent.requeue_request(bigint, text, text),
bankagent.requeue_with_reason(bigint, text, text, text),
bankagent.replace_payload(bigint, jsonb, text, text),
bankagent.answer_request(bigint, text, jsonb, text, text, text),
bankagent.store_portfolio_snapshot(text, text, timestamptz, jsonb, text),
bankagent.add_document(text, text, text, text, text, text, text[], jsonb, text),
bankagent.withdraw_document(bigint, text, text)
to bankagent_api;
-- They read: what search compares, and what a reader may read.
grant execute on function
bankagent.search_words(text),
bankagent.search_query(text),
bankagent.classification_level(text),
bankagent.clearance_of(text, text, text)
to bankagent_api, bankagent_worker, bankagent_auditor;
-- For the API alone: people vote through it, the command line or a page. The function refuses every
-- other session, and `bankagent doctor` names every other grant.
grant execute on function
bankagent.cast_vote(bigint, text, text, text, text, text, text, text),
bankagent.cast_vote(bigint, text, text, text, text, text),
bankagent.escalate_request(bigint, text, text, text, text, text)
to bankagent_api;
-- For the API alone, too: people work on what waits for them.
grant execute on function
bankagent.move_work(bigint, text, text, timestamptz, text, text, text),
bankagent.comment_on_request(bigint, text, text, text, text)
to bankagent_api;
-- They read, for lists: why a reviewer may not vote, and exchange rates for limits.
grant execute on function
bankagent.vote_fault(bigint, text),
bankagent.proposal_vote_fault(bigint, text),
bankagent.newest_rate(text)
to bankagent_api, bankagent_auditor;
grant execute on function
bankagent.move_exception(bigint, text, text, text, text, text),
bankagent.propose_on_exception(bigint, text, jsonb, text, text, text),
bankagent.vote_on_proposal(bigint, text, text, text, text, text),
bankagent.comment_on_exception(bigint, text, text, text),
bankagent.label_exception(bigint, text, boolean, text),
bankagent.reopen_exception(bigint, text, text, text),
bankagent.give_findings(bigint, jsonb, text, text),
bankagent.confirm_waiver(bigint, bigint, text, text)
to bankagent_api;
-- Delegations and break-glass, which people ask for and confirm. For the API's session alone, too.
grant execute on function
bankagent.ask_authority(
    text, text, timestamptz, timestamptz, text, bigint, text, text, numeric, text, text, text
),
bankagent.confirm_authority(bigint, text),
bankagent.review_break_glass(bigint, text, text, text)
to bankagent_api;
-- Logins at the pages. The functions refuse every session but the API's.
grant execute on function
bankagent.open_ui_session(text, text, text),
bankagent.touch_ui_session(text, boolean),
bankagent.close_ui_session(text)
to bankagent_api;
grant execute on function bankagent.note_reading(bigint, text) to bankagent_api;
-- Operators pause and resume at a page, too.
grant execute on function
bankagent.pause(text, text, text, text),
bankagent.pause_until(text, text, text, timestamptz, text),
bankagent.resume(text, text, text)
to bankagent_api;
-- It changes nothing, but waits for what is being written.
grant execute on function bankagent.case_file(bigint, timestamptz)
to bankagent_api, bankagent_auditor;
-- For reviewers of the role compliance, whom the service names. A DBA may grant these to a person's
-- own database user, who acts under its name.
grant execute on function
bankagent.store_policy_version(text, text, text, text),
bankagent.record_policy_check(text, integer, text, boolean, jsonb, text),
bankagent.activate_policy(text, integer, text, timestamptz, text),
bankagent.withdraw_activation(text, integer, text, text),
bankagent.activate_reference(text, integer, text)
to bankagent_api;

grant execute on function
bankagent.claim_jobs(bigint, text[], integer, boolean, text, integer, bigint, text[]),
bankagent.settle_jobs(jsonb),
bankagent.begin_suspect(bigint, bigint, integer),
bankagent.hand_back_jobs(jsonb),
bankagent.put_off_job(bigint, bigint, integer, bigint, timestamptz, text),
bankagent.begin_agent_run(bigint, bigint, integer, bigint, text, text, text),
bankagent.begin_tool_call(bigint, bigint, integer, bigint, integer, jsonb, text),
bankagent.submit_for_call(bigint, bigint, integer, bigint, text),
bankagent.record_steps(bigint, bigint, integer, bigint, integer, jsonb, text, text[]),
bankagent.rescue_jobs(
    interval, interval, interval, boolean, timestamptz, bigint[], text[]
),
bankagent.watched_workers(),
bankagent.take_turn(text, interval, boolean),
bankagent.connected_since(),
bankagent.keep_worker(bigint, text, integer, text),
bankagent.tell_facts(bigint, text[]),
bankagent.tell_queues(bigint, text[], boolean),
bankagent.retire_jobs(integer),
bankagent.expire_approvals(integer),
bankagent.end_pauses(),
bankagent.claim_summaries(integer),
bankagent.note_table_sizes(),
bankagent.keep_embeddings(text, bigint[], bytea[]),
bankagent.begin_model_call(bigint, bigint, integer, bigint, text, text, bigint, bigint),
bankagent.end_model_call(bigint, bigint, integer, bigint, bigint, bigint, bigint, bigint),
bankagent.note_model_fault(bigint, bigint, integer, bigint, bigint, text, timestamptz),
bankagent.worker_lock_space(),
procrastinate.procrastinate_register_worker_v1(),
procrastinate.procrastinate_unregister_worker_v1(bigint),
procrastinate.procrastinate_update_heartbeat_v1(bigint),
procrastinate.procrastinate_prune_stalled_workers_v1(double precision)
to bankagent_worker;

-- Views of ops compare names of people, tell ends of approvals, and states of providers, by them.
grant execute on function
bankagent.provider_state(text),
bankagent.person_key(text),
bankagent.current_stage(bigint, integer, bigint),
bankagent.is_escalated(bigint, bigint, integer, integer),
bankagent.is_expiry(bigint, bigint, integer, text, text, timestamptz)
to bankagent_api, bankagent_worker, bankagent_auditor, bankagent_shadow;
grant execute on all functions in schema ops
to bankagent_api, bankagent_worker, bankagent_auditor, bankagent_shadow;
