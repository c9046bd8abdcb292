-- Names of constraints and triggers begin with their table, as those of indexes do: an error then
-- says where to look.
--
-- A file of tables/ keeps the old names, since it runs before this one. A comment on something that
-- a migration renames stands in that migration: the comments of every file are applied again when
-- they change.

alter table bankagent.agent_audit_log
rename constraint trace_id_is_of_w3c to agent_audit_log_trace_id_is_of_w3c;

alter table bankagent.api_keys
rename constraint key_id_has_8_characters to api_keys_id_has_8_characters;
alter table bankagent.api_keys rename constraint kind_is_known to api_keys_kind_is_known;
alter table bankagent.api_keys
rename constraint two_slots_for_rotation to api_keys_two_slots_for_rotation;
alter table bankagent.api_keys
rename constraint only_a_hash_is_kept to api_keys_only_a_hash_is_kept;
alter table bankagent.api_keys
rename constraint expires_within_a_year to api_keys_expires_within_a_year;
alter table bankagent.api_keys
rename constraint revoked_by_somebody to api_keys_revoked_by_is_named;

alter table bankagent.approvals
rename constraint digest_is_a_sha256 to approvals_digest_is_a_sha256;
alter table bankagent.approvals
rename constraint approval_rests_on_an_evaluation to approvals_rest_on_an_evaluation;
alter table bankagent.approvals
rename constraint what_was_shown to approvals_what_was_shown;

alter table bankagent.banking_requests
rename constraint request_and_its_maker to banking_requests_maker_and_id;
alter table bankagent.banking_requests
rename constraint client_id_has_1_to_64_characters
to banking_requests_client_id_has_1_to_64_characters;
alter table bankagent.banking_requests
rename constraint maker_is_named to banking_requests_maker_is_named;
alter table bankagent.banking_requests
rename constraint payload_is_an_object to banking_requests_payload_is_an_object;
alter table bankagent.banking_requests
rename constraint payload_has_at_most_256_kib to banking_requests_payload_has_at_most_256_kib;
alter table bankagent.banking_requests
rename constraint payload_is_at_most_32_levels_deep
to banking_requests_payload_is_at_most_32_levels_deep;
alter table bankagent.banking_requests
rename constraint status_is_known to banking_requests_status_is_known;

alter table bankagent.callers
rename constraint caller_name_is_a_plain_word to callers_name_is_a_plain_word;
alter table bankagent.callers
rename constraint caller_name_is_free to callers_name_is_not_reserved;
alter table bankagent.callers rename constraint scopes_are_known to callers_scopes_are_known;
alter table bankagent.callers
rename constraint disabled_by_somebody to callers_disabled_by_is_named;

alter table bankagent.decisions rename constraint decision_is_known to decisions_decision_is_known;
alter table bankagent.decisions
rename constraint decided_by_policy_or_people to decisions_decided_by_policy_or_people;

alter table bankagent.evaluations
rename constraint outcome_is_known to evaluations_outcome_is_known;
alter table bankagent.evaluations
rename constraint policy_is_named_whole to evaluations_policy_is_named_whole;

alter table bankagent.idempotency_keys
rename constraint key_has_1_to_255_characters to idempotency_keys_key_has_1_to_255_characters;

alter table bankagent.pauses rename constraint kind_is_known to pauses_kind_is_known;
alter table bankagent.pauses
rename constraint reason_has_1_to_500_characters to pauses_reason_has_1_to_500_characters;
alter table bankagent.pauses
rename constraint resumed_by_somebody to pauses_resumed_by_is_named;

alter table bankagent.payload_versions
rename constraint versions_count_from_1 to payload_versions_count_from_1;

alter table bankagent.policies
rename constraint version_counts_from_1 to policies_version_counts_from_1;
alter table bankagent.policies
rename constraint sha256_is_of_the_document to policies_sha256_matches;

alter table bankagent.request_types
rename constraint request_type_name_is_a_slug to request_types_name_is_a_slug;
alter table bankagent.request_types
rename constraint queue_fits_a_channel_name to request_types_queue_fits_a_channel_name;
alter table bankagent.request_types
rename constraint at_least_one_attempt to request_types_at_least_one_attempt;

alter table bankagent.retention rename constraint one_row_only to retention_has_one_row;
alter table bankagent.retention
rename constraint keeps_for_an_hour_at_least to retention_keeps_for_an_hour_at_least;

alter table bankagent.reviewers
rename constraint reviewer_name_is_a_plain_word to reviewers_name_is_a_plain_word;
alter table bankagent.reviewers
rename constraint reviewer_name_is_free to reviewers_name_is_not_reserved;
alter table bankagent.reviewers rename constraint role_is_a_slug to reviewers_role_is_a_slug;
alter table bankagent.reviewers
rename constraint disabled_by_somebody to reviewers_disabled_by_is_named;

alter table bankagent.votes rename constraint verdict_is_known to votes_verdict_is_known;
alter table bankagent.votes
rename constraint reason_has_1_to_2000_characters to votes_reason_has_1_to_2000_characters;
alter table bankagent.votes
rename constraint nobody_votes_on_their_own_request to votes_reviewer_is_not_the_maker;
alter table bankagent.votes
rename constraint maker_is_the_request_s_own to votes_maker_is_the_requests_maker;
alter table bankagent.votes
rename constraint vote_is_on_what_was_shown to votes_on_what_was_shown;
alter table bankagent.votes
rename constraint one_vote_for_each_reviewer to votes_one_for_each_reviewer;

comment on constraint votes_reviewer_is_not_the_maker on bankagent.votes is
'Four-eyes rule: the maker of a request never votes on it.';

-- A new database has no triggers yet: their files run later and use the new names.
do $$
declare
    old record;
begin
    for old in
        select n.table_name, n.trigger_name, n.new_name
        from pg_catalog.pg_trigger as t
        inner join (
            values
            ('agent_audit_log', 'append_only', 'append_only'),
            ('agent_audit_log', 'entries_are_legal_moves', 'legal_moves'),
            ('approvals', 'append_only', 'no_delete'),
            ('approvals', 'only_closed', 'close_once'),
            ('banking_requests', 'append_only', 'no_delete'),
            ('banking_requests', 'births_have_entries', 'insert_has_entry'),
            ('banking_requests', 'moves_have_entries', 'update_has_entry'),
            ('decisions', 'append_only', 'append_only'),
            ('evaluations', 'append_only', 'append_only'),
            ('pauses', 'append_only', 'no_delete'),
            ('pauses', 'only_closed', 'close_once'),
            ('payload_versions', 'append_only', 'append_only'),
            ('policies', 'append_only', 'append_only'),
            ('request_moves', 'nobody_changes', 'read_only'),
            ('votes', 'append_only', 'append_only')
        ) as n (table_name, trigger_name, new_name)
            on t.tgname = n.trigger_name
            and t.tgrelid = to_regclass(concat('bankagent.', n.table_name))
    loop
        execute format(
            'alter trigger %I on bankagent.%I rename to %I',
            old.trigger_name, old.table_name, concat_ws('_', old.table_name, old.new_name)
        );
    end loop;

    if to_regprocedure('bankagent.refuse_stock_door()') is not null then
        alter function bankagent.refuse_stock_door() rename to refuse_job_change;
    end if;
end
$$;
