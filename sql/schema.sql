-- The tables of bankagent and of its queue as they are after sql/tables and all migrations, to be
-- read, not run. Written by tools/schema_snapshot.py: do not edit.

CREATE TYPE procrastinate.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE procrastinate.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE procrastinate.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE SEQUENCE bankagent.banking_requests_id_seq;
CREATE SEQUENCE procrastinate.procrastinate_events_id_seq;
CREATE SEQUENCE procrastinate.procrastinate_jobs_id_seq;
CREATE SEQUENCE procrastinate.procrastinate_periodic_defers_id_seq;

CREATE TABLE bankagent.agent_audit_log (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    job_id bigint,
    attempt integer,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    result jsonb DEFAULT '{}'::jsonb NOT NULL,
    trace_id text DEFAULT bankagent.trace_id_of(current_setting('bankagent.traceparent'::text, true))
)
WITH (autovacuum_vacuum_insert_scale_factor='0.05', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE bankagent.agent_audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.agent_audit_log_id_seq
);
ALTER TABLE ONLY bankagent.agent_audit_log
    ADD CONSTRAINT agent_audit_log_pkey PRIMARY KEY (id);
ALTER TABLE bankagent.agent_audit_log
    ADD CONSTRAINT agent_audit_log_result_is_an_object CHECK ((jsonb_typeof(result) = 'object'::text)) NOT VALID;
ALTER TABLE bankagent.agent_audit_log
    ADD CONSTRAINT agent_audit_log_trace_id_is_of_w3c CHECK (((length(trace_id) = 32) AND (rtrim(trace_id, '0123456789abcdef'::text) = ''::text) AND (trace_id <> repeat('0'::text, 32)))) NOT VALID;
CREATE INDEX agent_audit_log_created_at_brin ON bankagent.agent_audit_log USING brin (created_at) WITH (pages_per_range='16');
CREATE INDEX agent_audit_log_request_idx ON bankagent.agent_audit_log USING btree (request_id, id);
CREATE INDEX agent_audit_log_trouble_idx ON bankagent.agent_audit_log USING btree (created_at) WHERE (action = ANY (ARRAY['attempt_failed'::text, 'attempt_lost'::text, 'failed'::text]));
CREATE TRIGGER agent_audit_log_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.agent_audit_log FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER agent_audit_log_exception_entries_have_move AFTER INSERT ON bankagent.agent_audit_log FOR EACH ROW WHEN ((new.action = ANY (ARRAY['exception_moved'::text, 'exception_reopened'::text]))) EXECUTE FUNCTION bankagent.check_exception_entries();
CREATE TRIGGER agent_audit_log_legal_moves AFTER INSERT ON bankagent.agent_audit_log REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_entries();
CREATE TRIGGER agent_audit_log_work_entries_have_row AFTER INSERT ON bankagent.agent_audit_log FOR EACH ROW WHEN ((new.action = ANY (ARRAY['claimed'::text, 'released'::text, 'assigned'::text, 'handed_back'::text, 'moved'::text, 'snoozed'::text, 'commented'::text]))) EXECUTE FUNCTION bankagent.check_work_entries();
ALTER TABLE ONLY bankagent.agent_audit_log
    ADD CONSTRAINT agent_audit_log_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.agent_definitions (
    sha256 text NOT NULL,
    name text NOT NULL,
    definition json NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT agent_definitions_definition_has_at_most_1_mib CHECK ((octet_length((definition)::text) <= 1048576)),
    CONSTRAINT agent_definitions_definition_is_an_object CHECK ((json_typeof(definition) = 'object'::text)),
    CONSTRAINT agent_definitions_name_is_a_slug CHECK ((name ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT agent_definitions_sha256_is_that_of_the_definition CHECK ((sha256 = encode(sha256(convert_to((definition)::text, 'UTF8'::name)), 'hex'::text)))
);
ALTER TABLE ONLY bankagent.agent_definitions
    ADD CONSTRAINT agent_definitions_pkey PRIMARY KEY (sha256);
CREATE TRIGGER agent_definitions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.agent_definitions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.agent_messages (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    parent_id bigint,
    "position" integer NOT NULL,
    role text NOT NULL,
    content_sha256 text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT agent_messages_position_counts_from_1 CHECK ((("position" >= 1) AND (("position" = 1) = (parent_id IS NULL)))),
    CONSTRAINT agent_messages_role_is_known CHECK ((role = ANY (ARRAY['request'::text, 'response'::text])))
);
ALTER TABLE bankagent.agent_messages ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.agent_messages_id_seq
);
ALTER TABLE ONLY bankagent.agent_messages
    ADD CONSTRAINT agent_messages_are_kept_once UNIQUE NULLS NOT DISTINCT (request_id, parent_id, content_sha256, role);
ALTER TABLE ONLY bankagent.agent_messages
    ADD CONSTRAINT agent_messages_pkey PRIMARY KEY (id);
CREATE INDEX agent_messages_content_idx ON bankagent.agent_messages USING btree (request_id, content_sha256);
CREATE INDEX agent_messages_parent_idx ON bankagent.agent_messages USING btree (parent_id);
CREATE TRIGGER agent_messages_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.agent_messages FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.agent_messages
    ADD CONSTRAINT agent_messages_content_fkey FOREIGN KEY (request_id, content_sha256) REFERENCES bankagent.agent_texts(request_id, sha256);
ALTER TABLE ONLY bankagent.agent_messages
    ADD CONSTRAINT agent_messages_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES bankagent.agent_messages(id);
ALTER TABLE ONLY bankagent.agent_messages
    ADD CONSTRAINT agent_messages_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.agent_runs (
    request_id bigint NOT NULL,
    run integer NOT NULL,
    definition_sha256 text NOT NULL,
    input_sha256 text NOT NULL,
    reason text NOT NULL,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT agent_runs_first_has_its_reason CHECK (((reason = ANY (ARRAY['first'::text, 'definition_changed'::text, 'input_changed'::text])) AND ((reason = 'first'::text) = (run = 1)))),
    CONSTRAINT agent_runs_input_sha256_is_a_digest CHECK ((input_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT agent_runs_run_counts_from_1 CHECK ((run >= 1))
);
ALTER TABLE ONLY bankagent.agent_runs
    ADD CONSTRAINT agent_runs_pkey PRIMARY KEY (request_id, run);
CREATE INDEX agent_runs_definition_idx ON bankagent.agent_runs USING btree (definition_sha256, request_id);
CREATE TRIGGER agent_runs_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.agent_runs FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.agent_runs
    ADD CONSTRAINT agent_runs_definition_sha256_fkey FOREIGN KEY (definition_sha256) REFERENCES bankagent.agent_definitions(sha256);
ALTER TABLE ONLY bankagent.agent_runs
    ADD CONSTRAINT agent_runs_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.agent_steps (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    run integer NOT NULL,
    number integer NOT NULL,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    occurrence integer NOT NULL,
    definition_sha256 text NOT NULL,
    input_sha256 text NOT NULL,
    result_sha256 text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT agent_steps_counts_from_1 CHECK (((number >= 1) AND (occurrence >= 1) AND (attempt >= 1))),
    CONSTRAINT agent_steps_end_after_they_start CHECK ((isfinite(started_at) AND isfinite(ended_at) AND (ended_at >= started_at))),
    CONSTRAINT agent_steps_input_sha256_is_a_digest CHECK ((input_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT agent_steps_kind_is_known CHECK ((kind = ANY (ARRAY['model'::text, 'tool'::text, 'approval'::text, 'answer'::text]))),
    CONSTRAINT agent_steps_name_has_its_form CHECK ((name ~ '^[a-zA-Z][a-zA-Z0-9_.:-]{0,63}$'::text))
);
ALTER TABLE bankagent.agent_steps ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.agent_steps_id_seq
);
ALTER TABLE ONLY bankagent.agent_steps
    ADD CONSTRAINT agent_steps_happens_once UNIQUE (request_id, run, kind, name, occurrence);
ALTER TABLE ONLY bankagent.agent_steps
    ADD CONSTRAINT agent_steps_numbers_are_unique UNIQUE (request_id, run, number);
ALTER TABLE ONLY bankagent.agent_steps
    ADD CONSTRAINT agent_steps_pkey PRIMARY KEY (id);
CREATE INDEX agent_steps_job_idx ON bankagent.agent_steps USING btree (job_id, attempt);
CREATE INDEX agent_steps_result_idx ON bankagent.agent_steps USING btree (request_id, result_sha256);
CREATE TRIGGER agent_steps_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.agent_steps FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.agent_steps
    ADD CONSTRAINT agent_steps_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.agent_steps
    ADD CONSTRAINT agent_steps_result_fkey FOREIGN KEY (request_id, result_sha256) REFERENCES bankagent.agent_texts(request_id, sha256);
ALTER TABLE ONLY bankagent.agent_steps
    ADD CONSTRAINT agent_steps_run_fkey FOREIGN KEY (request_id, run) REFERENCES bankagent.agent_runs(request_id, run);

CREATE TABLE bankagent.agent_texts (
    request_id bigint NOT NULL,
    sha256 text NOT NULL,
    content json,
    redacted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT agent_texts_content_has_at_most_4_mib CHECK ((octet_length((content)::text) <= 4194304)),
    CONSTRAINT agent_texts_is_there_or_redacted CHECK ((num_nonnulls(content, redacted_at) = 1)),
    CONSTRAINT agent_texts_sha256_is_that_of_the_text CHECK (((sha256 ~ '^[0-9a-f]{64}$'::text) AND (sha256 = COALESCE(encode(sha256(convert_to((content)::text, 'UTF8'::name)), 'hex'::text), sha256))))
);
ALTER TABLE ONLY bankagent.agent_texts
    ADD CONSTRAINT agent_texts_pkey PRIMARY KEY (request_id, sha256);
CREATE TRIGGER agent_texts_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.agent_texts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER agent_texts_redacted_by_two BEFORE UPDATE ON bankagent.agent_texts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_redaction();
CREATE TRIGGER agent_texts_redacted_once BEFORE UPDATE ON bankagent.agent_texts FOR EACH ROW WHEN (((old.content IS NULL) OR (new.content IS NOT NULL) OR (new.redacted_at IS NULL) OR (((new.request_id IS DISTINCT FROM old.request_id) OR (new.sha256 IS DISTINCT FROM old.sha256)) OR (new.created_at IS DISTINCT FROM old.created_at)))) EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.agent_texts
    ADD CONSTRAINT agent_texts_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.api_keys (
    id text NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL,
    slot smallint NOT NULL,
    secret_sha256 text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by text,
    caller text GENERATED ALWAYS AS (
CASE kind
    WHEN 'caller'::text THEN holder
    ELSE NULL::text
END) STORED,
    reviewer text GENERATED ALWAYS AS (
CASE kind
    WHEN 'reviewer'::text THEN holder
    ELSE NULL::text
END) STORED,
    CONSTRAINT api_keys_expires_within_a_year CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '8800:00:00'::interval)))),
    CONSTRAINT api_keys_id_has_8_characters CHECK ((id ~ '^[0-9A-Za-z]{8}$'::text)),
    CONSTRAINT api_keys_kind_is_known CHECK ((kind = ANY (ARRAY['caller'::text, 'reviewer'::text]))),
    CONSTRAINT api_keys_only_a_hash_is_kept CHECK ((secret_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT api_keys_revoked_by_is_named CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
    CONSTRAINT api_keys_two_slots_for_rotation CHECK ((slot = ANY (ARRAY[1, 2])))
);
ALTER TABLE ONLY bankagent.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX api_keys_slot_idx ON bankagent.api_keys USING btree (kind, holder, slot) WHERE (revoked_at IS NULL);
CREATE TRIGGER api_keys_keeps_columns BEFORE UPDATE OF id, kind, holder, slot, secret_sha256, created_at, created_by, expires_at ON bankagent.api_keys FOR EACH ROW WHEN (((((((((new.id IS DISTINCT FROM old.id) OR (new.kind IS DISTINCT FROM old.kind)) OR (new.holder IS DISTINCT FROM old.holder)) OR (new.slot IS DISTINCT FROM old.slot)) OR (new.secret_sha256 IS DISTINCT FROM old.secret_sha256)) OR (new.created_at IS DISTINCT FROM old.created_at)) OR (new.created_by IS DISTINCT FROM old.created_by)) OR (new.expires_at IS DISTINCT FROM old.expires_at))) EXECUTE FUNCTION bankagent.refuse_column('id', 'kind', 'holder', 'slot', 'secret_sha256', 'created_at', 'created_by', 'expires_at');
CREATE TRIGGER api_keys_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.api_keys FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_delete();
CREATE TRIGGER api_keys_revoked_once BEFORE UPDATE OF revoked_at, revoked_by ON bankagent.api_keys FOR EACH ROW WHEN (((old.revoked_at IS NOT NULL) AND ((new.revoked_at IS DISTINCT FROM old.revoked_at) OR (new.revoked_by IS DISTINCT FROM old.revoked_by)))) EXECUTE FUNCTION bankagent.refuse_column('revoked_at', 'revoked_by');
ALTER TABLE ONLY bankagent.api_keys
    ADD CONSTRAINT api_keys_caller_fkey FOREIGN KEY (caller) REFERENCES bankagent.callers(name);
ALTER TABLE ONLY bankagent.api_keys
    ADD CONSTRAINT api_keys_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.approval_demands (
    reference_version_id bigint NOT NULL,
    request_type text NOT NULL,
    outcome text NOT NULL,
    stage integer NOT NULL,
    role text NOT NULL,
    votes integer NOT NULL,
    due_minutes integer,
    calendars text,
    zone text,
    opens time without time zone,
    closes time without time zone,
    CONSTRAINT approval_demands_calendars_are_names CHECK ((calendars ~ '^[A-Z][A-Z0-9_]{1,15}( [A-Z][A-Z0-9_]{1,15}){0,9}$'::text)),
    CONSTRAINT approval_demands_closes_after_it_opens CHECK ((closes > opens)),
    CONSTRAINT approval_demands_due_comes_with_its_hours CHECK ((num_nulls(due_minutes, calendars, zone, opens, closes) = ANY (ARRAY[0, 5]))),
    CONSTRAINT approval_demands_due_minutes_are_1_to_100000 CHECK (((due_minutes >= 1) AND (due_minutes <= 100000))),
    CONSTRAINT approval_demands_outcome_asks_for_people CHECK ((outcome = ANY (ARRAY['review'::text, 'dual_control'::text, 'escalate'::text]))),
    CONSTRAINT approval_demands_request_type_is_a_name CHECK ((request_type ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT approval_demands_role_is_a_slug CHECK ((role ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT approval_demands_stage_is_1_to_9 CHECK (((stage >= 1) AND (stage <= 9))),
    CONSTRAINT approval_demands_votes_are_1_to_9 CHECK (((votes >= 1) AND (votes <= 9))),
    CONSTRAINT approval_demands_zone_is_known CHECK (((zone IS NULL) OR (('2026-01-01 00:00:00+00'::timestamp with time zone AT TIME ZONE zone) IS NOT NULL)))
);
ALTER TABLE ONLY bankagent.approval_demands
    ADD CONSTRAINT approval_demands_pkey PRIMARY KEY (reference_version_id, request_type, outcome, stage);
CREATE TRIGGER approval_demands_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.approval_demands FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER approval_demands_inside_an_import AFTER INSERT ON bankagent.approval_demands REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('approval_demands');
ALTER TABLE ONLY bankagent.approval_demands
    ADD CONSTRAINT approval_demands_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.approval_stages (
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    stage integer NOT NULL,
    role text,
    votes integer NOT NULL,
    due_at timestamp with time zone,
    expires_at timestamp with time zone,
    demands_version_id bigint,
    escalation_id bigint,
    CONSTRAINT approval_stages_expire_after_they_are_due CHECK ((expires_at >= due_at)),
    CONSTRAINT approval_stages_have_votes CHECK ((votes >= 1)),
    CONSTRAINT approval_stages_role_is_a_slug CHECK ((role ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT approval_stages_stage_counts_from_1 CHECK ((stage >= 1))
);
ALTER TABLE ONLY bankagent.approval_stages
    ADD CONSTRAINT approval_stages_pkey PRIMARY KEY (job_id, attempt, stage);
CREATE TRIGGER approval_stages_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.approval_stages FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER approval_stages_come_with_their_approval AFTER INSERT ON bankagent.approval_stages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_stages();
ALTER TABLE ONLY bankagent.approval_stages
    ADD CONSTRAINT approval_stages_approval_fkey FOREIGN KEY (job_id, attempt) REFERENCES bankagent.approvals(job_id, attempt);
ALTER TABLE ONLY bankagent.approval_stages
    ADD CONSTRAINT approval_stages_demands_version_fkey FOREIGN KEY (demands_version_id) REFERENCES bankagent.reference_versions(id);
ALTER TABLE ONLY bankagent.approval_stages
    ADD CONSTRAINT approval_stages_escalation_fkey FOREIGN KEY (escalation_id) REFERENCES bankagent.votes(id);

CREATE TABLE bankagent.approvals (
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    request_id bigint NOT NULL,
    digest text NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    digest_form smallint DEFAULT 4 NOT NULL,
    exposure_amount numeric,
    exposure_currency text,
    CONSTRAINT approvals_digest_is_a_sha256 CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT approvals_exposure_has_a_currency CHECK (((exposure_amount IS NULL) = (exposure_currency IS NULL)))
);
ALTER TABLE ONLY bankagent.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (job_id, attempt);
ALTER TABLE ONLY bankagent.approvals
    ADD CONSTRAINT approvals_what_was_shown UNIQUE (job_id, attempt, request_id, digest);
CREATE UNIQUE INDEX approvals_open_idx ON bankagent.approvals USING btree (request_id) WHERE (closed_at IS NULL);
CREATE INDEX approvals_request_idx ON bankagent.approvals USING btree (request_id);
CREATE TRIGGER approvals_agree_with_request AFTER INSERT OR UPDATE OF closed_at ON bankagent.approvals FOR EACH ROW EXECUTE FUNCTION bankagent.check_approval();
CREATE TRIGGER approvals_close_once BEFORE UPDATE ON bankagent.approvals FOR EACH ROW WHEN (((old.closed_at IS NOT NULL) OR (new.closed_at IS NULL) OR ((((((((new.job_id IS DISTINCT FROM old.job_id) OR (new.attempt IS DISTINCT FROM old.attempt)) OR (new.request_id IS DISTINCT FROM old.request_id)) OR (new.digest IS DISTINCT FROM old.digest)) OR (new.digest_form IS DISTINCT FROM old.digest_form)) OR (new.opened_at IS DISTINCT FROM old.opened_at)) OR (new.exposure_amount IS DISTINCT FROM old.exposure_amount)) OR (new.exposure_currency IS DISTINCT FROM old.exposure_currency)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER approvals_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.approvals FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.approvals
    ADD CONSTRAINT approvals_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.approvals
    ADD CONSTRAINT approvals_rest_on_an_evaluation FOREIGN KEY (job_id, attempt) REFERENCES bankagent.evaluations(job_id, attempt);

CREATE TABLE bankagent.authorities (
    id bigint NOT NULL,
    reviewer text NOT NULL,
    role text NOT NULL,
    request_type text,
    desk text,
    max_amount numeric,
    currency text,
    valid_from timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    valid_to timestamp with time zone,
    reason text NOT NULL,
    granted_by text DEFAULT SESSION_USER NOT NULL,
    granted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT authorities_amount_comes_with_currency CHECK (((max_amount IS NULL) = (currency IS NULL))),
    CONSTRAINT authorities_amount_is_an_amount CHECK (((max_amount >= (0)::numeric) AND (max_amount < ('1000000000000000000'::bigint)::numeric) AND (scale(max_amount) <= 10))),
    CONSTRAINT authorities_are_granted_by_another_person CHECK (((granted_by = 'bankagent'::text) OR (bankagent.person_key(granted_by) <> bankagent.person_key(reviewer)))),
    CONSTRAINT authorities_currency_is_a_code CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT authorities_desk_has_1_to_256_characters CHECK ((((char_length(desk) >= 1) AND (char_length(desk) <= 256)) AND (desk ~ '[^[:space:]]'::text))),
    CONSTRAINT authorities_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT authorities_role_is_a_slug CHECK ((role ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT authorities_to_is_after_from CHECK ((valid_to > valid_from))
);
ALTER TABLE bankagent.authorities ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.authorities_id_seq
);
ALTER TABLE ONLY bankagent.authorities
    ADD CONSTRAINT authorities_id_and_reviewer UNIQUE (id, reviewer);
ALTER TABLE ONLY bankagent.authorities
    ADD CONSTRAINT authorities_pkey PRIMARY KEY (id);
CREATE INDEX authorities_reviewer_idx ON bankagent.authorities USING btree (reviewer);
CREATE TRIGGER authorities_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.authorities FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER authorities_are_signed AFTER INSERT ON bankagent.authorities FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('granted_by');
CREATE TRIGGER authorities_have_real_times BEFORE INSERT ON bankagent.authorities FOR EACH ROW EXECUTE FUNCTION bankagent.time_authority();
ALTER TABLE ONLY bankagent.authorities
    ADD CONSTRAINT authorities_request_type_fkey FOREIGN KEY (request_type) REFERENCES bankagent.request_types(name);
ALTER TABLE ONLY bankagent.authorities
    ADD CONSTRAINT authorities_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.authority_asks (
    id bigint NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL,
    from_authority_id bigint,
    role text NOT NULL,
    request_type text,
    desk text,
    max_amount numeric,
    currency text,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone NOT NULL,
    reason text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT authority_asks_amount_comes_with_currency CHECK (((max_amount IS NULL) = (currency IS NULL))),
    CONSTRAINT authority_asks_amount_is_an_amount CHECK (((max_amount >= (0)::numeric) AND (max_amount < ('1000000000000000000'::bigint)::numeric) AND (scale(max_amount) <= 10))),
    CONSTRAINT authority_asks_are_for_another_or_for_oneself CHECK (
CASE kind
    WHEN 'delegation'::text THEN (bankagent.person_key(holder) <> bankagent.person_key(asked_by))
    ELSE (holder = asked_by)
END),
    CONSTRAINT authority_asks_currency_is_a_code CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT authority_asks_delegation_names_an_authority CHECK (((kind = 'delegation'::text) = (from_authority_id IS NOT NULL))),
    CONSTRAINT authority_asks_desk_has_1_to_256_characters CHECK ((((char_length(desk) >= 1) AND (char_length(desk) <= 256)) AND (desk ~ '[^[:space:]]'::text))),
    CONSTRAINT authority_asks_kind_is_known CHECK ((kind = ANY (ARRAY['delegation'::text, 'break_glass'::text]))),
    CONSTRAINT authority_asks_last_90_days_or_8_hours_at_most CHECK (((valid_to > valid_from) AND ((valid_to - valid_from) <=
CASE kind
    WHEN 'delegation'::text THEN '90 days'::interval
    ELSE '08:00:00'::interval
END))),
    CONSTRAINT authority_asks_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT authority_asks_role_is_a_slug CHECK ((role ~ '^[a-z][a-z0-9_]{0,39}$'::text))
);
ALTER TABLE bankagent.authority_asks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.authority_asks_id_seq
);
ALTER TABLE ONLY bankagent.authority_asks
    ADD CONSTRAINT authority_asks_people UNIQUE (id, kind, holder, asked_by);
ALTER TABLE ONLY bankagent.authority_asks
    ADD CONSTRAINT authority_asks_pkey PRIMARY KEY (id);
CREATE TRIGGER authority_asks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.authority_asks FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER authority_asks_are_signed AFTER INSERT ON bankagent.authority_asks FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('asked_by');
CREATE TRIGGER authority_asks_hold AFTER INSERT ON bankagent.authority_asks FOR EACH ROW EXECUTE FUNCTION bankagent.check_ask();
ALTER TABLE ONLY bankagent.authority_asks
    ADD CONSTRAINT authority_asks_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.authority_asks
    ADD CONSTRAINT authority_asks_from_authority_is_ones_own FOREIGN KEY (from_authority_id, asked_by) REFERENCES bankagent.authorities(id, reviewer);
ALTER TABLE ONLY bankagent.authority_asks
    ADD CONSTRAINT authority_asks_holder_fkey FOREIGN KEY (holder) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.authority_asks
    ADD CONSTRAINT authority_asks_request_type_fkey FOREIGN KEY (request_type) REFERENCES bankagent.request_types(name);

CREATE TABLE bankagent.authority_confirmations (
    ask_id bigint NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL,
    asked_by text NOT NULL,
    authority_id bigint NOT NULL,
    confirmed_by text NOT NULL,
    confirmed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT authority_confirmations_are_by_a_second_person CHECK (((bankagent.person_key(confirmed_by) <> bankagent.person_key(holder)) AND (bankagent.person_key(confirmed_by) <> bankagent.person_key(asked_by))))
);
ALTER TABLE ONLY bankagent.authority_confirmations
    ADD CONSTRAINT authority_confirmations_one_for_an_authority UNIQUE (authority_id);
ALTER TABLE ONLY bankagent.authority_confirmations
    ADD CONSTRAINT authority_confirmations_pkey PRIMARY KEY (ask_id);
CREATE TRIGGER authority_confirmations_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.authority_confirmations FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER authority_confirmations_are_signed AFTER INSERT ON bankagent.authority_confirmations FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('confirmed_by');
CREATE TRIGGER authority_confirmations_hold AFTER INSERT ON bankagent.authority_confirmations FOR EACH ROW EXECUTE FUNCTION bankagent.check_confirmation();
ALTER TABLE ONLY bankagent.authority_confirmations
    ADD CONSTRAINT authority_confirmations_ask_fkey FOREIGN KEY (ask_id, kind, holder, asked_by) REFERENCES bankagent.authority_asks(id, kind, holder, asked_by);
ALTER TABLE ONLY bankagent.authority_confirmations
    ADD CONSTRAINT authority_confirmations_authority_is_the_holders FOREIGN KEY (authority_id, holder) REFERENCES bankagent.authorities(id, reviewer);
ALTER TABLE ONLY bankagent.authority_confirmations
    ADD CONSTRAINT authority_confirmations_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.authority_ends (
    authority_id bigint NOT NULL,
    reason text NOT NULL,
    ended_by text DEFAULT SESSION_USER NOT NULL,
    ended_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT authority_ends_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE ONLY bankagent.authority_ends
    ADD CONSTRAINT authority_ends_pkey PRIMARY KEY (authority_id);
CREATE TRIGGER authority_ends_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.authority_ends FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER authority_ends_are_signed AFTER INSERT ON bankagent.authority_ends FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('ended_by');
CREATE TRIGGER authority_ends_have_real_times BEFORE INSERT ON bankagent.authority_ends FOR EACH ROW EXECUTE FUNCTION bankagent.time_authority_end();
ALTER TABLE ONLY bankagent.authority_ends
    ADD CONSTRAINT authority_ends_authority_fkey FOREIGN KEY (authority_id) REFERENCES bankagent.authorities(id);

CREATE TABLE bankagent.banking_requests (
    id bigint NOT NULL,
    client_id text NOT NULL,
    request_type text NOT NULL,
    payload jsonb NOT NULL,
    status text DEFAULT 'received'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    maker text NOT NULL,
    job_id bigint,
    status_xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    on_behalf_of text DEFAULT ''::text NOT NULL,
    CONSTRAINT banking_requests_client_id_has_1_to_64_characters CHECK (((char_length(client_id) >= 1) AND (char_length(client_id) <= 64))),
    CONSTRAINT banking_requests_maker_is_named CHECK (((char_length(maker) >= 1) AND (char_length(maker) <= 200))),
    CONSTRAINT banking_requests_on_behalf_of_is_a_name CHECK (((on_behalf_of = ''::text) OR bankagent.is_person_name(on_behalf_of))),
    CONSTRAINT banking_requests_payload_has_at_most_256_kib CHECK ((pg_column_size(payload) <= 262144)),
    CONSTRAINT banking_requests_payload_is_an_object CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT banking_requests_payload_is_at_most_32_levels_deep CHECK ((NOT jsonb_path_exists(payload, 'strict $.**{33}'::jsonpath))),
    CONSTRAINT banking_requests_status_is_known CHECK ((status = ANY (ARRAY['received'::text, 'awaiting_approval'::text, 'needs_info'::text, 'failed'::text, 'processed'::text, 'cancelled'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER SEQUENCE bankagent.banking_requests_id_seq OWNED BY bankagent.banking_requests.id;
ALTER TABLE ONLY bankagent.banking_requests ALTER COLUMN id SET DEFAULT nextval('bankagent.banking_requests_id_seq'::regclass);
ALTER TABLE ONLY bankagent.banking_requests
    ADD CONSTRAINT banking_requests_maker_id_and_person UNIQUE (maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.banking_requests
    ADD CONSTRAINT banking_requests_pkey PRIMARY KEY (id);
CREATE INDEX banking_requests_cases_idx ON bankagent.banking_requests USING btree (client_id, id) WHERE (request_type = 'client_onboarding'::text);
CREATE INDEX banking_requests_client_idx ON bankagent.banking_requests USING btree (client_id, id);
CREATE INDEX banking_requests_created_at_brin ON bankagent.banking_requests USING brin (created_at) WITH (pages_per_range='16');
CREATE INDEX banking_requests_feed_idx ON bankagent.banking_requests USING btree ("left"((payload #>> '{feed,name}'::text[]), 100), maker, id) WHERE ((request_type = 'trade_exception'::text) AND ((payload #>> '{feed,name}'::text[]) IS NOT NULL));
CREATE INDEX banking_requests_open_idx ON bankagent.banking_requests USING btree (status, id) WHERE (status = ANY (ARRAY['received'::text, 'awaiting_approval'::text, 'needs_info'::text, 'failed'::text]));
CREATE INDEX banking_requests_our_record_idx ON bankagent.banking_requests USING btree (hashtextextended((((payload #>> '{ours,source}'::text[]) || '/'::text) || (payload #>> '{ours,record_number}'::text[])), (0)::bigint), id) WHERE (request_type = 'trade_exception'::text);
CREATE INDEX banking_requests_our_trade_idx ON bankagent.banking_requests USING btree (hashtextextended((((payload #>> '{ours,source}'::text[]) || '/'::text) || COALESCE((payload #>> '{ours,uti}'::text[]), (payload #>> '{ours,reference}'::text[]))), (0)::bigint)) WHERE (request_type = 'trade_exception'::text);
CREATE INDEX banking_requests_our_waiting_idx ON bankagent.banking_requests USING btree (hashtextextended((((payload #>> '{ours,source}'::text[]) || '/'::text) || (payload #>> '{ours,record_number}'::text[])), (0)::bigint), id) WHERE ((request_type = 'trade_exception'::text) AND (status = 'received'::text));
CREATE INDEX banking_requests_their_record_idx ON bankagent.banking_requests USING btree (hashtextextended((((payload #>> '{theirs,source}'::text[]) || '/'::text) || (payload #>> '{theirs,record_number}'::text[])), (0)::bigint), id) WHERE (request_type = 'trade_exception'::text);
CREATE INDEX banking_requests_their_trade_idx ON bankagent.banking_requests USING btree (hashtextextended((((payload #>> '{theirs,source}'::text[]) || '/'::text) || COALESCE((payload #>> '{theirs,uti}'::text[]), (payload #>> '{theirs,reference}'::text[]))), (0)::bigint)) WHERE (request_type = 'trade_exception'::text);
CREATE INDEX banking_requests_their_waiting_idx ON bankagent.banking_requests USING btree (hashtextextended((((payload #>> '{theirs,source}'::text[]) || '/'::text) || (payload #>> '{theirs,record_number}'::text[])), (0)::bigint), id) WHERE ((request_type = 'trade_exception'::text) AND (status = 'received'::text));
CREATE INDEX banking_requests_undecided_captures_idx ON bankagent.banking_requests USING btree (hashtextextended(((((maker || '/'::text) || (payload ->> 'source'::text)) || '/'::text) || (payload ->> 'record_number'::text)), (0)::bigint), id) WHERE ((request_type = 'trade_capture'::text) AND (status = 'received'::text));
CREATE INDEX banking_requests_waiting_idx ON bankagent.banking_requests USING btree (job_id) INCLUDE (client_id) WHERE (status = 'received'::text);
CREATE TRIGGER banking_requests_agree_with_exception AFTER UPDATE OF status ON bankagent.banking_requests FOR EACH ROW WHEN (((old.status = 'awaiting_approval'::text) AND (new.status <> 'awaiting_approval'::text))) EXECUTE FUNCTION bankagent.check_request_of_exception();
CREATE TRIGGER banking_requests_insert_has_entry AFTER INSERT ON bankagent.banking_requests REFERENCING NEW TABLE AS new_requests FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_births();
CREATE TRIGGER banking_requests_keeps_columns BEFORE UPDATE OF id, client_id, request_type, maker, on_behalf_of, created_at ON bankagent.banking_requests FOR EACH ROW WHEN (((((((new.id IS DISTINCT FROM old.id) OR (new.client_id IS DISTINCT FROM old.client_id)) OR (new.request_type IS DISTINCT FROM old.request_type)) OR (new.maker IS DISTINCT FROM old.maker)) OR (new.on_behalf_of IS DISTINCT FROM old.on_behalf_of)) OR (new.created_at IS DISTINCT FROM old.created_at))) EXECUTE FUNCTION bankagent.refuse_column('id', 'client_id', 'request_type', 'maker', 'on_behalf_of', 'created_at');
CREATE TRIGGER banking_requests_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.banking_requests FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER banking_requests_payload_has_few_long_numbers BEFORE INSERT OR UPDATE OF payload ON bankagent.banking_requests FOR EACH ROW WHEN ((NOT bankagent.has_few_long_numbers(new.payload))) EXECUTE FUNCTION bankagent.refuse_long_numbers();
CREATE TRIGGER banking_requests_payload_has_version AFTER UPDATE OF payload ON bankagent.banking_requests FOR EACH ROW WHEN ((new.payload IS DISTINCT FROM old.payload)) EXECUTE FUNCTION bankagent.check_payload();
CREATE TRIGGER banking_requests_update_has_entry AFTER UPDATE ON bankagent.banking_requests REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_moves();

CREATE TABLE bankagent.break_glass_reviews (
    ask_id bigint NOT NULL,
    kind text DEFAULT 'break_glass'::text NOT NULL,
    holder text NOT NULL,
    verdict text NOT NULL,
    note text NOT NULL,
    reviewed_by text NOT NULL,
    reviewed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT break_glass_reviews_are_by_another_person CHECK ((bankagent.person_key(reviewed_by) <> bankagent.person_key(holder))),
    CONSTRAINT break_glass_reviews_are_of_break_glass CHECK ((kind = 'break_glass'::text)),
    CONSTRAINT break_glass_reviews_note_has_1_to_2000_characters CHECK ((((char_length(note) >= 1) AND (char_length(note) <= 2000)) AND (note ~ '[^[:space:]]'::text))),
    CONSTRAINT break_glass_reviews_verdict_is_known CHECK ((verdict = ANY (ARRAY['justified'::text, 'not_justified'::text])))
);
ALTER TABLE ONLY bankagent.break_glass_reviews
    ADD CONSTRAINT break_glass_reviews_pkey PRIMARY KEY (ask_id);
CREATE TRIGGER break_glass_reviews_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.break_glass_reviews FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER break_glass_reviews_are_signed AFTER INSERT ON bankagent.break_glass_reviews FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('reviewed_by');
CREATE TRIGGER break_glass_reviews_hold AFTER INSERT ON bankagent.break_glass_reviews FOR EACH ROW EXECUTE FUNCTION bankagent.check_break_glass_review();
ALTER TABLE ONLY bankagent.break_glass_reviews
    ADD CONSTRAINT break_glass_reviews_ask_fkey FOREIGN KEY (ask_id, kind, holder, holder) REFERENCES bankagent.authority_asks(id, kind, holder, asked_by);
ALTER TABLE ONLY bankagent.break_glass_reviews
    ADD CONSTRAINT break_glass_reviews_confirmation_fkey FOREIGN KEY (ask_id) REFERENCES bankagent.authority_confirmations(ask_id);
ALTER TABLE ONLY bankagent.break_glass_reviews
    ADD CONSTRAINT break_glass_reviews_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.calendar_days (
    reference_version_id bigint NOT NULL,
    calendar text NOT NULL,
    day date NOT NULL,
    name text NOT NULL,
    CONSTRAINT calendar_days_name_has_1_to_100_characters CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))
);
ALTER TABLE ONLY bankagent.calendar_days
    ADD CONSTRAINT calendar_days_pkey PRIMARY KEY (reference_version_id, calendar, day);
CREATE TRIGGER calendar_days_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.calendar_days FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER calendar_days_inside_an_import AFTER INSERT ON bankagent.calendar_days REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('calendars');
ALTER TABLE ONLY bankagent.calendar_days
    ADD CONSTRAINT calendar_days_calendar_fkey FOREIGN KEY (reference_version_id, calendar) REFERENCES bankagent.calendars(reference_version_id, calendar);
ALTER TABLE ONLY bankagent.calendar_days
    ADD CONSTRAINT calendar_days_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.calendars (
    reference_version_id bigint NOT NULL,
    calendar text NOT NULL,
    weekend text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    CONSTRAINT calendars_calendar_is_a_name CHECK ((calendar ~ '^[A-Z][A-Z0-9_]{1,15}$'::text)),
    CONSTRAINT calendars_days_are_in_order CHECK (((first_day <= last_day) AND (first_day >= '1990-01-01'::date) AND (last_day <= '2100-12-31'::date))),
    CONSTRAINT calendars_weekend_is_days CHECK ((weekend ~ '^(mon|tue|wed|thu|fri|sat|sun)( (mon|tue|wed|thu|fri|sat|sun)){0,5}$'::text))
);
ALTER TABLE ONLY bankagent.calendars
    ADD CONSTRAINT calendars_pkey PRIMARY KEY (reference_version_id, calendar);
CREATE TRIGGER calendars_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.calendars FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER calendars_inside_an_import AFTER INSERT ON bankagent.calendars REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('calendars');
ALTER TABLE ONLY bankagent.calendars
    ADD CONSTRAINT calendars_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.callers (
    name text NOT NULL,
    scopes text[] DEFAULT '{requests:write,requests:read}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    disabled_at timestamp with time zone,
    disabled_by text,
    CONSTRAINT callers_disabled_by_is_named CHECK (((disabled_at IS NULL) = (disabled_by IS NULL))),
    CONSTRAINT callers_name_is_a_plain_word CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)),
    CONSTRAINT callers_name_is_not_reserved CHECK ((name <> ALL (ARRAY['anonymous'::text, 'rescuer'::text]))),
    CONSTRAINT callers_scopes_are_known CHECK (((scopes <@ bankagent.known_scopes()) AND (cardinality(scopes) > 0)))
);
ALTER TABLE ONLY bankagent.callers
    ADD CONSTRAINT callers_pkey PRIMARY KEY (name);
CREATE TRIGGER callers_keeps_columns BEFORE UPDATE OF name, created_at, created_by ON bankagent.callers FOR EACH ROW WHEN ((((new.name IS DISTINCT FROM old.name) OR (new.created_at IS DISTINCT FROM old.created_at)) OR (new.created_by IS DISTINCT FROM old.created_by))) EXECUTE FUNCTION bankagent.refuse_column('name', 'created_at', 'created_by');
CREATE TRIGGER callers_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.callers FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_delete();

CREATE TABLE bankagent.chunk_embeddings (
    chunk_id bigint NOT NULL,
    model_sha256 text NOT NULL,
    vector bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT chunk_embeddings_model_is_sha256 CHECK ((model_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT chunk_embeddings_vector_has_1_to_4096_numbers CHECK ((((octet_length(vector) >= 2) AND (octet_length(vector) <= 8192)) AND ((octet_length(vector) % 2) = 0)))
);
ALTER TABLE ONLY bankagent.chunk_embeddings
    ADD CONSTRAINT chunk_embeddings_pkey PRIMARY KEY (chunk_id, model_sha256);
CREATE TRIGGER chunk_embeddings_never_change BEFORE UPDATE ON bankagent.chunk_embeddings FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.chunk_embeddings
    ADD CONSTRAINT chunk_embeddings_chunk_fkey FOREIGN KEY (chunk_id) REFERENCES bankagent.document_chunks(id);

CREATE TABLE bankagent.citations (
    step_id bigint NOT NULL,
    number integer NOT NULL,
    request_id bigint NOT NULL,
    claim integer NOT NULL,
    document_id bigint NOT NULL,
    version integer NOT NULL,
    starts_at integer NOT NULL,
    ends_at integer NOT NULL,
    sha256 text NOT NULL,
    verdict text NOT NULL,
    CONSTRAINT citations_claim_counts_from_1 CHECK (((claim >= 1) AND (claim <= 500))),
    CONSTRAINT citations_number_is_in_1_to_500 CHECK (((number >= 1) AND (number <= 500))),
    CONSTRAINT citations_sha256_is_a_digest CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT citations_verdict_is_known CHECK ((verdict = ANY (ARRAY['exact'::text, 'not_retrieved'::text, 'fabricated'::text])))
);
ALTER TABLE ONLY bankagent.citations
    ADD CONSTRAINT citations_pkey PRIMARY KEY (step_id, number);
CREATE INDEX citations_document_idx ON bankagent.citations USING btree (document_id, version, request_id);
CREATE INDEX citations_request_idx ON bankagent.citations USING btree (request_id, step_id);
CREATE TRIGGER citations_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.citations FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.citations
    ADD CONSTRAINT citations_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.citations
    ADD CONSTRAINT citations_step_id_fkey FOREIGN KEY (step_id) REFERENCES bankagent.agent_steps(id);

CREATE TABLE bankagent.country_risk (
    reference_version_id bigint NOT NULL,
    country text NOT NULL,
    tier text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT country_risk_country_is_a_code CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT country_risk_reason_has_1_to_200_characters CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 200))),
    CONSTRAINT country_risk_tier_is_known CHECK ((tier = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'prohibited'::text])))
);
ALTER TABLE ONLY bankagent.country_risk
    ADD CONSTRAINT country_risk_pkey PRIMARY KEY (reference_version_id, country);
CREATE TRIGGER country_risk_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.country_risk FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER country_risk_inside_an_import AFTER INSERT ON bankagent.country_risk REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('country_risk');
ALTER TABLE ONLY bankagent.country_risk
    ADD CONSTRAINT country_risk_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.decisions (
    request_id bigint NOT NULL,
    decision text NOT NULL,
    decided_by text NOT NULL,
    actor text NOT NULL,
    job_id bigint,
    attempt integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT decisions_decided_by_policy_or_people CHECK ((decided_by = ANY (ARRAY['policy'::text, 'people'::text]))),
    CONSTRAINT decisions_decision_is_known CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text])))
);
ALTER TABLE ONLY bankagent.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (request_id);
CREATE INDEX decisions_by_people_idx ON bankagent.decisions USING btree (request_id) WHERE (decided_by = 'people'::text);
CREATE TRIGGER decisions_agree_with_request AFTER INSERT ON bankagent.decisions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_decisions();
CREATE TRIGGER decisions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.decisions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER decisions_approve_no_open_case AFTER INSERT ON bankagent.decisions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_approved_cases();
CREATE TRIGGER decisions_by_people_have_votes AFTER INSERT ON bankagent.decisions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_people_decided();
ALTER TABLE ONLY bankagent.decisions
    ADD CONSTRAINT decisions_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.document_chunks (
    id bigint NOT NULL,
    document_id bigint NOT NULL,
    version integer NOT NULL,
    ordinal integer NOT NULL,
    starts_at integer NOT NULL,
    ends_at integer NOT NULL,
    sha256 text NOT NULL,
    CONSTRAINT document_chunks_hash_is_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT document_chunks_have_1_to_4000_characters CHECK (((starts_at >= 0) AND (((ends_at - starts_at) >= 1) AND ((ends_at - starts_at) <= 4000)))),
    CONSTRAINT document_chunks_ordinal_counts_from_1 CHECK ((ordinal >= 1))
);
ALTER TABLE bankagent.document_chunks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.document_chunks_id_seq
);
ALTER TABLE ONLY bankagent.document_chunks
    ADD CONSTRAINT document_chunks_one_of_an_ordinal UNIQUE (document_id, version, ordinal);
ALTER TABLE ONLY bankagent.document_chunks
    ADD CONSTRAINT document_chunks_pkey PRIMARY KEY (id);
CREATE TRIGGER document_chunks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.document_chunks FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.document_chunks
    ADD CONSTRAINT document_chunks_version_fkey FOREIGN KEY (document_id, version) REFERENCES bankagent.document_versions(document_id, version);

CREATE TABLE bankagent.document_clearances (
    id bigint NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL,
    client_id text,
    classification text NOT NULL,
    reason text NOT NULL,
    granted_by text DEFAULT SESSION_USER NOT NULL,
    granted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT document_clearances_are_granted_by_another_person CHECK ((bankagent.person_key(granted_by) <> bankagent.person_key(holder))),
    CONSTRAINT document_clearances_classification_is_known CHECK ((classification = ANY (ARRAY['public'::text, 'internal'::text, 'confidential'::text, 'mnpi'::text]))),
    CONSTRAINT document_clearances_client_id_has_1_to_64_characters CHECK ((((char_length(client_id) >= 1) AND (char_length(client_id) <= 64)) AND (client_id ~ '[^[:space:]]'::text))),
    CONSTRAINT document_clearances_kind_is_known CHECK ((kind = ANY (ARRAY['caller'::text, 'reviewer'::text]))),
    CONSTRAINT document_clearances_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE bankagent.document_clearances ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.document_clearances_id_seq
);
ALTER TABLE ONLY bankagent.document_clearances
    ADD CONSTRAINT document_clearances_pkey PRIMARY KEY (id);
CREATE INDEX document_clearances_holder_idx ON bankagent.document_clearances USING btree (kind, holder, client_id, id);
CREATE TRIGGER document_clearances_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.document_clearances FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.document_requirements (
    reference_version_id bigint NOT NULL,
    client_type text NOT NULL,
    jurisdiction text NOT NULL,
    product text NOT NULL,
    requirement text NOT NULL,
    mandatory boolean NOT NULL,
    valid_months integer,
    whose text,
    document_types text,
    CONSTRAINT document_requirements_document_types_are_words CHECK ((document_types ~ '^[a-z][a-z0-9_]{0,39}( [a-z][a-z0-9_]{0,39}){0,19}$'::text)),
    CONSTRAINT document_requirements_jurisdiction_is_a_code CHECK ((jurisdiction ~ '^([A-Z]{2}|any)$'::text)),
    CONSTRAINT document_requirements_valid_months_is_in_1_to_120 CHECK (((valid_months >= 1) AND (valid_months <= 120))),
    CONSTRAINT document_requirements_whose_is_known CHECK ((whose = ANY (ARRAY['client'::text, 'beneficial_owner'::text, 'director'::text, 'signatory'::text]))),
    CONSTRAINT document_requirements_words_are_names CHECK (((client_type ~ '^[a-z][a-z0-9_]{0,39}$'::text) AND (product ~ '^[a-z][a-z0-9_]{0,39}$'::text) AND (requirement ~ '^[a-z][a-z0-9_]{0,39}$'::text)))
);
ALTER TABLE ONLY bankagent.document_requirements
    ADD CONSTRAINT document_requirements_pkey PRIMARY KEY (reference_version_id, client_type, jurisdiction, product, requirement);
CREATE TRIGGER document_requirements_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.document_requirements FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER document_requirements_inside_an_import AFTER INSERT ON bankagent.document_requirements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('document_requirements');
ALTER TABLE ONLY bankagent.document_requirements
    ADD CONSTRAINT document_requirements_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.document_texts (
    document_id bigint NOT NULL,
    version integer NOT NULL,
    text text NOT NULL
);
ALTER TABLE ONLY bankagent.document_texts
    ADD CONSTRAINT document_texts_pkey PRIMARY KEY (document_id, version);
CREATE TRIGGER document_texts_never_change BEFORE UPDATE OR TRUNCATE ON bankagent.document_texts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER document_texts_redacted_by_two BEFORE DELETE ON bankagent.document_texts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_redaction();
ALTER TABLE ONLY bankagent.document_texts
    ADD CONSTRAINT document_texts_version_fkey FOREIGN KEY (document_id, version) REFERENCES bankagent.document_versions(document_id, version);

CREATE TABLE bankagent.document_verdicts (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    sha256 text NOT NULL,
    verdict text NOT NULL,
    reason_code text,
    reviewer text NOT NULL,
    maker text NOT NULL,
    on_behalf_of text NOT NULL,
    audit_entry_id bigint NOT NULL,
    given_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT document_verdicts_reason_code_is_a_word CHECK (
CASE verdict
    WHEN 'accept'::text THEN (reason_code IS NULL)
    ELSE ((reason_code IS NOT NULL) AND (reason_code ~ '^[a-z][a-z0-9_]{0,39}$'::text))
END),
    CONSTRAINT document_verdicts_reviewer_is_not_the_maker CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(maker))),
    CONSTRAINT document_verdicts_reviewer_is_not_the_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of))),
    CONSTRAINT document_verdicts_sha256_is_a_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT document_verdicts_verdict_is_known CHECK ((verdict = ANY (ARRAY['accept'::text, 'reject'::text, 'ask_again'::text])))
);
ALTER TABLE bankagent.document_verdicts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.document_verdicts_id_seq
);
ALTER TABLE ONLY bankagent.document_verdicts
    ADD CONSTRAINT document_verdicts_pkey PRIMARY KEY (id);
CREATE INDEX document_verdicts_rejected_idx ON bankagent.document_verdicts USING btree (sha256, id) WHERE (verdict = 'reject'::text);
CREATE INDEX document_verdicts_request_idx ON bankagent.document_verdicts USING btree (request_id, sha256, id);
CREATE TRIGGER document_verdicts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.document_verdicts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER document_verdicts_have_entry AFTER INSERT ON bankagent.document_verdicts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_findings();
CREATE TRIGGER document_verdicts_rejected_is_never_accepted AFTER INSERT ON bankagent.document_verdicts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_verdicts();
ALTER TABLE ONLY bankagent.document_verdicts
    ADD CONSTRAINT document_verdicts_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.document_verdicts
    ADD CONSTRAINT document_verdicts_maker_and_person_are_the_requests FOREIGN KEY (maker, request_id, on_behalf_of) REFERENCES bankagent.banking_requests(maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.document_verdicts
    ADD CONSTRAINT document_verdicts_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.document_versions (
    document_id bigint NOT NULL,
    version integer NOT NULL,
    classification text NOT NULL,
    trust text NOT NULL,
    media_type text NOT NULL,
    bytes_sha256 text NOT NULL,
    text_sha256 text NOT NULL,
    character_count integer NOT NULL,
    removed jsonb NOT NULL,
    maker text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT document_versions_classification_is_known CHECK ((classification = ANY (ARRAY['public'::text, 'internal'::text, 'confidential'::text, 'mnpi'::text]))),
    CONSTRAINT document_versions_hashes_are_sha256 CHECK (((bytes_sha256 ~ '^[0-9a-f]{64}$'::text) AND (text_sha256 ~ '^[0-9a-f]{64}$'::text))),
    CONSTRAINT document_versions_have_1_to_2000000_characters CHECK (((character_count >= 1) AND (character_count <= 2000000))),
    CONSTRAINT document_versions_media_type_is_known CHECK ((media_type = ANY (ARRAY['text/plain'::text, 'text/markdown'::text, 'text/html'::text, 'application/pdf'::text]))),
    CONSTRAINT document_versions_removed_is_an_object CHECK ((jsonb_typeof(removed) = 'object'::text)),
    CONSTRAINT document_versions_trust_is_known CHECK ((trust = ANY (ARRAY['house'::text, 'client'::text, 'external'::text]))),
    CONSTRAINT document_versions_version_counts_from_1 CHECK ((version >= 1))
);
ALTER TABLE ONLY bankagent.document_versions
    ADD CONSTRAINT document_versions_pkey PRIMARY KEY (document_id, version);
CREATE TRIGGER document_versions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.document_versions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.document_versions
    ADD CONSTRAINT document_versions_document_fkey FOREIGN KEY (document_id) REFERENCES bankagent.documents(id);

CREATE TABLE bankagent.document_withdrawals (
    document_id bigint NOT NULL,
    version integer NOT NULL,
    reason text NOT NULL,
    withdrawn_by text NOT NULL,
    withdrawn_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT document_withdrawals_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE ONLY bankagent.document_withdrawals
    ADD CONSTRAINT document_withdrawals_pkey PRIMARY KEY (document_id, version);
CREATE TRIGGER document_withdrawals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.document_withdrawals FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.document_withdrawals
    ADD CONSTRAINT document_withdrawals_version_fkey FOREIGN KEY (document_id, version) REFERENCES bankagent.document_versions(document_id, version);

CREATE TABLE bankagent.document_words (
    chunk_id bigint NOT NULL,
    words tsvector NOT NULL
);
ALTER TABLE ONLY bankagent.document_words
    ADD CONSTRAINT document_words_pkey PRIMARY KEY (chunk_id);
CREATE INDEX document_words_words_idx ON bankagent.document_words USING gin (words);
CREATE TRIGGER document_words_never_change BEFORE UPDATE OR TRUNCATE ON bankagent.document_words FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER document_words_redacted_by_two BEFORE DELETE ON bankagent.document_words FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_redaction();
ALTER TABLE ONLY bankagent.document_words
    ADD CONSTRAINT document_words_chunk_fkey FOREIGN KEY (chunk_id) REFERENCES bankagent.document_chunks(id);

CREATE TABLE bankagent.documents (
    id bigint NOT NULL,
    client_id text,
    name text NOT NULL,
    maker text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT documents_client_id_has_1_to_64_characters CHECK ((((char_length(client_id) >= 1) AND (char_length(client_id) <= 64)) AND (client_id ~ '[^[:space:]]'::text))),
    CONSTRAINT documents_name_has_1_to_200_characters CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 200)) AND (name ~ '[^[:space:]]'::text) AND (name !~ '[\u0001-\u001f\u007f-\u009f]'::text)))
);
ALTER TABLE bankagent.documents ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.documents_id_seq
);
ALTER TABLE ONLY bankagent.documents
    ADD CONSTRAINT documents_one_of_a_maker_client_and_name UNIQUE NULLS NOT DISTINCT (maker, client_id, name);
ALTER TABLE ONLY bankagent.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);
CREATE INDEX documents_client_idx ON bankagent.documents USING btree (client_id, id);
CREATE TRIGGER documents_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.documents FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.evaluations (
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    request_id bigint NOT NULL,
    outcome text NOT NULL,
    policy_key text,
    policy_version integer,
    policy_sha256 text,
    facts jsonb NOT NULL,
    fired jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    reference jsonb,
    known jsonb,
    causes jsonb,
    CONSTRAINT evaluations_outcome_is_known CHECK ((outcome = ANY (ARRAY['approve'::text, 'needs_info'::text, 'review'::text, 'dual_control'::text, 'escalate'::text, 'reject'::text]))),
    CONSTRAINT evaluations_policy_is_named_whole CHECK ((num_nulls(policy_key, policy_version, policy_sha256) = ANY (ARRAY[0, 3])))
);
ALTER TABLE bankagent.evaluations
    ADD CONSTRAINT evaluations_facts_are_an_object CHECK ((jsonb_typeof(facts) = 'object'::text)) NOT VALID;
ALTER TABLE bankagent.evaluations
    ADD CONSTRAINT evaluations_fired_is_a_list_of_rules CHECK (((jsonb_typeof(fired) = 'array'::text) AND (NOT jsonb_path_exists(fired, 'strict $[*].type()?(@ != "object")'::jsonpath)) AND (NOT jsonb_path_exists(fired, '$[*]?(((!(@."rule_id".type() == "string") || !(@."outcome".type() == "string")) || !(@."text".type() == "string")) || !(@."facts".type() == "object"))'::jsonpath)))) NOT VALID;
ALTER TABLE ONLY bankagent.evaluations
    ADD CONSTRAINT evaluations_pkey PRIMARY KEY (job_id, attempt);
CREATE INDEX evaluations_request_idx ON bankagent.evaluations USING btree (request_id);
CREATE TRIGGER evaluations_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.evaluations FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER evaluations_are_of_settle_jobs BEFORE INSERT ON bankagent.evaluations FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_evaluations();
ALTER TABLE ONLY bankagent.evaluations
    ADD CONSTRAINT evaluations_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.exception_comments (
    id bigint NOT NULL,
    exception_id bigint NOT NULL,
    visibility text NOT NULL,
    text text NOT NULL,
    author text NOT NULL,
    written_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT exception_comments_text_has_1_to_4000_characters CHECK ((((char_length(text) >= 1) AND (char_length(text) <= 4000)) AND (text ~ '[^[:space:]]'::text))),
    CONSTRAINT exception_comments_visibility_is_known CHECK ((visibility = ANY (ARRAY['internal'::text, 'counterparty'::text])))
);
ALTER TABLE bankagent.exception_comments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.exception_comments_id_seq
);
ALTER TABLE ONLY bankagent.exception_comments
    ADD CONSTRAINT exception_comments_pkey PRIMARY KEY (id);
CREATE INDEX exception_comments_exception_idx ON bankagent.exception_comments USING btree (exception_id, id);
CREATE TRIGGER exception_comments_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_comments FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER exception_comments_are_signed AFTER INSERT ON bankagent.exception_comments FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('author');
ALTER TABLE ONLY bankagent.exception_comments
    ADD CONSTRAINT exception_comments_author_fkey FOREIGN KEY (author) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.exception_comments
    ADD CONSTRAINT exception_comments_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES bankagent.trade_exceptions(id);

CREATE TABLE bankagent.exception_labels (
    id bigint NOT NULL,
    exception_id bigint NOT NULL,
    label text NOT NULL,
    is_set boolean NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT exception_labels_label_is_a_word CHECK ((label ~ '^[a-z0-9][a-z0-9_-]{0,39}$'::text))
);
ALTER TABLE bankagent.exception_labels ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.exception_labels_id_seq
);
ALTER TABLE ONLY bankagent.exception_labels
    ADD CONSTRAINT exception_labels_pkey PRIMARY KEY (id);
CREATE INDEX exception_labels_exception_idx ON bankagent.exception_labels USING btree (exception_id, label, id);
CREATE INDEX exception_labels_label_idx ON bankagent.exception_labels USING btree (label, exception_id);
CREATE TRIGGER exception_labels_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_labels FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER exception_labels_are_signed AFTER INSERT ON bankagent.exception_labels FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('changed_by');
ALTER TABLE ONLY bankagent.exception_labels
    ADD CONSTRAINT exception_labels_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.exception_labels
    ADD CONSTRAINT exception_labels_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES bankagent.trade_exceptions(id);

CREATE TABLE bankagent.exception_legal_moves (
    action text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    needs text NOT NULL,
    description text NOT NULL,
    CONSTRAINT exception_legal_moves_needs_is_known CHECK ((needs = ANY (ARRAY['nothing'::text, 'reason'::text, 'assignee'::text, 'proposal'::text, 'vote'::text, 'match'::text, 'change'::text, 'request'::text])))
);
ALTER TABLE ONLY bankagent.exception_legal_moves
    ADD CONSTRAINT exception_legal_moves_pkey PRIMARY KEY (action, from_state, to_state);
CREATE TRIGGER exception_legal_moves_read_only BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_legal_moves FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.exception_moves (
    id bigint NOT NULL,
    exception_id bigint NOT NULL,
    action text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text,
    assignee text,
    proposal_id bigint,
    vote_id bigint,
    by_request bigint,
    audit_entry_id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    moved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT exception_moves_reason_has_1_to_2000_characters CHECK (((reason IS NULL) OR (((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text))))
);
ALTER TABLE bankagent.exception_moves ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.exception_moves_id_seq
);
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_one_for_an_audit_entry UNIQUE (audit_entry_id);
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_pkey PRIMARY KEY (id);
CREATE INDEX exception_moves_exception_idx ON bankagent.exception_moves USING btree (exception_id, id);
CREATE TRIGGER exception_moves_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_moves FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER exception_moves_are_legal AFTER INSERT ON bankagent.exception_moves REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_exception_moves();
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_by_request_fkey FOREIGN KEY (by_request) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES bankagent.trade_exceptions(id);
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES bankagent.exception_proposals(id);
ALTER TABLE ONLY bankagent.exception_moves
    ADD CONSTRAINT exception_moves_vote_id_fkey FOREIGN KEY (vote_id) REFERENCES bankagent.exception_votes(id);

CREATE TABLE bankagent.exception_proposals (
    id bigint NOT NULL,
    exception_id bigint NOT NULL,
    request_id bigint NOT NULL,
    kind text NOT NULL,
    content jsonb NOT NULL,
    reason text NOT NULL,
    proposer text NOT NULL,
    digest text NOT NULL,
    proposed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_at timestamp with time zone,
    disposition text,
    stages jsonb,
    CONSTRAINT exception_proposals_closed_with_a_disposition CHECK ((((closed_at IS NULL) = (disposition IS NULL)) AND ((disposition IS NULL) OR (disposition = ANY (ARRAY['approved'::text, 'rejected'::text, 'withdrawn'::text]))))),
    CONSTRAINT exception_proposals_content_is_an_object CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 65536))),
    CONSTRAINT exception_proposals_digest_is_a_sha256 CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT exception_proposals_kind_is_known CHECK ((kind = ANY (ARRAY['repair'::text, 'write_off'::text, 'cancellation'::text, 'forced_match'::text]))),
    CONSTRAINT exception_proposals_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT exception_proposals_stages_are_an_array CHECK ((jsonb_typeof(stages) = 'array'::text))
);
ALTER TABLE bankagent.exception_proposals ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.exception_proposals_id_seq
);
ALTER TABLE ONLY bankagent.exception_proposals
    ADD CONSTRAINT exception_proposals_pkey PRIMARY KEY (id);
ALTER TABLE ONLY bankagent.exception_proposals
    ADD CONSTRAINT exception_proposals_what_is_voted_on UNIQUE (id, exception_id, request_id, kind, proposer, digest);
CREATE INDEX exception_proposals_exception_idx ON bankagent.exception_proposals USING btree (exception_id, id);
CREATE UNIQUE INDEX exception_proposals_open_idx ON bankagent.exception_proposals USING btree (exception_id) WHERE (closed_at IS NULL);
CREATE TRIGGER exception_proposals_close_once BEFORE UPDATE ON bankagent.exception_proposals FOR EACH ROW WHEN (((old.closed_at IS NOT NULL) OR (new.closed_at IS NULL) OR ((((((((((new.id IS DISTINCT FROM old.id) OR (new.exception_id IS DISTINCT FROM old.exception_id)) OR (new.request_id IS DISTINCT FROM old.request_id)) OR (new.kind IS DISTINCT FROM old.kind)) OR (new.content IS DISTINCT FROM old.content)) OR (new.reason IS DISTINCT FROM old.reason)) OR (new.proposer IS DISTINCT FROM old.proposer)) OR (new.digest IS DISTINCT FROM old.digest)) OR (new.proposed_at IS DISTINCT FROM old.proposed_at)) OR (new.stages IS DISTINCT FROM old.stages)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE CONSTRAINT TRIGGER exception_proposals_have_move AFTER INSERT OR UPDATE ON bankagent.exception_proposals DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bankagent.check_proposal();
CREATE TRIGGER exception_proposals_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.exception_proposals FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.exception_proposals
    ADD CONSTRAINT exception_proposals_exception_fkey FOREIGN KEY (exception_id, request_id) REFERENCES bankagent.trade_exceptions(id, request_id);
ALTER TABLE ONLY bankagent.exception_proposals
    ADD CONSTRAINT exception_proposals_proposer_fkey FOREIGN KEY (proposer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.exception_reopenings (
    request_id bigint NOT NULL,
    exception_id bigint NOT NULL,
    reason text NOT NULL,
    reopened_by text NOT NULL,
    reopened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT exception_reopenings_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE ONLY bankagent.exception_reopenings
    ADD CONSTRAINT exception_reopenings_once UNIQUE (exception_id);
ALTER TABLE ONLY bankagent.exception_reopenings
    ADD CONSTRAINT exception_reopenings_pkey PRIMARY KEY (request_id);
CREATE TRIGGER exception_reopenings_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_reopenings FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE CONSTRAINT TRIGGER exception_reopenings_have_request AFTER INSERT ON bankagent.exception_reopenings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bankagent.check_reopening();
ALTER TABLE ONLY bankagent.exception_reopenings
    ADD CONSTRAINT exception_reopenings_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES bankagent.trade_exceptions(id);
ALTER TABLE ONLY bankagent.exception_reopenings
    ADD CONSTRAINT exception_reopenings_reopened_by_fkey FOREIGN KEY (reopened_by) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.exception_reopenings
    ADD CONSTRAINT exception_reopenings_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.exception_states (
    state text NOT NULL,
    is_final boolean NOT NULL,
    decision text,
    description text NOT NULL,
    CONSTRAINT exception_states_final_ones_decide CHECK (((is_final = (decision IS NOT NULL)) AND ((decision IS NULL) OR (decision = ANY (ARRAY['approved'::text, 'rejected'::text])))))
);
ALTER TABLE ONLY bankagent.exception_states
    ADD CONSTRAINT exception_states_pkey PRIMARY KEY (state);
CREATE TRIGGER exception_states_read_only BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_states FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.exception_votes (
    id bigint NOT NULL,
    proposal_id bigint NOT NULL,
    exception_id bigint NOT NULL,
    request_id bigint NOT NULL,
    kind text NOT NULL,
    reviewer text NOT NULL,
    proposer text NOT NULL,
    maker text NOT NULL,
    on_behalf_of text NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    digest text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    authority_id bigint,
    stage integer,
    CONSTRAINT exception_votes_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT exception_votes_reviewer_is_not_the_maker CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(maker))),
    CONSTRAINT exception_votes_reviewer_is_not_the_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of))),
    CONSTRAINT exception_votes_reviewer_is_not_the_proposer CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(proposer))),
    CONSTRAINT exception_votes_verdict_is_known CHECK ((verdict = ANY (ARRAY['approve'::text, 'reject'::text])))
);
ALTER TABLE bankagent.exception_votes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.exception_votes_id_seq
);
ALTER TABLE ONLY bankagent.exception_votes
    ADD CONSTRAINT exception_votes_pkey PRIMARY KEY (id);
ALTER TABLE bankagent.exception_votes
    ADD CONSTRAINT exception_votes_rest_on_an_authority CHECK ((authority_id IS NOT NULL)) NOT VALID;
CREATE INDEX exception_votes_exception_idx ON bankagent.exception_votes USING btree (exception_id, id);
CREATE UNIQUE INDEX exception_votes_one_for_each_person ON bankagent.exception_votes USING btree (proposal_id, bankagent.person_key(reviewer));
CREATE TRIGGER exception_votes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.exception_votes FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE CONSTRAINT TRIGGER exception_votes_have_move AFTER INSERT ON bankagent.exception_votes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bankagent.check_exception_vote();
CREATE TRIGGER exception_votes_rest_on_authority AFTER INSERT ON bankagent.exception_votes FOR EACH ROW EXECUTE FUNCTION bankagent.check_exception_vote_rests();
CREATE TRIGGER exception_votes_through_the_api AFTER INSERT ON bankagent.exception_votes FOR EACH ROW EXECUTE FUNCTION bankagent.check_voter();
ALTER TABLE ONLY bankagent.exception_votes
    ADD CONSTRAINT exception_votes_authority_is_of_its_reviewer FOREIGN KEY (authority_id, reviewer) REFERENCES bankagent.authorities(id, reviewer);
ALTER TABLE ONLY bankagent.exception_votes
    ADD CONSTRAINT exception_votes_maker_and_person_are_the_requests FOREIGN KEY (maker, request_id, on_behalf_of) REFERENCES bankagent.banking_requests(maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.exception_votes
    ADD CONSTRAINT exception_votes_on_what_was_shown FOREIGN KEY (proposal_id, exception_id, request_id, kind, proposer, digest) REFERENCES bankagent.exception_proposals(id, exception_id, request_id, kind, proposer, digest);
ALTER TABLE ONLY bankagent.exception_votes
    ADD CONSTRAINT exception_votes_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.follow_up_requests (
    request_id bigint NOT NULL,
    caused_by bigint NOT NULL,
    number integer NOT NULL,
    depth integer NOT NULL,
    reason text NOT NULL,
    CONSTRAINT follow_up_requests_are_at_most_8_deep CHECK (((depth >= 1) AND (depth <= 8))),
    CONSTRAINT follow_up_requests_come_after_their_cause CHECK ((caused_by < request_id)),
    CONSTRAINT follow_up_requests_number_is_1_to_10 CHECK (((number >= 1) AND (number <= 10))),
    CONSTRAINT follow_up_requests_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE ONLY bankagent.follow_up_requests
    ADD CONSTRAINT follow_up_requests_one_of_a_number UNIQUE (caused_by, number);
ALTER TABLE ONLY bankagent.follow_up_requests
    ADD CONSTRAINT follow_up_requests_pkey PRIMARY KEY (request_id);
CREATE TRIGGER follow_up_requests_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.follow_up_requests FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER follow_up_requests_are_in_both_trails AFTER INSERT ON bankagent.follow_up_requests REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_follow_ups();
ALTER TABLE ONLY bankagent.follow_up_requests
    ADD CONSTRAINT follow_up_requests_caused_by_fkey FOREIGN KEY (caused_by) REFERENCES bankagent.decisions(request_id);
ALTER TABLE ONLY bankagent.follow_up_requests
    ADD CONSTRAINT follow_up_requests_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.fx_rates (
    reference_version_id bigint NOT NULL,
    day date NOT NULL,
    currency text NOT NULL,
    rate numeric NOT NULL,
    CONSTRAINT fx_rates_currency_is_a_code CHECK (((currency ~ '^[A-Z]{3}$'::text) AND (currency <> 'EUR'::text))),
    CONSTRAINT fx_rates_day_is_in_1990_to_2100 CHECK (((day >= '1990-01-01'::date) AND (day <= '2100-12-31'::date))),
    CONSTRAINT fx_rates_rate_has_no_trailing_zeros CHECK (((scale(rate) = min_scale(rate)) AND (scale(rate) <= 10))),
    CONSTRAINT fx_rates_rate_is_positive CHECK (((rate > (0)::numeric) AND (rate < (1000000000)::numeric)))
);
ALTER TABLE ONLY bankagent.fx_rates
    ADD CONSTRAINT fx_rates_pkey PRIMARY KEY (reference_version_id, currency, day);
CREATE TRIGGER fx_rates_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.fx_rates FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER fx_rates_inside_an_import AFTER INSERT ON bankagent.fx_rates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('fx_rates');
ALTER TABLE ONLY bankagent.fx_rates
    ADD CONSTRAINT fx_rates_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.housekeeping_turns (
    kind text NOT NULL,
    next_at timestamp with time zone NOT NULL,
    CONSTRAINT housekeeping_turns_kind_is_known CHECK ((kind = ANY (ARRAY['rescue'::text, 'mending'::text, 'approvals'::text, 'pauses'::text, 'mail'::text, 'retention'::text, 'embeddings'::text])))
);
ALTER TABLE ONLY bankagent.housekeeping_turns
    ADD CONSTRAINT housekeeping_turns_pkey PRIMARY KEY (kind);

CREATE TABLE bankagent.idempotency_keys (
    caller text NOT NULL,
    key text NOT NULL,
    request_id bigint NOT NULL,
    body_sha256 text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_key_has_1_to_255_characters CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255)))
)
WITH (fillfactor='80');
ALTER TABLE ONLY bankagent.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key);
CREATE TRIGGER idempotency_keys_keeps_columns BEFORE UPDATE OF caller, key, request_id, body_sha256 ON bankagent.idempotency_keys FOR EACH ROW WHEN (((((new.caller IS DISTINCT FROM old.caller) OR (new.key IS DISTINCT FROM old.key)) OR (new.request_id IS DISTINCT FROM old.request_id)) OR (new.body_sha256 IS DISTINCT FROM old.body_sha256))) EXECUTE FUNCTION bankagent.refuse_column('caller', 'key', 'request_id', 'body_sha256');

CREATE TABLE bankagent.model_call_ends (
    call_id bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cached_tokens bigint NOT NULL,
    cost numeric,
    ended_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT model_call_ends_cost_is_in_range CHECK (((cost >= (0)::numeric) AND (cost <= '1000000000'::numeric))),
    CONSTRAINT model_call_ends_tokens_are_in_range CHECK ((((input_tokens >= 0) AND (input_tokens <= 100000000)) AND ((output_tokens >= 0) AND (output_tokens <= 100000000)) AND ((cached_tokens >= 0) AND (cached_tokens <= input_tokens))))
);
ALTER TABLE ONLY bankagent.model_call_ends
    ADD CONSTRAINT model_call_ends_pkey PRIMARY KEY (call_id);
CREATE TRIGGER model_call_ends_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.model_call_ends FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.model_call_ends
    ADD CONSTRAINT model_call_ends_call_id_fkey FOREIGN KEY (call_id) REFERENCES bankagent.model_call_starts(id);

CREATE TABLE bankagent.model_call_starts (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    worker_id bigint NOT NULL,
    client_id text NOT NULL,
    listing_id bigint NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost numeric,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT model_call_starts_attempt_counts_from_1 CHECK ((attempt >= 1)),
    CONSTRAINT model_call_starts_cost_is_in_range CHECK (((cost >= (0)::numeric) AND (cost <= '1000000000'::numeric))),
    CONSTRAINT model_call_starts_tokens_are_in_range CHECK ((((input_tokens >= 0) AND (input_tokens <= 100000000)) AND ((output_tokens >= 0) AND (output_tokens <= 100000000))))
);
ALTER TABLE bankagent.model_call_starts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.model_call_starts_id_seq
);
ALTER TABLE ONLY bankagent.model_call_starts
    ADD CONSTRAINT model_call_starts_pkey PRIMARY KEY (id);
CREATE INDEX model_call_starts_client_idx ON bankagent.model_call_starts USING btree (client_id, started_at);
CREATE INDEX model_call_starts_job_idx ON bankagent.model_call_starts USING btree (job_id, attempt);
CREATE INDEX model_call_starts_provider_idx ON bankagent.model_call_starts USING btree (provider, started_at);
CREATE INDEX model_call_starts_request_idx ON bankagent.model_call_starts USING btree (request_id, id);
CREATE TRIGGER model_call_starts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.model_call_starts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.model_call_starts
    ADD CONSTRAINT model_call_starts_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES bankagent.models(id);
ALTER TABLE ONLY bankagent.model_call_starts
    ADD CONSTRAINT model_call_starts_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.model_calls (
    id bigint NOT NULL,
    step_id bigint NOT NULL,
    request_id bigint NOT NULL,
    call_id bigint,
    provider text NOT NULL,
    model text NOT NULL,
    version text,
    parameters json NOT NULL,
    response_id text,
    input_tokens integer,
    output_tokens integer,
    cached_tokens integer,
    cost numeric,
    latency_ms integer NOT NULL,
    sent_sha256 text NOT NULL,
    last_message_id bigint NOT NULL,
    answer_message_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT model_calls_cost_is_in_range CHECK (((cost >= (0)::numeric) AND (cost < '1000000000'::numeric) AND (scale(cost) <= 12))),
    CONSTRAINT model_calls_latency_is_not_negative CHECK ((latency_ms >= 0)),
    CONSTRAINT model_calls_names_have_1_to_200_characters CHECK ((((char_length(provider) >= 1) AND (char_length(provider) <= 100)) AND ((char_length(model) >= 1) AND (char_length(model) <= 200)) AND ((char_length(version) >= 1) AND (char_length(version) <= 200)) AND ((char_length(response_id) >= 1) AND (char_length(response_id) <= 200)))),
    CONSTRAINT model_calls_parameters_are_an_object CHECK (((json_typeof(parameters) = 'object'::text) AND (octet_length((parameters)::text) <= 65536))),
    CONSTRAINT model_calls_sent_sha256_is_a_digest CHECK ((sent_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT model_calls_tokens_are_not_negative CHECK (((input_tokens >= 0) AND (output_tokens >= 0) AND (cached_tokens >= 0)))
);
ALTER TABLE bankagent.model_calls ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.model_calls_id_seq
);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_come_with_one_step UNIQUE (step_id);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_have_a_begun_call_each UNIQUE (call_id);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_pkey PRIMARY KEY (id);
CREATE INDEX model_calls_answer_message_idx ON bankagent.model_calls USING btree (answer_message_id);
CREATE INDEX model_calls_last_message_idx ON bankagent.model_calls USING btree (last_message_id);
CREATE INDEX model_calls_request_idx ON bankagent.model_calls USING btree (request_id, id);
CREATE TRIGGER model_calls_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.model_calls FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_answer_message_id_fkey FOREIGN KEY (answer_message_id) REFERENCES bankagent.agent_messages(id);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_call_id_fkey FOREIGN KEY (call_id) REFERENCES bankagent.model_call_starts(id);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_last_message_id_fkey FOREIGN KEY (last_message_id) REFERENCES bankagent.agent_messages(id);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.model_calls
    ADD CONSTRAINT model_calls_step_id_fkey FOREIGN KEY (step_id) REFERENCES bankagent.agent_steps(id);

CREATE TABLE bankagent.model_faults (
    call_id bigint NOT NULL,
    request_id bigint NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL,
    named_until timestamp with time zone,
    paused_until timestamp with time zone,
    noted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT model_faults_kind_is_known CHECK ((kind = ANY (ARRAY['rate_limited'::text, 'unavailable'::text, 'timeout'::text, 'broken'::text, 'rejected'::text]))),
    CONSTRAINT model_faults_named_until_is_finite CHECK (isfinite(named_until)),
    CONSTRAINT model_faults_pause_is_at_most_a_day CHECK (((paused_until > (noted_at - make_interval(mins => 1))) AND (paused_until <= (noted_at + make_interval(days => 1, mins => 1)))))
);
ALTER TABLE ONLY bankagent.model_faults
    ADD CONSTRAINT model_faults_pkey PRIMARY KEY (call_id);
CREATE INDEX model_faults_paused_idx ON bankagent.model_faults USING btree (provider, paused_until) WHERE (paused_until IS NOT NULL);
CREATE INDEX model_faults_provider_idx ON bankagent.model_faults USING btree (provider, noted_at);
CREATE INDEX model_faults_request_idx ON bankagent.model_faults USING btree (request_id, noted_at);
CREATE TRIGGER model_faults_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.model_faults FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.model_faults
    ADD CONSTRAINT model_faults_call_id_fkey FOREIGN KEY (call_id) REFERENCES bankagent.model_call_starts(id);
ALTER TABLE ONLY bankagent.model_faults
    ADD CONSTRAINT model_faults_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.model_limits (
    id bigint NOT NULL,
    scope text NOT NULL,
    subject text,
    tokens numeric,
    requests numeric,
    money numeric,
    valid_from timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    valid_to timestamp with time zone,
    set_by text NOT NULL,
    ended_by text,
    CONSTRAINT model_limits_end_has_its_operator CHECK ((((valid_to IS NULL) = (ended_by IS NULL)) AND (valid_to >= valid_from))),
    CONSTRAINT model_limits_in_hand_counts_requests CHECK (((scope <> 'client_in_hand'::text) OR ((requests IS NOT NULL) AND (requests <= (10000)::numeric) AND (num_nonnulls(tokens, money) = 0)))),
    CONSTRAINT model_limits_limit_something CHECK ((num_nonnulls(tokens, requests, money) >= 1)),
    CONSTRAINT model_limits_money_is_in_range CHECK (((money > (0)::numeric) AND (money <= '1000000000'::numeric) AND (scale(trim_scale(money)) <= 6))),
    CONSTRAINT model_limits_requests_are_whole CHECK ((((requests >= (1)::numeric) AND (requests <= '1000000000'::numeric)) AND (requests = trunc(requests)))),
    CONSTRAINT model_limits_scope_is_known CHECK ((scope = ANY (ARRAY['request'::text, 'client_day'::text, 'client_in_hand'::text, 'provider_minute'::text]))),
    CONSTRAINT model_limits_subject_has_its_form CHECK (((subject IS NULL) OR (((char_length(subject) >= 1) AND (char_length(subject) <= 64)) AND (scope <> 'request'::text)))),
    CONSTRAINT model_limits_tokens_are_whole CHECK ((((tokens >= (1)::numeric) AND (tokens <= '1000000000000'::numeric)) AND (tokens = trunc(tokens))))
);
ALTER TABLE bankagent.model_limits ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.model_limits_id_seq
);
ALTER TABLE ONLY bankagent.model_limits
    ADD CONSTRAINT model_limits_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX model_limits_open_idx ON bankagent.model_limits USING btree (scope, COALESCE(subject, ''::text)) WHERE (valid_to IS NULL);
CREATE TRIGGER model_limits_end_once BEFORE UPDATE ON bankagent.model_limits FOR EACH ROW WHEN (((old.valid_to IS NOT NULL) OR (new.valid_to IS NULL) OR ((((((((new.id IS DISTINCT FROM old.id) OR (new.scope IS DISTINCT FROM old.scope)) OR (new.subject IS DISTINCT FROM old.subject)) OR (new.tokens IS DISTINCT FROM old.tokens)) OR (new.requests IS DISTINCT FROM old.requests)) OR (new.money IS DISTINCT FROM old.money)) OR (new.valid_from IS DISTINCT FROM old.valid_from)) OR (new.set_by IS DISTINCT FROM old.set_by)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER model_limits_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.model_limits FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.model_locks (
    name text NOT NULL,
    calls bigint NOT NULL,
    CONSTRAINT model_locks_calls_count_from_1 CHECK ((calls >= 1)),
    CONSTRAINT model_locks_name_has_1_to_80_characters CHECK (((char_length(name) >= 1) AND (char_length(name) <= 80)))
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE ONLY bankagent.model_locks
    ADD CONSTRAINT model_locks_pkey PRIMARY KEY (name);

CREATE TABLE bankagent.model_pause_lifts (
    id bigint NOT NULL,
    provider text NOT NULL,
    lifted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    lifted_by text NOT NULL,
    CONSTRAINT model_pause_lifts_provider_has_its_form CHECK ((provider ~ '^[a-z][a-z0-9-]{0,39}$'::text))
);
ALTER TABLE bankagent.model_pause_lifts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.model_pause_lifts_id_seq
);
ALTER TABLE ONLY bankagent.model_pause_lifts
    ADD CONSTRAINT model_pause_lifts_pkey PRIMARY KEY (id);
CREATE INDEX model_pause_lifts_provider_idx ON bankagent.model_pause_lifts USING btree (provider, lifted_at);
CREATE TRIGGER model_pause_lifts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.model_pause_lifts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.models (
    id bigint NOT NULL,
    provider text NOT NULL,
    name text NOT NULL,
    owner text NOT NULL,
    purpose text NOT NULL,
    validated_on date,
    validated_by text,
    input_price numeric,
    output_price numeric,
    cached_price numeric,
    currency text DEFAULT 'USD'::text NOT NULL,
    valid_from timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    valid_to timestamp with time zone,
    listed_by text NOT NULL,
    retired_by text,
    CONSTRAINT models_currency_is_usd CHECK ((currency = 'USD'::text)),
    CONSTRAINT models_end_has_its_operator CHECK ((((valid_to IS NULL) = (retired_by IS NULL)) AND (valid_to >= valid_from))),
    CONSTRAINT models_name_has_its_form CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$'::text)),
    CONSTRAINT models_owner_has_1_to_200_characters CHECK ((((char_length(owner) >= 1) AND (char_length(owner) <= 200)) AND (owner ~ '[^[:space:]]'::text) AND (owner !~ '[\u0001-\u001f\u007f-\u009f]'::text))),
    CONSTRAINT models_prices_are_in_range CHECK ((((input_price >= (0)::numeric) AND (input_price <= '1000000'::numeric)) AND (scale(trim_scale(input_price)) <= 8) AND ((output_price >= (0)::numeric) AND (output_price <= '1000000'::numeric)) AND (scale(trim_scale(output_price)) <= 8) AND ((cached_price >= (0)::numeric) AND (cached_price <= '1000000'::numeric)) AND (scale(trim_scale(cached_price)) <= 8))),
    CONSTRAINT models_prices_come_together CHECK ((((input_price IS NULL) = (output_price IS NULL)) AND ((cached_price IS NULL) OR (input_price IS NOT NULL)))),
    CONSTRAINT models_provider_has_its_form CHECK ((provider ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
    CONSTRAINT models_purpose_has_1_to_500_characters CHECK ((((char_length(purpose) >= 1) AND (char_length(purpose) <= 500)) AND (purpose ~ '[^[:space:]]'::text) AND (purpose !~ '[\u0001-\u001f\u007f-\u009f]'::text))),
    CONSTRAINT models_validated_by_has_1_to_200_characters CHECK ((((char_length(validated_by) >= 1) AND (char_length(validated_by) <= 200)) AND (validated_by ~ '[^[:space:]]'::text) AND (validated_by !~ '[\u0001-\u001f\u007f-\u009f]'::text))),
    CONSTRAINT models_validation_names_day_and_person CHECK ((((validated_on IS NULL) = (validated_by IS NULL)) AND (validated_on >= '2000-01-01'::date) AND (validated_on <= (((valid_from AT TIME ZONE 'utc'::text) + make_interval(hours => 14)))::date)))
);
ALTER TABLE bankagent.models ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.models_id_seq
);
ALTER TABLE ONLY bankagent.models
    ADD CONSTRAINT models_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX models_open_idx ON bankagent.models USING btree (provider, name) WHERE (valid_to IS NULL);
CREATE TRIGGER models_end_once BEFORE UPDATE ON bankagent.models FOR EACH ROW WHEN (((old.valid_to IS NOT NULL) OR (new.valid_to IS NULL) OR (((((((((((((new.id IS DISTINCT FROM old.id) OR (new.provider IS DISTINCT FROM old.provider)) OR (new.name IS DISTINCT FROM old.name)) OR (new.owner IS DISTINCT FROM old.owner)) OR (new.purpose IS DISTINCT FROM old.purpose)) OR (new.validated_on IS DISTINCT FROM old.validated_on)) OR (new.validated_by IS DISTINCT FROM old.validated_by)) OR (new.input_price IS DISTINCT FROM old.input_price)) OR (new.output_price IS DISTINCT FROM old.output_price)) OR (new.cached_price IS DISTINCT FROM old.cached_price)) OR (new.currency IS DISTINCT FROM old.currency)) OR (new.valid_from IS DISTINCT FROM old.valid_from)) OR (new.listed_by IS DISTINCT FROM old.listed_by)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER models_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.models FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.pauses (
    id bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    reason text NOT NULL,
    paused_at timestamp with time zone DEFAULT now() NOT NULL,
    paused_by text NOT NULL,
    resumed_at timestamp with time zone,
    resumed_by text,
    ends_at timestamp with time zone,
    CONSTRAINT pauses_end_after_they_begin CHECK ((ends_at > paused_at)),
    CONSTRAINT pauses_kind_is_known CHECK ((kind = ANY (ARRAY['queue'::text, 'request_type'::text]))),
    CONSTRAINT pauses_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '\S'::text))),
    CONSTRAINT pauses_resumed_by_is_named CHECK (((resumed_at IS NULL) = (resumed_by IS NULL)))
);
ALTER TABLE bankagent.pauses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.pauses_id_seq
);
ALTER TABLE ONLY bankagent.pauses
    ADD CONSTRAINT pauses_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX pauses_open_idx ON bankagent.pauses USING btree (kind, name) WHERE (resumed_at IS NULL);
CREATE TRIGGER pauses_close_once BEFORE UPDATE ON bankagent.pauses FOR EACH ROW WHEN (((old.resumed_at IS NOT NULL) OR (new.resumed_at IS NULL) OR (((((((new.id IS DISTINCT FROM old.id) OR (new.kind IS DISTINCT FROM old.kind)) OR (new.name IS DISTINCT FROM old.name)) OR (new.reason IS DISTINCT FROM old.reason)) OR (new.paused_at IS DISTINCT FROM old.paused_at)) OR (new.paused_by IS DISTINCT FROM old.paused_by)) OR (new.ends_at IS DISTINCT FROM old.ends_at)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER pauses_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.pauses FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.payload_versions (
    request_id bigint NOT NULL,
    version integer NOT NULL,
    payload jsonb NOT NULL,
    replaced_at timestamp with time zone DEFAULT now() NOT NULL,
    replaced_by text NOT NULL,
    CONSTRAINT payload_versions_count_from_1 CHECK ((version >= 1))
);
ALTER TABLE ONLY bankagent.payload_versions
    ADD CONSTRAINT payload_versions_pkey PRIMARY KEY (request_id, version);
CREATE TRIGGER payload_versions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.payload_versions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.payload_versions
    ADD CONSTRAINT payload_versions_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.policies (
    key text NOT NULL,
    version integer NOT NULL,
    description text NOT NULL,
    document text NOT NULL,
    sha256 text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT policies_sha256_matches CHECK ((sha256 = encode(sha256(convert_to(document, 'UTF8'::name)), 'hex'::text))),
    CONSTRAINT policies_shipped_are_below_1000 CHECK (((created_by <> 'bankagent'::text) OR (version < 1000))),
    CONSTRAINT policies_version_counts_from_1 CHECK ((version >= 1))
);
ALTER TABLE ONLY bankagent.policies
    ADD CONSTRAINT policies_author_and_version UNIQUE (key, version, created_by);
ALTER TABLE ONLY bankagent.policies
    ADD CONSTRAINT policies_digest_and_version UNIQUE (key, version, sha256);
ALTER TABLE ONLY bankagent.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (key, version);
CREATE TRIGGER policies_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.policies FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER policies_author_signs BEFORE INSERT ON bankagent.policies FOR EACH ROW EXECUTE FUNCTION bankagent.check_author('created_by');

CREATE TABLE bankagent.policy_activations (
    key text NOT NULL,
    version integer NOT NULL,
    author text NOT NULL,
    active_from timestamp with time zone NOT NULL,
    activated_at timestamp with time zone NOT NULL,
    activated_by text NOT NULL,
    reason text NOT NULL,
    facts text[] NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    withdrawal_reason text,
    CONSTRAINT policy_activations_activator_is_not_the_author CHECK (((bankagent.person_key(activated_by) <> bankagent.person_key(author)) OR ((author = 'bankagent'::text) AND (activated_by = 'bankagent'::text)))),
    CONSTRAINT policy_activations_by_bankagent_are_shipped CHECK (((activated_by <> 'bankagent'::text) OR (version < 1000))),
    CONSTRAINT policy_activations_not_in_the_past CHECK ((active_from >= activated_at)),
    CONSTRAINT policy_activations_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT policy_activations_withdrawal_reason_has_1_to_500_characters CHECK ((((char_length(withdrawal_reason) >= 1) AND (char_length(withdrawal_reason) <= 500)) AND (withdrawal_reason ~ '[^[:space:]]'::text))),
    CONSTRAINT policy_activations_withdrawn_before_its_time CHECK ((withdrawn_at < active_from)),
    CONSTRAINT policy_activations_withdrawn_by_somebody_who_says_why CHECK ((num_nonnulls(withdrawn_at, withdrawn_by, withdrawal_reason) = ANY (ARRAY[0, 3])))
);
ALTER TABLE ONLY bankagent.policy_activations
    ADD CONSTRAINT policy_activations_pkey PRIMARY KEY (key, active_from, activated_at);
CREATE UNIQUE INDEX policy_activations_one_for_each_instant ON bankagent.policy_activations USING btree (key, active_from) WHERE (withdrawn_at IS NULL);
CREATE TRIGGER policy_activations_append_only BEFORE DELETE OR TRUNCATE ON bankagent.policy_activations FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER policy_activations_rest_on_checks BEFORE INSERT ON bankagent.policy_activations FOR EACH ROW EXECUTE FUNCTION bankagent.check_activation();
CREATE CONSTRAINT TRIGGER policy_activations_withdrawn_in_time AFTER UPDATE ON bankagent.policy_activations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bankagent.check_withdrawn_in_time();
CREATE TRIGGER policy_activations_withdrawn_once BEFORE UPDATE ON bankagent.policy_activations FOR EACH ROW EXECUTE FUNCTION bankagent.check_withdrawal();
ALTER TABLE ONLY bankagent.policy_activations
    ADD CONSTRAINT policy_activations_author_is_the_versions FOREIGN KEY (key, version, author) REFERENCES bankagent.policies(key, version, created_by);

CREATE TABLE bankagent.policy_checks (
    id bigint NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    sha256 text NOT NULL,
    kind text NOT NULL,
    passed boolean NOT NULL,
    report jsonb NOT NULL,
    checked_at timestamp with time zone DEFAULT now() NOT NULL,
    checked_by text NOT NULL,
    CONSTRAINT policy_checks_kind_is_known CHECK ((kind = ANY (ARRAY['lint'::text, 'test'::text]))),
    CONSTRAINT policy_checks_report_has_at_most_1_mib CHECK ((octet_length((report)::text) <= 1048576)),
    CONSTRAINT policy_checks_report_is_an_object CHECK ((jsonb_typeof(report) = 'object'::text))
);
ALTER TABLE bankagent.policy_checks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.policy_checks_id_seq
);
ALTER TABLE ONLY bankagent.policy_checks
    ADD CONSTRAINT policy_checks_pkey PRIMARY KEY (id);
CREATE INDEX policy_checks_version_idx ON bankagent.policy_checks USING btree (key, version, kind, id);
CREATE TRIGGER policy_checks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.policy_checks FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER policy_checks_checker_signs BEFORE INSERT ON bankagent.policy_checks FOR EACH ROW EXECUTE FUNCTION bankagent.check_author('checked_by');
ALTER TABLE ONLY bankagent.policy_checks
    ADD CONSTRAINT policy_checks_of_a_stored_table FOREIGN KEY (key, version, sha256) REFERENCES bankagent.policies(key, version, sha256);

CREATE TABLE bankagent.portfolio_positions (
    snapshot_id bigint NOT NULL,
    number integer NOT NULL,
    isin text,
    symbol text,
    quantity numeric NOT NULL,
    market_value numeric NOT NULL,
    currency text NOT NULL,
    CONSTRAINT portfolio_positions_amounts_are_in_range CHECK (((abs(quantity) < '10000000000000000000000000000'::numeric) AND (scale(trim_scale(quantity)) <= 10) AND (abs(market_value) < '10000000000000000000000000000'::numeric) AND (scale(trim_scale(market_value)) <= 10))),
    CONSTRAINT portfolio_positions_currency_has_its_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT portfolio_positions_instrument_is_named CHECK ((num_nonnulls(isin, symbol) >= 1)),
    CONSTRAINT portfolio_positions_isin_has_its_form CHECK ((isin ~ '^[A-Z]{2}[A-Z0-9]{9}[0-9]$'::text)),
    CONSTRAINT portfolio_positions_number_counts_from_1 CHECK ((number >= 1)),
    CONSTRAINT portfolio_positions_symbol_has_its_form CHECK ((symbol ~ '^[A-Za-z0-9./^=:-]([A-Za-z0-9./^=: -]{0,30}[A-Za-z0-9./^=:-])?$'::text))
);
ALTER TABLE ONLY bankagent.portfolio_positions
    ADD CONSTRAINT portfolio_positions_pkey PRIMARY KEY (snapshot_id, number);
CREATE INDEX portfolio_positions_isin_idx ON bankagent.portfolio_positions USING btree (snapshot_id, isin);
CREATE INDEX portfolio_positions_symbol_idx ON bankagent.portfolio_positions USING btree (snapshot_id, upper(symbol));
CREATE TRIGGER portfolio_positions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.portfolio_positions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER portfolio_positions_come_at_once AFTER INSERT ON bankagent.portfolio_positions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_portfolio_positions();
ALTER TABLE ONLY bankagent.portfolio_positions
    ADD CONSTRAINT portfolio_positions_snapshot_id_fkey FOREIGN KEY (snapshot_id) REFERENCES bankagent.portfolio_snapshots(id);

CREATE TABLE bankagent.portfolio_snapshots (
    id bigint NOT NULL,
    client_id text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    source text NOT NULL,
    maker text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    position_count integer NOT NULL,
    gross jsonb NOT NULL,
    CONSTRAINT portfolio_snapshots_as_of_is_not_to_come CHECK ((isfinite(as_of) AND (as_of <= (created_at + make_interval(mins => 5))))),
    CONSTRAINT portfolio_snapshots_client_id_has_1_to_64_characters CHECK (((char_length(client_id) >= 1) AND (char_length(client_id) <= 64))),
    CONSTRAINT portfolio_snapshots_gross_is_an_object CHECK ((jsonb_typeof(gross) = 'object'::text)),
    CONSTRAINT portfolio_snapshots_have_1_to_5000_positions CHECK (((position_count >= 1) AND (position_count <= 5000))),
    CONSTRAINT portfolio_snapshots_source_has_1_to_200_characters CHECK ((((char_length(source) >= 1) AND (char_length(source) <= 200)) AND (source ~ '[^[:space:]]'::text) AND (source !~ '[\u0001-\u001f\u007f-\u009f]'::text)))
);
ALTER TABLE bankagent.portfolio_snapshots ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.portfolio_snapshots_id_seq
);
ALTER TABLE ONLY bankagent.portfolio_snapshots
    ADD CONSTRAINT portfolio_snapshots_one_of_a_source_and_instant UNIQUE (maker, client_id, as_of, source);
ALTER TABLE ONLY bankagent.portfolio_snapshots
    ADD CONSTRAINT portfolio_snapshots_pkey PRIMARY KEY (id);
CREATE INDEX portfolio_snapshots_client_idx ON bankagent.portfolio_snapshots USING btree (client_id, as_of, id);
CREATE TRIGGER portfolio_snapshots_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.portfolio_snapshots FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE CONSTRAINT TRIGGER portfolio_snapshots_complete_at_commit AFTER INSERT ON bankagent.portfolio_snapshots DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bankagent.check_portfolio_snapshot();

CREATE TABLE bankagent.product_risk (
    reference_version_id bigint NOT NULL,
    scope text NOT NULL,
    name text NOT NULL,
    tier text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT product_risk_name_is_a_word CHECK ((name ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT product_risk_reason_has_1_to_200_characters CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 200))),
    CONSTRAINT product_risk_scope_is_known CHECK ((scope = ANY (ARRAY['product'::text, 'channel'::text]))),
    CONSTRAINT product_risk_tier_is_known CHECK ((tier = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'prohibited'::text])))
);
ALTER TABLE ONLY bankagent.product_risk
    ADD CONSTRAINT product_risk_pkey PRIMARY KEY (reference_version_id, scope, name);
CREATE TRIGGER product_risk_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.product_risk FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER product_risk_inside_an_import AFTER INSERT ON bankagent.product_risk REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('product_risk');
ALTER TABLE ONLY bankagent.product_risk
    ADD CONSTRAINT product_risk_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.put_offs (
    job_id bigint NOT NULL,
    request_id bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    reason text NOT NULL,
    put_off_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT put_offs_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT put_offs_until_is_a_time CHECK (isfinite(until))
);
ALTER TABLE ONLY bankagent.put_offs
    ADD CONSTRAINT put_offs_pkey PRIMARY KEY (job_id);
CREATE INDEX put_offs_request_idx ON bankagent.put_offs USING btree (request_id);
ALTER TABLE ONLY bankagent.put_offs
    ADD CONSTRAINT put_offs_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.recommendation_counts (
    policy_key text NOT NULL,
    policy_version integer NOT NULL,
    request_type text NOT NULL,
    rules text[] NOT NULL,
    cases bigint NOT NULL,
    upheld bigint NOT NULL,
    CONSTRAINT recommendation_counts_upheld_are_cases CHECK (((upheld >= 0) AND (upheld <= cases)))
);
ALTER TABLE ONLY bankagent.recommendation_counts
    ADD CONSTRAINT recommendation_counts_pkey PRIMARY KEY (policy_key, policy_version, request_type, rules);
CREATE TRIGGER recommendation_counts_by_votes_alone BEFORE INSERT OR DELETE OR UPDATE ON bankagent.recommendation_counts FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER recommendation_counts_no_truncate BEFORE TRUNCATE ON bankagent.recommendation_counts FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.recommendation_counts
    ADD CONSTRAINT recommendation_counts_of_a_stored_policy FOREIGN KEY (policy_key, policy_version) REFERENCES bankagent.policies(key, version);
ALTER TABLE ONLY bankagent.recommendation_counts
    ADD CONSTRAINT recommendation_counts_request_type_fkey FOREIGN KEY (request_type) REFERENCES bankagent.request_types(name);

CREATE TABLE bankagent.redaction_asks (
    id bigint NOT NULL,
    request_id bigint,
    document_id bigint,
    version integer,
    reason text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT redaction_asks_document_has_its_version CHECK (((document_id IS NULL) = (version IS NULL))),
    CONSTRAINT redaction_asks_name_a_request_or_a_document CHECK ((num_nonnulls(request_id, document_id) = 1)),
    CONSTRAINT redaction_asks_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE bankagent.redaction_asks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.redaction_asks_id_seq
);
ALTER TABLE ONLY bankagent.redaction_asks
    ADD CONSTRAINT redaction_asks_people UNIQUE (id, asked_by);
ALTER TABLE ONLY bankagent.redaction_asks
    ADD CONSTRAINT redaction_asks_pkey PRIMARY KEY (id);
CREATE INDEX redaction_asks_document_idx ON bankagent.redaction_asks USING btree (document_id, version);
CREATE INDEX redaction_asks_request_idx ON bankagent.redaction_asks USING btree (request_id);
CREATE TRIGGER redaction_asks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.redaction_asks FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER redaction_asks_are_signed AFTER INSERT ON bankagent.redaction_asks FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('asked_by');
ALTER TABLE ONLY bankagent.redaction_asks
    ADD CONSTRAINT redaction_asks_request_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.redaction_asks
    ADD CONSTRAINT redaction_asks_version_fkey FOREIGN KEY (document_id, version) REFERENCES bankagent.document_versions(document_id, version);

CREATE TABLE bankagent.redactions (
    ask_id bigint NOT NULL,
    asked_by text NOT NULL,
    request_count integer NOT NULL,
    agent_text_count integer NOT NULL,
    document_text_count integer NOT NULL,
    confirmed_by text NOT NULL,
    redacted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT redactions_are_by_a_second_person CHECK ((bankagent.person_key(confirmed_by) <> bankagent.person_key(asked_by))),
    CONSTRAINT redactions_take_texts CHECK (((request_count >= 0) AND (agent_text_count >= 0) AND (document_text_count >= 0) AND ((agent_text_count + document_text_count) >= 1)))
);
ALTER TABLE ONLY bankagent.redactions
    ADD CONSTRAINT redactions_pkey PRIMARY KEY (ask_id);
CREATE TRIGGER redactions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.redactions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER redactions_are_signed AFTER INSERT ON bankagent.redactions FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('confirmed_by');
ALTER TABLE ONLY bankagent.redactions
    ADD CONSTRAINT redactions_ask_fkey FOREIGN KEY (ask_id, asked_by) REFERENCES bankagent.redaction_asks(id, asked_by);

CREATE TABLE bankagent.reference_versions (
    id bigint NOT NULL,
    dataset text NOT NULL,
    version integer NOT NULL,
    source text NOT NULL,
    as_of date NOT NULL,
    description text NOT NULL,
    sha256 text,
    row_count integer,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    imported_by text NOT NULL,
    is_shipped boolean DEFAULT false NOT NULL,
    activated_at timestamp with time zone,
    activated_by text,
    retired_at timestamp with time zone,
    retired_by text,
    CONSTRAINT reference_versions_activated_after_import CHECK (((activated_at IS NULL) OR (sha256 IS NOT NULL))),
    CONSTRAINT reference_versions_activated_by_somebody CHECK (((activated_at IS NULL) = (activated_by IS NULL))),
    CONSTRAINT reference_versions_as_of_is_in_1990_to_2100 CHECK (((as_of >= '1990-01-01'::date) AND (as_of <= '2100-12-31'::date))),
    CONSTRAINT reference_versions_dataset_is_known CHECK (((dataset = ANY (ARRAY['fx_rates'::text, 'calendars'::text, 'restricted_instruments'::text, 'country_risk'::text, 'trading_limits'::text, 'tolerances'::text, 'document_requirements'::text, 'product_risk'::text, 'approval_demands'::text])) OR (dataset ~ '^screening:[A-Z0-9][A-Z0-9._-]{0,39}$'::text))),
    CONSTRAINT reference_versions_demands_take_two_people CHECK (((dataset <> 'approval_demands'::text) OR is_shipped OR (activated_by IS NULL) OR (bankagent.person_key(activated_by) <> bankagent.person_key(imported_by)))),
    CONSTRAINT reference_versions_description_has_1_to_500_characters CHECK ((((char_length(description) >= 1) AND (char_length(description) <= 500)) AND (description ~ '[^[:space:]]'::text))),
    CONSTRAINT reference_versions_digest_and_count_come_together CHECK (((sha256 IS NULL) = (row_count IS NULL))),
    CONSTRAINT reference_versions_have_rows CHECK ((row_count >= 1)),
    CONSTRAINT reference_versions_retired_after_activation CHECK (((retired_at IS NULL) OR ((activated_at IS NOT NULL) AND (retired_at >= activated_at)))),
    CONSTRAINT reference_versions_retired_by_somebody CHECK (((retired_at IS NULL) = (retired_by IS NULL))),
    CONSTRAINT reference_versions_source_has_1_to_300_characters CHECK ((((char_length(source) >= 1) AND (char_length(source) <= 300)) AND (source ~ '[^[:space:]]'::text))),
    CONSTRAINT reference_versions_version_counts_from_1 CHECK ((version >= 1))
);
ALTER TABLE bankagent.reference_versions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.reference_versions_id_seq
);
ALTER TABLE ONLY bankagent.reference_versions
    ADD CONSTRAINT reference_versions_dataset_version_key UNIQUE (dataset, version);
ALTER TABLE ONLY bankagent.reference_versions
    ADD CONSTRAINT reference_versions_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX reference_versions_in_force_idx ON bankagent.reference_versions USING btree (dataset) WHERE ((activated_at IS NOT NULL) AND (retired_at IS NULL));
CREATE CONSTRAINT TRIGGER reference_versions_demands_stay AFTER UPDATE OF retired_at ON bankagent.reference_versions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.dataset = 'approval_demands'::text) AND (new.retired_at IS NOT NULL))) EXECUTE FUNCTION bankagent.check_demands_stay();
CREATE CONSTRAINT TRIGGER reference_versions_finished_at_commit AFTER INSERT ON bankagent.reference_versions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bankagent.check_reference_finished();
CREATE TRIGGER reference_versions_live_one_way BEFORE INSERT OR UPDATE ON bankagent.reference_versions FOR EACH ROW EXECUTE FUNCTION bankagent.check_reference_version();
CREATE TRIGGER reference_versions_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.reference_versions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.request_answers (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    job_id bigint NOT NULL,
    vote_id bigint,
    author text NOT NULL,
    text text,
    payload_version integer,
    idempotency_key text,
    body_sha256 text NOT NULL,
    answered_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT request_answers_body_is_a_sha256 CHECK ((body_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT request_answers_say_something CHECK ((num_nonnulls(text, payload_version) > 0)),
    CONSTRAINT request_answers_text_has_1_to_4000_characters CHECK ((((char_length(text) >= 1) AND (char_length(text) <= 4000)) AND (text ~ '[^[:space:]]'::text))),
    CONSTRAINT request_answers_words_answer_a_person CHECK ((num_nonnulls(vote_id, payload_version) > 0))
);
ALTER TABLE bankagent.request_answers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.request_answers_id_seq
);
ALTER TABLE ONLY bankagent.request_answers
    ADD CONSTRAINT request_answers_one_for_each_key UNIQUE (author, idempotency_key);
ALTER TABLE ONLY bankagent.request_answers
    ADD CONSTRAINT request_answers_one_for_each_question UNIQUE (request_id, job_id);
ALTER TABLE ONLY bankagent.request_answers
    ADD CONSTRAINT request_answers_pkey PRIMARY KEY (id);
CREATE TRIGGER request_answers_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.request_answers FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.request_answers
    ADD CONSTRAINT request_answers_request_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.request_answers
    ADD CONSTRAINT request_answers_vote_fkey FOREIGN KEY (vote_id) REFERENCES bankagent.votes(id);

CREATE TABLE bankagent.request_comments (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    visibility text NOT NULL,
    text text NOT NULL,
    author text NOT NULL,
    audit_entry_id bigint,
    written_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT request_comments_shared_ones_have_an_entry CHECK (((visibility = 'caller'::text) = (audit_entry_id IS NOT NULL))),
    CONSTRAINT request_comments_text_has_1_to_4000_characters CHECK ((((char_length(text) >= 1) AND (char_length(text) <= 4000)) AND (text ~ '[^[:space:]]'::text))),
    CONSTRAINT request_comments_visibility_is_known CHECK ((visibility = ANY (ARRAY['internal'::text, 'caller'::text])))
);
ALTER TABLE bankagent.request_comments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.request_comments_id_seq
);
ALTER TABLE ONLY bankagent.request_comments
    ADD CONSTRAINT request_comments_one_for_an_audit_entry UNIQUE (audit_entry_id);
ALTER TABLE ONLY bankagent.request_comments
    ADD CONSTRAINT request_comments_pkey PRIMARY KEY (id);
CREATE INDEX request_comments_request_idx ON bankagent.request_comments USING btree (request_id, id);
CREATE TRIGGER request_comments_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.request_comments FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER request_comments_are_signed AFTER INSERT ON bankagent.request_comments FOR EACH ROW EXECUTE FUNCTION bankagent.check_writer('author');
CREATE TRIGGER request_comments_have_entry AFTER INSERT ON bankagent.request_comments FOR EACH ROW WHEN ((new.audit_entry_id IS NOT NULL)) EXECUTE FUNCTION bankagent.check_comment();
ALTER TABLE ONLY bankagent.request_comments
    ADD CONSTRAINT request_comments_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.request_comments
    ADD CONSTRAINT request_comments_author_fkey FOREIGN KEY (author) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.request_comments
    ADD CONSTRAINT request_comments_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.request_moves (
    action text NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    description text NOT NULL
);
ALTER TABLE ONLY bankagent.request_moves
    ADD CONSTRAINT request_moves_pkey PRIMARY KEY (action, from_status, to_status);
CREATE TRIGGER request_moves_read_only BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON bankagent.request_moves FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.request_readings (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    reader text NOT NULL,
    read_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT request_readings_reader_is_named CHECK ((reader ~ '\S'::text))
);
ALTER TABLE bankagent.request_readings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.request_readings_id_seq
);
ALTER TABLE ONLY bankagent.request_readings
    ADD CONSTRAINT request_readings_pkey PRIMARY KEY (id);
CREATE INDEX request_readings_request_idx ON bankagent.request_readings USING btree (request_id, id);
CREATE TRIGGER request_readings_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.request_readings FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.request_readings
    ADD CONSTRAINT request_readings_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.request_statuses (
    status text NOT NULL,
    who_acts_next text NOT NULL,
    is_open boolean NOT NULL,
    is_final boolean GENERATED ALWAYS AS ((NOT is_open)) STORED NOT NULL,
    description text NOT NULL
);
ALTER TABLE ONLY bankagent.request_statuses
    ADD CONSTRAINT request_statuses_pkey PRIMARY KEY (status);
CREATE TRIGGER request_statuses_read_only BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON bankagent.request_statuses FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();

CREATE TABLE bankagent.request_types (
    name text NOT NULL,
    queue text NOT NULL,
    policy_key text NOT NULL,
    max_attempts integer DEFAULT 3 NOT NULL,
    description text NOT NULL,
    package text,
    CONSTRAINT request_types_at_least_one_attempt CHECK ((max_attempts >= 1)),
    CONSTRAINT request_types_name_is_a_slug CHECK ((name ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT request_types_package_has_a_name CHECK ((package ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'::text)),
    CONSTRAINT request_types_queue_fits_a_channel_name CHECK (((octet_length(queue) >= 1) AND (octet_length(queue) <= 40)))
);
ALTER TABLE ONLY bankagent.request_types
    ADD CONSTRAINT request_types_pkey PRIMARY KEY (name);
CREATE TRIGGER request_types_keeps_columns BEFORE UPDATE OF name ON bankagent.request_types FOR EACH ROW WHEN ((new.name IS DISTINCT FROM old.name)) EXECUTE FUNCTION bankagent.refuse_column('name');
CREATE TRIGGER request_types_no_truncate BEFORE TRUNCATE ON bankagent.request_types FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_delete();
CREATE TRIGGER request_types_used_no_delete BEFORE DELETE ON bankagent.request_types FOR EACH ROW EXECUTE FUNCTION bankagent.refuse_used_type();

CREATE TABLE bankagent.requirement_waivers (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    requirement text NOT NULL,
    party_id text NOT NULL,
    party_sha256 text,
    kind text NOT NULL,
    reason_code text NOT NULL,
    reason text NOT NULL,
    until date,
    reviewer text NOT NULL,
    maker text NOT NULL,
    on_behalf_of text NOT NULL,
    audit_entry_id bigint NOT NULL,
    given_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT requirement_waivers_deferred_has_a_last_day CHECK (((kind = 'waived'::text) OR (until IS NOT NULL))),
    CONSTRAINT requirement_waivers_kind_is_known CHECK ((kind = ANY (ARRAY['waived'::text, 'deferred'::text]))),
    CONSTRAINT requirement_waivers_party_id_is_an_id CHECK ((party_id ~ '^[A-Za-z0-9._-]{1,64}$'::text)),
    CONSTRAINT requirement_waivers_party_sha256_is_a_sha256 CHECK ((party_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT requirement_waivers_reason_code_is_a_word CHECK ((reason_code ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT requirement_waivers_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT requirement_waivers_requirement_is_a_word CHECK ((requirement ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT requirement_waivers_reviewer_is_not_the_maker CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(maker))),
    CONSTRAINT requirement_waivers_reviewer_is_not_the_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of))),
    CONSTRAINT requirement_waivers_until_is_in_2000_to_9999 CHECK (((until >= '2000-01-01'::date) AND (until <= '9999-12-31'::date)))
);
ALTER TABLE bankagent.requirement_waivers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.requirement_waivers_id_seq
);
ALTER TABLE ONLY bankagent.requirement_waivers
    ADD CONSTRAINT requirement_waivers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY bankagent.requirement_waivers
    ADD CONSTRAINT requirement_waivers_who_asked UNIQUE (id, request_id, reviewer);
CREATE INDEX requirement_waivers_request_idx ON bankagent.requirement_waivers USING btree (request_id, id);
CREATE TRIGGER requirement_waivers_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.requirement_waivers FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER requirement_waivers_have_entry AFTER INSERT ON bankagent.requirement_waivers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_findings();
ALTER TABLE ONLY bankagent.requirement_waivers
    ADD CONSTRAINT requirement_waivers_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.requirement_waivers
    ADD CONSTRAINT requirement_waivers_maker_and_person_are_the_requests FOREIGN KEY (maker, request_id, on_behalf_of) REFERENCES bankagent.banking_requests(maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.requirement_waivers
    ADD CONSTRAINT requirement_waivers_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.restricted_instruments (
    reference_version_id bigint NOT NULL,
    identifier_type text NOT NULL,
    identifier text NOT NULL,
    restriction text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT restricted_instruments_identifier_is_valid CHECK (
CASE identifier_type
    WHEN 'isin'::text THEN (identifier ~ '^[A-Z]{2}[A-Z0-9]{9}[0-9]$'::text)
    WHEN 'symbol'::text THEN (identifier ~ '^[A-Z0-9./^=:-][A-Z0-9./^=: -]{0,31}$'::text)
    ELSE false
END),
    CONSTRAINT restricted_instruments_reason_has_1_to_200_characters CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 200))),
    CONSTRAINT restricted_instruments_restriction_is_known CHECK ((restriction = ANY (ARRAY['restricted'::text, 'watch'::text])))
);
ALTER TABLE ONLY bankagent.restricted_instruments
    ADD CONSTRAINT restricted_instruments_pkey PRIMARY KEY (reference_version_id, identifier_type, identifier);
CREATE TRIGGER restricted_instruments_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.restricted_instruments FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER restricted_instruments_inside_an_import AFTER INSERT ON bankagent.restricted_instruments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('restricted_instruments');
ALTER TABLE ONLY bankagent.restricted_instruments
    ADD CONSTRAINT restricted_instruments_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.retention (
    only_row boolean DEFAULT true NOT NULL,
    keep_finished_jobs interval DEFAULT '7 days'::interval,
    walked_to bigint DEFAULT 0 NOT NULL,
    walked_to_at timestamp with time zone,
    jobs_removed bigint DEFAULT 0 NOT NULL,
    last_removed integer DEFAULT 0 NOT NULL,
    last_removed_at timestamp with time zone,
    CONSTRAINT retention_has_one_row CHECK (only_row),
    CONSTRAINT retention_keeps_for_an_hour_at_least CHECK ((keep_finished_jobs >= '01:00:00'::interval))
);
ALTER TABLE ONLY bankagent.retention
    ADD CONSTRAINT retention_pkey PRIMARY KEY (only_row);

CREATE TABLE bankagent.retrieval_hits (
    step_id bigint NOT NULL,
    rank integer NOT NULL,
    chunk_id bigint NOT NULL,
    document_id bigint NOT NULL,
    version integer NOT NULL,
    sha256 text NOT NULL,
    score numeric NOT NULL,
    CONSTRAINT retrieval_hits_rank_is_in_1_to_100 CHECK (((rank >= 1) AND (rank <= 100))),
    CONSTRAINT retrieval_hits_score_is_in_range CHECK (((score >= (0)::numeric) AND (score <= (1000000)::numeric)))
);
ALTER TABLE ONLY bankagent.retrieval_hits
    ADD CONSTRAINT retrieval_hits_have_a_chunk_once UNIQUE (step_id, chunk_id);
ALTER TABLE ONLY bankagent.retrieval_hits
    ADD CONSTRAINT retrieval_hits_pkey PRIMARY KEY (step_id, rank);
CREATE INDEX retrieval_hits_chunk_idx ON bankagent.retrieval_hits USING btree (chunk_id);
CREATE INDEX retrieval_hits_document_idx ON bankagent.retrieval_hits USING btree (document_id, version, step_id);
CREATE TRIGGER retrieval_hits_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.retrieval_hits FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.retrieval_hits
    ADD CONSTRAINT retrieval_hits_chunk_fkey FOREIGN KEY (chunk_id) REFERENCES bankagent.document_chunks(id);
ALTER TABLE ONLY bankagent.retrieval_hits
    ADD CONSTRAINT retrieval_hits_step_fkey FOREIGN KEY (step_id) REFERENCES bankagent.retrievals(step_id);

CREATE TABLE bankagent.retrievals (
    step_id bigint NOT NULL,
    request_id bigint NOT NULL,
    reader text NOT NULL,
    question_sha256 text NOT NULL,
    document_ids bigint[],
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    embedding_sha256 text,
    CONSTRAINT retrievals_embedding_sha256_is_a_digest CHECK ((embedding_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT retrievals_question_sha256_is_a_digest CHECK ((question_sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY bankagent.retrievals
    ADD CONSTRAINT retrievals_pkey PRIMARY KEY (step_id);
CREATE INDEX retrievals_request_idx ON bankagent.retrievals USING btree (request_id, step_id);
CREATE TRIGGER retrievals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.retrievals FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.retrievals
    ADD CONSTRAINT retrievals_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.retrievals
    ADD CONSTRAINT retrievals_step_id_fkey FOREIGN KEY (step_id) REFERENCES bankagent.agent_steps(id);

CREATE TABLE bankagent.review_summaries (
    reviewer text NOT NULL,
    looked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_mailed_at timestamp with time zone
);
ALTER TABLE ONLY bankagent.review_summaries
    ADD CONSTRAINT review_summaries_pkey PRIMARY KEY (reviewer);
ALTER TABLE ONLY bankagent.review_summaries
    ADD CONSTRAINT review_summaries_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.reviewers (
    name text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    disabled_at timestamp with time zone,
    disabled_by text,
    email text,
    CONSTRAINT reviewers_disabled_by_is_named CHECK (((disabled_at IS NULL) = (disabled_by IS NULL))),
    CONSTRAINT reviewers_email_is_an_address CHECK (((char_length(email) <= 254) AND (email ~ '^[!-~]+@[!-~]+$'::text) AND (email !~ '[<>(),;:"\\]|@.*@'::text))),
    CONSTRAINT reviewers_name_is_a_plain_word CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)),
    CONSTRAINT reviewers_name_is_not_reserved CHECK ((name <> ALL (ARRAY['anonymous'::text, 'rescuer'::text]))),
    CONSTRAINT reviewers_role_is_a_slug CHECK ((role ~ '^[a-z][a-z0-9_]{0,39}$'::text))
);
ALTER TABLE ONLY bankagent.reviewers
    ADD CONSTRAINT reviewers_pkey PRIMARY KEY (name);
CREATE TRIGGER reviewers_are_people_of_their_own BEFORE INSERT ON bankagent.reviewers FOR EACH ROW EXECUTE FUNCTION bankagent.check_reviewer();
CREATE TRIGGER reviewers_keeps_columns BEFORE UPDATE OF name, created_at, created_by ON bankagent.reviewers FOR EACH ROW WHEN ((((new.name IS DISTINCT FROM old.name) OR (new.created_at IS DISTINCT FROM old.created_at)) OR (new.created_by IS DISTINCT FROM old.created_by))) EXECUTE FUNCTION bankagent.refuse_column('name', 'created_at', 'created_by');
CREATE TRIGGER reviewers_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.reviewers FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_delete();

CREATE TABLE bankagent.schema_files (
    file text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL,
    ddl_sha256 text
);
ALTER TABLE ONLY bankagent.schema_files
    ADD CONSTRAINT schema_files_pkey PRIMARY KEY (file);

CREATE TABLE bankagent.schema_objects (
    kind text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL
);
ALTER TABLE ONLY bankagent.schema_objects
    ADD CONSTRAINT schema_objects_pkey PRIMARY KEY (kind, name);

CREATE TABLE bankagent.schema_versions (
    version integer NOT NULL,
    procrastinate text NOT NULL,
    installed_at timestamp with time zone DEFAULT now() NOT NULL,
    installed_by text DEFAULT SESSION_USER NOT NULL
);
ALTER TABLE ONLY bankagent.schema_versions
    ADD CONSTRAINT schema_versions_pkey PRIMARY KEY (version);

CREATE TABLE bankagent.screening_entries (
    reference_version_id bigint NOT NULL,
    entry_id text NOT NULL,
    entity_type text NOT NULL,
    program text NOT NULL,
    country text,
    birth_date text,
    identifiers jsonb NOT NULL,
    remarks text,
    CONSTRAINT screening_entries_country_is_a_code CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT screening_entries_entity_type_is_known CHECK ((entity_type = ANY (ARRAY['person'::text, 'organisation'::text, 'vessel'::text, 'aircraft'::text, 'unknown'::text]))),
    CONSTRAINT screening_entries_entry_id_has_1_to_64_characters CHECK (((char_length(entry_id) >= 1) AND (char_length(entry_id) <= 64))),
    CONSTRAINT screening_entries_identifiers_is_an_array CHECK ((jsonb_typeof(identifiers) = 'array'::text))
);
ALTER TABLE ONLY bankagent.screening_entries
    ADD CONSTRAINT screening_entries_pkey PRIMARY KEY (reference_version_id, entry_id);
CREATE TRIGGER screening_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.screening_entries FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER screening_entries_inside_an_import AFTER INSERT ON bankagent.screening_entries REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('screening');
ALTER TABLE ONLY bankagent.screening_entries
    ADD CONSTRAINT screening_entries_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.screening_judgements (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    party_id text NOT NULL,
    dataset text NOT NULL,
    entry_id text NOT NULL,
    party_sha256 text NOT NULL,
    entry_sha256 text NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    reviewer text NOT NULL,
    maker text NOT NULL,
    on_behalf_of text NOT NULL,
    audit_entry_id bigint NOT NULL,
    given_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT screening_judgements_digests_are_sha256 CHECK (((party_sha256 ~ '^[0-9a-f]{64}$'::text) AND (entry_sha256 ~ '^[0-9a-f]{64}$'::text))),
    CONSTRAINT screening_judgements_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT screening_judgements_reviewer_is_not_the_maker CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(maker))),
    CONSTRAINT screening_judgements_reviewer_is_not_the_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of))),
    CONSTRAINT screening_judgements_verdict_is_known CHECK ((verdict = ANY (ARRAY['cleared'::text, 'confirmed'::text])))
);
ALTER TABLE bankagent.screening_judgements ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.screening_judgements_id_seq
);
ALTER TABLE ONLY bankagent.screening_judgements
    ADD CONSTRAINT screening_judgements_pkey PRIMARY KEY (id);
CREATE INDEX screening_judgements_party_idx ON bankagent.screening_judgements USING btree (party_sha256, id);
CREATE INDEX screening_judgements_request_idx ON bankagent.screening_judgements USING btree (request_id, id);
CREATE TRIGGER screening_judgements_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.screening_judgements FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER screening_judgements_have_entry AFTER INSERT ON bankagent.screening_judgements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_findings();
ALTER TABLE ONLY bankagent.screening_judgements
    ADD CONSTRAINT screening_judgements_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.screening_judgements
    ADD CONSTRAINT screening_judgements_maker_and_person_are_the_requests FOREIGN KEY (maker, request_id, on_behalf_of) REFERENCES bankagent.banking_requests(maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.screening_judgements
    ADD CONSTRAINT screening_judgements_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.screening_names (
    reference_version_id bigint NOT NULL,
    entry_id text NOT NULL,
    name text NOT NULL,
    name_type text NOT NULL,
    quality text NOT NULL,
    CONSTRAINT screening_names_name_has_1_to_500_characters CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 500)) AND (name ~ '[^[:space:]]'::text))),
    CONSTRAINT screening_names_name_type_is_known CHECK ((name_type = ANY (ARRAY['primary'::text, 'alias'::text]))),
    CONSTRAINT screening_names_quality_is_known CHECK ((quality = ANY (ARRAY['strong'::text, 'weak'::text])))
);
ALTER TABLE ONLY bankagent.screening_names
    ADD CONSTRAINT screening_names_pkey PRIMARY KEY (reference_version_id, entry_id, name);
CREATE UNIQUE INDEX screening_names_primary_idx ON bankagent.screening_names USING btree (reference_version_id, entry_id) WHERE (name_type = 'primary'::text);
CREATE TRIGGER screening_names_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.screening_names FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER screening_names_inside_an_import AFTER INSERT ON bankagent.screening_names REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('screening');
ALTER TABLE ONLY bankagent.screening_names
    ADD CONSTRAINT screening_names_entry_fkey FOREIGN KEY (reference_version_id, entry_id) REFERENCES bankagent.screening_entries(reference_version_id, entry_id);
ALTER TABLE ONLY bankagent.screening_names
    ADD CONSTRAINT screening_names_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.stops (
    id bigint NOT NULL,
    request_type text,
    reason text NOT NULL,
    stopped_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    stopped_by text NOT NULL,
    lift_asked_at timestamp with time zone,
    lift_asked_by text,
    lifted_at timestamp with time zone,
    lifted_by text,
    CONSTRAINT stops_lift_is_asked_by_a_person CHECK (((lift_asked_at IS NULL) = (lift_asked_by IS NULL))),
    CONSTRAINT stops_lifted_by_a_second_person CHECK (((lifted_by IS NULL) OR ((lift_asked_by IS NOT NULL) AND (bankagent.person_key(lifted_by) <> bankagent.person_key(lift_asked_by))))),
    CONSTRAINT stops_lifted_by_is_named CHECK (((lifted_at IS NULL) = (lifted_by IS NULL))),
    CONSTRAINT stops_reason_has_1_to_500_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 500)) AND (reason ~ '[^[:space:]]'::text)))
);
ALTER TABLE bankagent.stops ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.stops_id_seq
);
ALTER TABLE ONLY bankagent.stops
    ADD CONSTRAINT stops_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX stops_open_idx ON bankagent.stops USING btree (COALESCE(request_type, ''::text)) WHERE (lifted_at IS NULL);
CREATE TRIGGER stops_lift_once BEFORE UPDATE ON bankagent.stops FOR EACH ROW WHEN (((old.lifted_at IS NOT NULL) OR ((old.lift_asked_by IS NOT NULL) AND ((new.lifted_by IS NULL) OR ((new.lift_asked_by IS DISTINCT FROM old.lift_asked_by) OR (new.lift_asked_at IS DISTINCT FROM old.lift_asked_at)))) OR ((old.lift_asked_by IS NULL) AND (new.lifted_by IS NOT NULL)) OR (((((new.id IS DISTINCT FROM old.id) OR (new.request_type IS DISTINCT FROM old.request_type)) OR (new.reason IS DISTINCT FROM old.reason)) OR (new.stopped_at IS DISTINCT FROM old.stopped_at)) OR (new.stopped_by IS DISTINCT FROM old.stopped_by)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER stops_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.stops FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER stops_signed_by_people BEFORE INSERT OR UPDATE ON bankagent.stops FOR EACH ROW EXECUTE FUNCTION bankagent.check_stop();
CREATE TRIGGER stops_wait_for_decisions BEFORE INSERT ON bankagent.stops FOR EACH STATEMENT EXECUTE FUNCTION bankagent.wait_for_decisions();

CREATE TABLE bankagent.suspect_jobs (
    job_id bigint NOT NULL,
    request_id bigint NOT NULL,
    losses integer DEFAULT 1 NOT NULL,
    lost_alone integer DEFAULT 0 NOT NULL,
    alone boolean DEFAULT false NOT NULL,
    noted_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY bankagent.suspect_jobs
    ADD CONSTRAINT suspect_jobs_pkey PRIMARY KEY (job_id);
CREATE TRIGGER suspect_jobs_keeps_columns BEFORE UPDATE OF job_id, request_id, noted_at ON bankagent.suspect_jobs FOR EACH ROW WHEN ((((new.job_id IS DISTINCT FROM old.job_id) OR (new.request_id IS DISTINCT FROM old.request_id)) OR (new.noted_at IS DISTINCT FROM old.noted_at))) EXECUTE FUNCTION bankagent.refuse_column('job_id', 'request_id', 'noted_at');

CREATE TABLE bankagent.table_size_history (
    taken_on date NOT NULL,
    table_name text NOT NULL,
    total_bytes bigint NOT NULL
);
ALTER TABLE ONLY bankagent.table_size_history
    ADD CONSTRAINT table_size_history_pkey PRIMARY KEY (taken_on, table_name);

CREATE TABLE bankagent.tolerances (
    reference_version_id bigint NOT NULL,
    field text NOT NULL,
    asset_class text NOT NULL,
    kind text NOT NULL,
    amount numeric NOT NULL,
    CONSTRAINT tolerances_amount_is_an_amount CHECK (((amount >= (0)::numeric) AND (amount < ('1000000000000000000'::bigint)::numeric) AND (scale(amount) = min_scale(amount)) AND (scale(amount) <= 10))),
    CONSTRAINT tolerances_asset_class_is_a_name CHECK ((asset_class ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT tolerances_field_is_a_name CHECK ((field ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT tolerances_kind_is_known CHECK ((kind = ANY (ARRAY['absolute'::text, 'basis_points'::text, 'ticks'::text, 'minor_units'::text])))
);
ALTER TABLE ONLY bankagent.tolerances
    ADD CONSTRAINT tolerances_pkey PRIMARY KEY (reference_version_id, field, asset_class);
CREATE TRIGGER tolerances_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.tolerances FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER tolerances_inside_an_import AFTER INSERT ON bankagent.tolerances REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('tolerances');
ALTER TABLE ONLY bankagent.tolerances
    ADD CONSTRAINT tolerances_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.tool_calls (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    run integer NOT NULL,
    name text NOT NULL,
    occurrence integer NOT NULL,
    tool_call_id text NOT NULL,
    arguments_sha256 text NOT NULL,
    effect text NOT NULL,
    idempotency_key text,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT tool_calls_effect_has_a_key CHECK ((((effect = 'read'::text) = (idempotency_key IS NULL)) AND ((char_length(idempotency_key) >= 1) AND (char_length(idempotency_key) <= 200)))),
    CONSTRAINT tool_calls_effect_is_known CHECK ((effect = ANY (ARRAY['read'::text, 'write_db'::text, 'outside'::text]))),
    CONSTRAINT tool_calls_name_has_its_form CHECK ((name ~ '^[a-zA-Z][a-zA-Z0-9_.:-]{0,63}$'::text)),
    CONSTRAINT tool_calls_occurrence_counts_from_1 CHECK (((occurrence >= 1) AND (attempt >= 1))),
    CONSTRAINT tool_calls_tool_call_id_has_1_to_200_characters CHECK (((char_length(tool_call_id) >= 1) AND (char_length(tool_call_id) <= 200)))
);
ALTER TABLE bankagent.tool_calls ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.tool_calls_id_seq
);
ALTER TABLE ONLY bankagent.tool_calls
    ADD CONSTRAINT tool_calls_are_made_once UNIQUE (request_id, run, name, occurrence);
ALTER TABLE ONLY bankagent.tool_calls
    ADD CONSTRAINT tool_calls_pkey PRIMARY KEY (id);
CREATE INDEX tool_calls_arguments_idx ON bankagent.tool_calls USING btree (request_id, arguments_sha256);
CREATE INDEX tool_calls_key_idx ON bankagent.tool_calls USING btree (idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE TRIGGER tool_calls_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.tool_calls FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER tool_calls_are_approved AFTER INSERT ON bankagent.tool_calls FOR EACH ROW WHEN ((new.effect <> 'read'::text)) EXECUTE FUNCTION bankagent.check_tool_call();
ALTER TABLE ONLY bankagent.tool_calls
    ADD CONSTRAINT tool_calls_arguments_fkey FOREIGN KEY (request_id, arguments_sha256) REFERENCES bankagent.agent_texts(request_id, sha256);
ALTER TABLE ONLY bankagent.tool_calls
    ADD CONSTRAINT tool_calls_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.tool_calls
    ADD CONSTRAINT tool_calls_run_fkey FOREIGN KEY (request_id, run) REFERENCES bankagent.agent_runs(request_id, run);

CREATE TABLE bankagent.tool_results (
    tool_call bigint NOT NULL,
    step_id bigint NOT NULL,
    outcome text NOT NULL,
    in_doubt boolean NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT tool_results_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'refused'::text, 'repeated'::text])))
);
ALTER TABLE ONLY bankagent.tool_results
    ADD CONSTRAINT tool_results_come_with_one_step UNIQUE (step_id);
ALTER TABLE ONLY bankagent.tool_results
    ADD CONSTRAINT tool_results_pkey PRIMARY KEY (tool_call);
CREATE TRIGGER tool_results_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.tool_results FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
ALTER TABLE ONLY bankagent.tool_results
    ADD CONSTRAINT tool_results_step_id_fkey FOREIGN KEY (step_id) REFERENCES bankagent.agent_steps(id);
ALTER TABLE ONLY bankagent.tool_results
    ADD CONSTRAINT tool_results_tool_call_fkey FOREIGN KEY (tool_call) REFERENCES bankagent.tool_calls(id);

CREATE TABLE bankagent.trade_exceptions (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    our_source text,
    our_record text,
    their_source text,
    their_record text,
    match text NOT NULL,
    primary_code text,
    primary_field text,
    breaks jsonb NOT NULL,
    severity text,
    priority integer,
    outcome text,
    exposure numeric,
    currency text,
    exposure_usd numeric,
    value_date date,
    days_open integer,
    calendars text[] DEFAULT '{}'::text[] NOT NULL,
    zone text DEFAULT 'UTC'::text NOT NULL,
    cut_off_at timestamp with time zone,
    expected_penalty jsonb,
    content_sha256 text NOT NULL,
    reopens_id bigint,
    state text DEFAULT 'open'::text NOT NULL,
    assignee text,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_at timestamp with time zone,
    closed_reason text,
    closed_match text,
    closed_by_request bigint,
    CONSTRAINT trade_exceptions_breaks_are_an_array CHECK ((jsonb_typeof(breaks) = 'array'::text)),
    CONSTRAINT trade_exceptions_closed_by_a_match CHECK (((closed_by_request IS NOT NULL) = ((closed_match IS NOT NULL) AND (closed_match <> 'forced'::text)))),
    CONSTRAINT trade_exceptions_closed_in_a_final_state CHECK (((closed_at IS NOT NULL) = (state = ANY (ARRAY['rematched'::text, 'written_off'::text, 'trade_cancelled'::text])))),
    CONSTRAINT trade_exceptions_closed_match_is_of_a_match CHECK ((((closed_match IS NOT NULL) = (state = 'rematched'::text)) AND ((closed_match IS NULL) OR (closed_match = ANY (ARRAY['exact'::text, 'within_tolerance'::text, 'forced'::text]))))),
    CONSTRAINT trade_exceptions_closing_needs_a_reason CHECK (((closed_at IS NOT NULL) = (closed_reason IS NOT NULL))),
    CONSTRAINT trade_exceptions_content_is_a_sha256 CHECK ((content_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT trade_exceptions_match_is_known CHECK ((match = ANY (ARRAY['broken'::text, 'unmatched_ours'::text, 'unmatched_theirs'::text]))),
    CONSTRAINT trade_exceptions_name_a_record CHECK (((num_nonnulls(our_source, our_record) + num_nonnulls(their_source, their_record)) > 0)),
    CONSTRAINT trade_exceptions_outcome_is_of_people CHECK ((outcome = ANY (ARRAY['review'::text, 'dual_control'::text, 'escalate'::text]))),
    CONSTRAINT trade_exceptions_state_is_known CHECK ((state = ANY (ARRAY['open'::text, 'assigned'::text, 'investigating'::text, 'counterparty_contacted'::text, 'repair_proposed'::text, 'repaired'::text, 'rematched'::text, 'written_off'::text, 'trade_cancelled'::text]))),
    CONSTRAINT trade_exceptions_zone_is_known CHECK ((timezone(zone, '2000-01-01 00:00:00'::timestamp without time zone) IS NOT NULL))
);
ALTER TABLE bankagent.trade_exceptions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.trade_exceptions_id_seq
);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_id_and_request UNIQUE (id, request_id);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_one_for_a_request UNIQUE (request_id);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_reopen_once UNIQUE (reopens_id);
CREATE INDEX trade_exceptions_assignee_idx ON bankagent.trade_exceptions USING btree (assignee, id) WHERE (assignee IS NOT NULL);
CREATE UNIQUE INDEX trade_exceptions_open_content_idx ON bankagent.trade_exceptions USING btree (content_sha256) WHERE (closed_at IS NULL);
CREATE INDEX trade_exceptions_ours_idx ON bankagent.trade_exceptions USING btree (our_record, our_source) WHERE (our_record IS NOT NULL);
CREATE INDEX trade_exceptions_state_idx ON bankagent.trade_exceptions USING btree (state, id);
CREATE INDEX trade_exceptions_theirs_idx ON bankagent.trade_exceptions USING btree (their_record, their_source) WHERE (their_record IS NOT NULL);
CREATE TRIGGER trade_exceptions_insert_has_move AFTER INSERT ON bankagent.trade_exceptions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_exceptions();
CREATE TRIGGER trade_exceptions_keep_columns BEFORE UPDATE ON bankagent.trade_exceptions FOR EACH ROW WHEN (((old.closed_at IS NOT NULL) OR ((((((new.id IS DISTINCT FROM old.id) OR (new.request_id IS DISTINCT FROM old.request_id)) OR (new.job_id IS DISTINCT FROM old.job_id)) OR (new.attempt IS DISTINCT FROM old.attempt)) OR (new.reopens_id IS DISTINCT FROM old.reopens_id)) OR (new.opened_at IS DISTINCT FROM old.opened_at)))) EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER trade_exceptions_no_delete BEFORE DELETE OR TRUNCATE ON bankagent.trade_exceptions FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER trade_exceptions_show_what_was_compared AFTER UPDATE ON bankagent.trade_exceptions FOR EACH ROW WHEN ((((((((((((((((((((((new.our_source IS DISTINCT FROM old.our_source) OR (new.our_record IS DISTINCT FROM old.our_record)) OR (new.their_source IS DISTINCT FROM old.their_source)) OR (new.their_record IS DISTINCT FROM old.their_record)) OR (new.match IS DISTINCT FROM old.match)) OR (new.primary_code IS DISTINCT FROM old.primary_code)) OR (new.primary_field IS DISTINCT FROM old.primary_field)) OR (new.breaks IS DISTINCT FROM old.breaks)) OR (new.severity IS DISTINCT FROM old.severity)) OR (new.priority IS DISTINCT FROM old.priority)) OR (new.exposure IS DISTINCT FROM old.exposure)) OR (new.currency IS DISTINCT FROM old.currency)) OR (new.exposure_usd IS DISTINCT FROM old.exposure_usd)) OR (new.value_date IS DISTINCT FROM old.value_date)) OR (new.days_open IS DISTINCT FROM old.days_open)) OR (new.calendars IS DISTINCT FROM old.calendars)) OR (new.zone IS DISTINCT FROM old.zone)) OR (new.cut_off_at IS DISTINCT FROM old.cut_off_at)) OR (new.expected_penalty IS DISTINCT FROM old.expected_penalty)) OR (new.content_sha256 IS DISTINCT FROM old.content_sha256)) OR (new.outcome IS DISTINCT FROM old.outcome))) EXECUTE FUNCTION bankagent.check_shown_comparison();
CREATE TRIGGER trade_exceptions_update_has_move AFTER UPDATE ON bankagent.trade_exceptions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_exceptions();
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_assignee_fkey FOREIGN KEY (assignee) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_closed_by_request_fkey FOREIGN KEY (closed_by_request) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_reopens_id_fkey FOREIGN KEY (reopens_id) REFERENCES bankagent.trade_exceptions(id);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);
ALTER TABLE ONLY bankagent.trade_exceptions
    ADD CONSTRAINT trade_exceptions_rest_on_an_approval FOREIGN KEY (job_id, attempt) REFERENCES bankagent.approvals(job_id, attempt);

CREATE TABLE bankagent.trades (
    id bigint NOT NULL,
    number bigint NOT NULL,
    version integer NOT NULL,
    action text NOT NULL,
    uti text,
    source text NOT NULL,
    record_number text NOT NULL,
    client_id text NOT NULL,
    maker text NOT NULL,
    request_id bigint NOT NULL,
    trade jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT trades_action_is_known CHECK (((action = ANY (ARRAY['new'::text, 'amend'::text, 'cancel'::text])) AND ((action = 'new'::text) = (version = 1)))),
    CONSTRAINT trades_record_number_has_1_to_64_characters CHECK (((char_length(record_number) >= 1) AND (char_length(record_number) <= 64))),
    CONSTRAINT trades_source_has_1_to_256_characters CHECK (((char_length(source) >= 1) AND (char_length(source) <= 256))),
    CONSTRAINT trades_trade_is_an_object CHECK ((((action = 'cancel'::text) = (trade IS NULL)) AND (jsonb_typeof(trade) = 'object'::text))),
    CONSTRAINT trades_uti_has_1_to_52_characters CHECK (((char_length(uti) >= 1) AND (char_length(uti) <= 52))),
    CONSTRAINT trades_version_counts_from_1 CHECK (((version >= 1) AND ((version > 1) OR (number = id))))
);
ALTER TABLE bankagent.trades ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.trades_id_seq
);
ALTER TABLE ONLY bankagent.trades
    ADD CONSTRAINT trades_one_of_a_record UNIQUE (maker, source, record_number, version);
ALTER TABLE ONLY bankagent.trades
    ADD CONSTRAINT trades_one_of_a_request UNIQUE (request_id);
ALTER TABLE ONLY bankagent.trades
    ADD CONSTRAINT trades_one_of_a_uti UNIQUE (maker, uti, version);
ALTER TABLE ONLY bankagent.trades
    ADD CONSTRAINT trades_one_of_a_version UNIQUE (number, version);
ALTER TABLE ONLY bankagent.trades
    ADD CONSTRAINT trades_pkey PRIMARY KEY (id);
CREATE TRIGGER trades_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.trades FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER trades_are_approved AFTER INSERT ON bankagent.trades REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_trades();
ALTER TABLE ONLY bankagent.trades
    ADD CONSTRAINT trades_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.decisions(request_id);

CREATE TABLE bankagent.trading_limits (
    reference_version_id bigint NOT NULL,
    scope text NOT NULL,
    name text NOT NULL,
    currency text NOT NULL,
    automatic_limit numeric NOT NULL,
    CONSTRAINT trading_limits_automatic_limit_is_an_amount CHECK (((automatic_limit >= (0)::numeric) AND (automatic_limit < ('1000000000000000000'::bigint)::numeric) AND (scale(automatic_limit) = min_scale(automatic_limit)) AND (scale(automatic_limit) <= 10))),
    CONSTRAINT trading_limits_currency_is_a_code CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT trading_limits_name_is_a_name CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)),
    CONSTRAINT trading_limits_scope_is_known CHECK ((scope = ANY (ARRAY['desk'::text, 'book'::text])))
);
ALTER TABLE ONLY bankagent.trading_limits
    ADD CONSTRAINT trading_limits_pkey PRIMARY KEY (reference_version_id, scope, name);
CREATE TRIGGER trading_limits_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.trading_limits FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER trading_limits_inside_an_import AFTER INSERT ON bankagent.trading_limits REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_reference_rows('trading_limits');
ALTER TABLE ONLY bankagent.trading_limits
    ADD CONSTRAINT trading_limits_reference_version_id_fkey FOREIGN KEY (reference_version_id) REFERENCES bankagent.reference_versions(id);

CREATE TABLE bankagent.ui_sessions (
    cookie_sha256 text NOT NULL,
    key_id text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    end_reason text,
    CONSTRAINT ui_sessions_end_for_a_reason CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
    CONSTRAINT ui_sessions_end_reason_is_known CHECK ((end_reason = ANY (ARRAY['logout'::text, 'replaced'::text]))),
    CONSTRAINT ui_sessions_keep_only_a_hash_of_the_cookie CHECK ((cookie_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ui_sessions_last_8_hours_at_most CHECK (((seen_at >= opened_at) AND (seen_at <= (opened_at + '08:00:00'::interval))))
);
ALTER TABLE ONLY bankagent.ui_sessions
    ADD CONSTRAINT ui_sessions_pkey PRIMARY KEY (cookie_sha256);
CREATE INDEX ui_sessions_key_idx ON bankagent.ui_sessions USING btree (key_id);
CREATE INDEX ui_sessions_opened_idx ON bankagent.ui_sessions USING btree (opened_at);
CREATE TRIGGER ui_sessions_end_once BEFORE UPDATE ON bankagent.ui_sessions FOR EACH ROW WHEN ((old.ended_at IS NOT NULL)) EXECUTE FUNCTION bankagent.refuse_column('ended_at');
CREATE TRIGGER ui_sessions_keep_their_login BEFORE UPDATE OF cookie_sha256, key_id, opened_at ON bankagent.ui_sessions FOR EACH ROW WHEN ((((old.cookie_sha256 IS DISTINCT FROM new.cookie_sha256) OR (old.key_id IS DISTINCT FROM new.key_id)) OR (old.opened_at IS DISTINCT FROM new.opened_at))) EXECUTE FUNCTION bankagent.refuse_column('cookie_sha256', 'key_id', 'opened_at');
ALTER TABLE ONLY bankagent.ui_sessions
    ADD CONSTRAINT ui_sessions_key_id_fkey FOREIGN KEY (key_id) REFERENCES bankagent.api_keys(id);

CREATE TABLE bankagent.votes (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    reviewer text NOT NULL,
    maker text NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    digest text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    on_behalf_of text DEFAULT ''::text NOT NULL,
    stage integer,
    authority_id bigint,
    override_code text,
    payload_author text DEFAULT ''::text NOT NULL,
    client_reason text,
    escalation_code text,
    shown_digest text,
    CONSTRAINT votes_client_reason_is_of_a_rejection CHECK (((client_reason IS NULL) OR ((verdict = 'reject'::text) AND ((char_length(client_reason) >= 1) AND (char_length(client_reason) <= 2000)) AND (client_reason ~ '[^[:space:]]'::text)))),
    CONSTRAINT votes_escalation_code_is_known CHECK ((escalation_code = ANY (ARRAY['higher_authority'::text, 'expertise_needed'::text, 'conflict_of_interest'::text, 'unusual_case'::text, 'other'::text]))),
    CONSTRAINT votes_escalation_has_a_code CHECK (((verdict = 'escalate'::text) = (escalation_code IS NOT NULL))),
    CONSTRAINT votes_override_code_is_known CHECK ((override_code = ANY (ARRAY['facts_wrong'::text, 'rule_does_not_fit'::text, 'risk_accepted'::text, 'risk_not_accepted'::text, 'other'::text]))),
    CONSTRAINT votes_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '\S'::text))),
    CONSTRAINT votes_reviewer_is_not_the_author CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(payload_author))),
    CONSTRAINT votes_reviewer_is_not_the_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of))),
    CONSTRAINT votes_shown_digest_is_a_sha256 CHECK ((shown_digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT votes_verdict_is_known CHECK ((verdict = ANY (ARRAY['approve'::text, 'reject'::text, 'needs_info'::text, 'escalate'::text])))
);
ALTER TABLE bankagent.votes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.votes_id_seq
);
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_one_for_each_reviewer UNIQUE (job_id, attempt, reviewer);
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_pkey PRIMARY KEY (id);
ALTER TABLE bankagent.votes
    ADD CONSTRAINT votes_rest_on_a_stage_and_an_authority CHECK ((num_nulls(stage, authority_id) = 0)) NOT VALID;
ALTER TABLE bankagent.votes
    ADD CONSTRAINT votes_reviewer_is_not_the_maker CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(maker))) NOT VALID;
CREATE UNIQUE INDEX votes_one_for_each_person ON bankagent.votes USING btree (job_id, attempt, bankagent.person_key(reviewer));
CREATE INDEX votes_request_idx ON bankagent.votes USING btree (request_id, id);
CREATE INDEX votes_reviewer_idx ON bankagent.votes USING btree (reviewer, id);
CREATE TRIGGER votes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.votes FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER votes_are_counted AFTER INSERT ON bankagent.votes REFERENCING NEW TABLE AS new_votes FOR EACH STATEMENT EXECUTE FUNCTION bankagent.count_votes();
CREATE TRIGGER votes_rest_on_stage_and_authority AFTER INSERT ON bankagent.votes FOR EACH ROW EXECUTE FUNCTION bankagent.check_vote_rests();
CREATE TRIGGER votes_through_the_api AFTER INSERT ON bankagent.votes FOR EACH ROW EXECUTE FUNCTION bankagent.check_voter();
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_authority_is_of_its_reviewer FOREIGN KEY (authority_id, reviewer) REFERENCES bankagent.authorities(id, reviewer);
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_maker_and_person_are_the_requests FOREIGN KEY (maker, request_id, on_behalf_of) REFERENCES bankagent.banking_requests(maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_on_what_was_shown FOREIGN KEY (job_id, attempt, request_id, digest) REFERENCES bankagent.approvals(job_id, attempt, request_id, digest);
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.votes
    ADD CONSTRAINT votes_stage_is_of_its_approval FOREIGN KEY (job_id, attempt, stage) REFERENCES bankagent.approval_stages(job_id, attempt, stage);

CREATE TABLE bankagent.waiver_confirmations (
    waiver_id bigint NOT NULL,
    request_id bigint NOT NULL,
    proposer text NOT NULL,
    reviewer text NOT NULL,
    maker text NOT NULL,
    on_behalf_of text NOT NULL,
    audit_entry_id bigint NOT NULL,
    given_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT waiver_confirmations_reviewer_is_another_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(proposer))),
    CONSTRAINT waiver_confirmations_reviewer_is_not_the_maker CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(maker))),
    CONSTRAINT waiver_confirmations_reviewer_is_not_the_person CHECK ((bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of)))
);
ALTER TABLE ONLY bankagent.waiver_confirmations
    ADD CONSTRAINT waiver_confirmations_pkey PRIMARY KEY (waiver_id);
CREATE TRIGGER waiver_confirmations_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.waiver_confirmations FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER waiver_confirmations_have_entry AFTER INSERT ON bankagent.waiver_confirmations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_findings();
ALTER TABLE ONLY bankagent.waiver_confirmations
    ADD CONSTRAINT waiver_confirmations_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.waiver_confirmations
    ADD CONSTRAINT waiver_confirmations_maker_and_person_are_the_requests FOREIGN KEY (maker, request_id, on_behalf_of) REFERENCES bankagent.banking_requests(maker, id, on_behalf_of);
ALTER TABLE ONLY bankagent.waiver_confirmations
    ADD CONSTRAINT waiver_confirmations_proposer_is_the_waivers FOREIGN KEY (waiver_id, request_id, proposer) REFERENCES bankagent.requirement_waivers(id, request_id, reviewer);
ALTER TABLE ONLY bankagent.waiver_confirmations
    ADD CONSTRAINT waiver_confirmations_reviewer_fkey FOREIGN KEY (reviewer) REFERENCES bankagent.reviewers(name);

CREATE TABLE bankagent.work_moves (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    job_id bigint NOT NULL,
    attempt integer NOT NULL,
    stage integer,
    action text NOT NULL,
    actor text NOT NULL,
    owner text,
    owned_until timestamp with time zone,
    previous_owner text,
    team text,
    snoozed_until timestamp with time zone,
    reason text,
    audit_entry_id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    moved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT work_moves_action_is_known CHECK ((action = ANY (ARRAY['claimed'::text, 'released'::text, 'assigned'::text, 'handed_back'::text, 'moved'::text, 'snoozed'::text]))),
    CONSTRAINT work_moves_assigned_to_a_reviewer CHECK (((action <> 'assigned'::text) OR ((owner IS NOT NULL) AND (owned_until IS NULL)))),
    CONSTRAINT work_moves_claim_is_for_its_actor CHECK (((action <> 'claimed'::text) OR ((owner IS NOT NULL) AND (owner = actor) AND (owned_until IS NOT NULL)))),
    CONSTRAINT work_moves_lease_has_an_owner CHECK (((owned_until IS NULL) OR (owner IS NOT NULL))),
    CONSTRAINT work_moves_lease_lasts_30_minutes CHECK ((owned_until <= (moved_at + '00:30:00'::interval))),
    CONSTRAINT work_moves_leave_no_owner CHECK (((action <> ALL (ARRAY['released'::text, 'moved'::text])) OR (owner IS NULL))),
    CONSTRAINT work_moves_moved_to_a_team CHECK (((action <> 'moved'::text) OR (team IS NOT NULL))),
    CONSTRAINT work_moves_reason_has_1_to_2000_characters CHECK ((((char_length(reason) >= 1) AND (char_length(reason) <= 2000)) AND (reason ~ '[^[:space:]]'::text))),
    CONSTRAINT work_moves_snooze_lasts_30_days CHECK ((snoozed_until <= (moved_at + '30 days'::interval))),
    CONSTRAINT work_moves_team_is_a_slug CHECK ((team ~ '^[a-z][a-z0-9_]{0,39}$'::text))
);
ALTER TABLE bankagent.work_moves ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bankagent.work_moves_id_seq
);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_one_for_an_audit_entry UNIQUE (audit_entry_id);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_pkey PRIMARY KEY (id);
CREATE INDEX work_moves_approval_idx ON bankagent.work_moves USING btree (job_id, attempt, id);
CREATE INDEX work_moves_request_idx ON bankagent.work_moves USING btree (request_id, id);
CREATE TRIGGER work_moves_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON bankagent.work_moves FOR EACH STATEMENT EXECUTE FUNCTION bankagent.refuse_change();
CREATE TRIGGER work_moves_are_signed AFTER INSERT ON bankagent.work_moves REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bankagent.check_work_moves();
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_actor_fkey FOREIGN KEY (actor) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_approval_fkey FOREIGN KEY (job_id, attempt) REFERENCES bankagent.approvals(job_id, attempt);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES bankagent.agent_audit_log(id);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_owner_fkey FOREIGN KEY (owner) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_previous_owner_fkey FOREIGN KEY (previous_owner) REFERENCES bankagent.reviewers(name);
ALTER TABLE ONLY bankagent.work_moves
    ADD CONSTRAINT work_moves_request_id_fkey FOREIGN KEY (request_id) REFERENCES bankagent.banking_requests(id);

CREATE TABLE bankagent.worker_facts (
    worker_id bigint NOT NULL,
    facts text[] NOT NULL,
    told_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY bankagent.worker_facts
    ADD CONSTRAINT worker_facts_pkey PRIMARY KEY (worker_id);
ALTER TABLE ONLY bankagent.worker_facts
    ADD CONSTRAINT worker_facts_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES procrastinate.procrastinate_workers(id) ON DELETE CASCADE;

CREATE TABLE bankagent.worker_processes (
    worker_id bigint NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    queues text[],
    listens boolean DEFAULT true NOT NULL,
    backend_pid integer
);
ALTER TABLE ONLY bankagent.worker_processes
    ADD CONSTRAINT worker_processes_pkey PRIMARY KEY (worker_id);
CREATE TRIGGER worker_processes_keeps_columns BEFORE UPDATE OF worker_id, host, pid, version, started_at ON bankagent.worker_processes FOR EACH ROW WHEN ((((((new.worker_id IS DISTINCT FROM old.worker_id) OR (new.host IS DISTINCT FROM old.host)) OR (new.pid IS DISTINCT FROM old.pid)) OR (new.version IS DISTINCT FROM old.version)) OR (new.started_at IS DISTINCT FROM old.started_at))) EXECUTE FUNCTION bankagent.refuse_column('worker_id', 'host', 'pid', 'version', 'started_at');
ALTER TABLE ONLY bankagent.worker_processes
    ADD CONSTRAINT worker_processes_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES procrastinate.procrastinate_workers(id) ON DELETE CASCADE;

CREATE TABLE procrastinate.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type procrastinate.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
ALTER SEQUENCE procrastinate.procrastinate_events_id_seq OWNED BY procrastinate.procrastinate_events.id;
ALTER TABLE ONLY procrastinate.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('procrastinate.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY procrastinate.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON procrastinate.procrastinate_events USING btree (job_id);
ALTER TABLE ONLY procrastinate.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate.procrastinate_jobs(id) ON DELETE CASCADE;

CREATE TABLE procrastinate.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    lock text,
    queueing_lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status procrastinate.procrastinate_job_status DEFAULT 'todo'::procrastinate.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::procrastinate.procrastinate_job_status) AND (abort_requested = true))))
);
ALTER SEQUENCE procrastinate.procrastinate_jobs_id_seq OWNED BY procrastinate.procrastinate_jobs.id;
ALTER TABLE ONLY procrastinate.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('procrastinate.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY procrastinate.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
CREATE INDEX bankagent_jobs_due_idx ON procrastinate.procrastinate_jobs USING btree (queue_name, scheduled_at) WHERE ((status = 'todo'::procrastinate.procrastinate_job_status) AND (scheduled_at IS NOT NULL));
CREATE INDEX bankagent_jobs_orphaned_idx ON procrastinate.procrastinate_jobs USING btree (id) WHERE ((status = 'doing'::procrastinate.procrastinate_job_status) AND (worker_id IS NULL));
CREATE INDEX bankagent_jobs_ready_idx ON procrastinate.procrastinate_jobs USING btree (queue_name, priority DESC, id) WHERE ((status = 'todo'::procrastinate.procrastinate_job_status) AND (scheduled_at IS NULL));
CREATE INDEX bankagent_jobs_worker_idx ON procrastinate.procrastinate_jobs USING btree (worker_id) WHERE (worker_id IS NOT NULL);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON procrastinate.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::procrastinate.procrastinate_job_status));
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON procrastinate.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::procrastinate.procrastinate_job_status, 'doing'::procrastinate.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON procrastinate.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::procrastinate.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON procrastinate.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::procrastinate.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON procrastinate.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON procrastinate.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::procrastinate.procrastinate_job_status);
CREATE TRIGGER bankagent_guard_delete BEFORE DELETE ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN ((((old.task_name)::text = 'bankagent.process_request'::text) AND (old.status = ANY (ARRAY['todo'::procrastinate.procrastinate_job_status, 'doing'::procrastinate.procrastinate_job_status])) AND (CURRENT_USER <> 'bankagent_owner'::name))) EXECUTE FUNCTION bankagent.refuse_job_change();
CREATE TRIGGER bankagent_guard_insert BEFORE INSERT ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN ((((new.task_name)::text = 'bankagent.process_request'::text) AND (CURRENT_USER <> 'bankagent_owner'::name))) EXECUTE FUNCTION bankagent.refuse_job_change();
CREATE TRIGGER bankagent_guard_update BEFORE UPDATE ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN (((('bankagent.process_request'::text = (old.task_name)::text) OR ('bankagent.process_request'::text = (new.task_name)::text)) AND (CURRENT_USER <> 'bankagent_owner'::name) AND ((new.status <> old.status) OR (new.attempts <> old.attempts) OR (new.abort_requested <> old.abort_requested) OR (new.worker_id IS DISTINCT FROM old.worker_id) OR (new.lock IS NOT NULL) OR (new.queueing_lock IS NOT NULL) OR ((new.task_name)::text <> (old.task_name)::text) OR (new.args <> old.args)))) EXECUTE FUNCTION bankagent.refuse_job_change();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::procrastinate.procrastinate_job_status))) EXECUTE FUNCTION procrastinate.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate.procrastinate_job_status)) EXECUTE FUNCTION procrastinate.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION procrastinate.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON procrastinate.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION procrastinate.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::procrastinate.procrastinate_job_status))) EXECUTE FUNCTION procrastinate.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON procrastinate.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate.procrastinate_job_status)) EXECUTE FUNCTION procrastinate.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON procrastinate.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION procrastinate.procrastinate_trigger_function_status_events_update_v1();
ALTER TABLE ONLY procrastinate.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES procrastinate.procrastinate_workers(id) ON DELETE SET NULL;

CREATE TABLE procrastinate.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
ALTER SEQUENCE procrastinate.procrastinate_periodic_defers_id_seq OWNED BY procrastinate.procrastinate_periodic_defers.id;
ALTER TABLE ONLY procrastinate.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('procrastinate.procrastinate_periodic_defers_id_seq'::regclass);
ALTER TABLE ONLY procrastinate.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON procrastinate.procrastinate_periodic_defers USING btree (job_id);
ALTER TABLE ONLY procrastinate.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate.procrastinate_jobs(id);

CREATE TABLE procrastinate.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE procrastinate.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME procrastinate.procrastinate_workers_id_seq
);
ALTER TABLE ONLY procrastinate.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON procrastinate.procrastinate_workers USING btree (last_heartbeat);
