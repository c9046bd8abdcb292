"""Faults that the doctor's checks find, as SQL that a rollback undoes."""

from importlib.metadata import version

OURS = version("bankagent")
REPLICA = "set local session_replication_role = replica;"
SUBMIT = """select bankagent.submit_requests('[{"client_id": "C", "request_type": "trade_review",
"payload": {}}]');"""
REGISTER = """insert into procrastinate.procrastinate_workers (id, last_heartbeat)
overriding system value values (1, {beat});
insert into bankagent.worker_processes (worker_id, host, pid, version)
values (1, 'here', 1, '{version}');"""
BAD_POLICY = """
insert into bankagent.policies (key, version, description, document, sha256, created_by)
select 'trade_review', 99, 'x', d, encode(sha256(convert_to(d, 'UTF8')), 'hex'), 'bankagent'
from (values ('{"nodes": []}')) as given (d);
insert into bankagent.policy_checks (key, version, sha256, kind, passed, report, checked_by)
select p.key, p.version, p.sha256, k.kind, true, '{}', session_user
from bankagent.policies as p, unnest(array['lint', 'test']) as k (kind) where p.version = 99;
insert into bankagent.policy_activations (key, version, author, activated_by, reason)
values ('trade_review', 99, 'bankagent', session_user, 'x');"""
SET_DATABASE = """do $$ begin
    execute format('alter database %I set {}', current_database());
end $$"""
SPELLINGS = ["off", "OFF", "Off", "f", "false", "FALSE", "n", "no", "of", "0"]
INVALIDATE = """update pg_index set indisvalid = false
where indexrelid = 'bankagent.votes_request_idx'::regclass"""
KEY = """select bankagent.add_caller('desk-7');
select bankagent.issue_key(
    'caller', 'desk-7', '12345678', repeat('0', 64), interval '10 days'
)"""

IMPORT = """do $$ declare
    n bigint := bankagent.begin_reference_import('{dataset}', 'x', {as_of}, 'x');
begin
    perform bankagent.add_reference_rows(n, 'screening_entries',
        '[{{"entry_id": "1", "entity_type": "person", "program": "x", "identifiers": []}}]');
    perform bankagent.finish_reference_import(n);
end $$;"""

ADD_ANNA = (
    """select bankagent.add_reviewer('anna', 'operations', '[{"valid_from": "2026-01-01"}]')"""
)
# Ended a month ago and never reviewed; the triggers would give it the time of today.
BREAK_GLASS = """insert into bankagent.authority_asks (
    id, kind, holder, role, valid_from, valid_to, reason, asked_by, asked_at
)
overriding system value
select 1, 'break_glass', 'anna', 'senior', t.at, t.at + interval '8 hours', 'x', 'anna', t.at
from (values (now() - interval '30 days')) as t (at);
insert into bankagent.authorities (
    id, reviewer, role, valid_from, valid_to, reason, granted_by, granted_at
)
overriding system value
select 1000, holder, role, valid_from, valid_to, reason, 'ben', asked_at
from bankagent.authority_asks;
insert into bankagent.authority_confirmations (
    ask_id, kind, holder, asked_by, authority_id, confirmed_by, confirmed_at
)
select id, kind, holder, asked_by, 1000, 'ben', asked_at from bankagent.authority_asks"""
CAST_VOTE = "bankagent.cast_vote(bigint, text, text, text, text, text)"
# Check, what breaks it (undone by a rollback), and a word of the finding.
FAULTS = [
    (
        "settings",
        SET_DATABASE.format("track_activities to ''N''"),
        "track_activities is off in the database t_",
    ),
    *(
        (
            "settings",
            f"alter role api_user set synchronous_commit to '{spelling}'",
            "synchronous_commit is off for api_user: in psql and other programs a crash loses",
        )
        for spelling in SPELLINGS
        if spelling not in {"f", "n", "of"}  # which an enum does not take
    ),
    *(
        (
            "settings",
            f"alter role worker_user set track_counts to '{spelling}'",
            "track_counts is off for worker_user: autovacuum does not know what to do",
        )
        for spelling in SPELLINGS
    ),
    *(
        (
            "settings",
            f"alter role all set default_transaction_read_only to '{spelling}'",
            "default_transaction_read_only is on for all users",
        )
        for spelling in ("on", "ON", "t", "true", "TRUE", "y", "yes", "1")
    ),
    *(
        (
            "settings",
            f"alter role worker_user set statement_timeout to '{spelling}'",
            "statement_timeout is 20ms for worker_user: in psql",
        )
        for spelling in ("20", "20ms", "0x14", "20000us", "0.02s", "19.6")
    ),
    (
        "settings",
        SET_DATABASE.format("Session_Replication_Role to ''REPLICA''"),
        "session_replication_role is replica in the database t_",
    ),
    (
        "settings",
        "alter role api_user set default_transaction_isolation to 'Serializable'",
        "default_transaction_isolation is serializable for api_user: in psql",
    ),
    ("settings", "alter role api_user set zero_damaged_pages to 'yes'", "is emptied"),
    *(
        ("settings", f"alter role worker_user set {setting} to {value}", words)
        for setting, value, words in (
            ("Exit_On_Error", "'YES'", "exit_on_error is on for worker_user: in psql"),
            ("standard_conforming_strings", "'n'", "standard_conforming_strings is off for"),
            ("transform_null_equals", "'1'", "transform_null_equals is on for"),
            ("array_nulls", "'FALSE'", "array_nulls is off for"),
            ("allow_system_table_mods", "'t'", "own catalog can be changed"),
            ("enable_indexscan", "'0'", "enable_indexscan is off for worker_user: lists"),
            ("lock_timeout", "'0.002s'", "lock_timeout is 2ms for worker_user: in psql"),
            ("idle_in_transaction_session_timeout", "'0.05min'", "session_timeout is 3s"),
            ("restrict_nonsystem_relation_kind", "'VIEW, foreign-table'", "no view of ops can"),
            ("search_path", "trap, PG_CATALOG", "PostgreSQL's own names may mean others"),
        )
    ),
    (
        "versions",
        "update bankagent.schema_versions set version = version - 1",
        "The database has schema version",
    ),
    (
        "versions",
        "update bankagent.schema_files set sha256 = 'x' where file like 'ops/%'",
        "more of this code is not what was applied here",
    ),
    (
        "versions",
        "update bankagent.schema_versions set procrastinate = '3.9.0'",
        "is of Procrastinate 3.9.0",
    ),
    (
        "drift",
        "create function ops.mine() returns integer language sql return 1",
        "The function ops.mine() is added by hand.",
    ),
    (
        "triggers",
        "alter table bankagent.agent_audit_log disable trigger agent_audit_log_append_only",
        "The trigger agent_audit_log_append_only of bankagent.agent_audit_log is switched off.",
    ),
    (
        "triggers",
        "alter table procrastinate.procrastinate_jobs disable trigger bankagent_guard_update",
        "bankagent_guard_update",
    ),
    (
        "triggers",
        "alter table bankagent.votes disable trigger all",
        "A foreign key of bankagent.votes is switched off.",
    ),
    (
        "indexes",
        INVALIDATE,
        "The index bankagent.votes_request_idx of bankagent.votes is invalid.",
    ),
    (
        "grants",
        "grant insert on bankagent.decisions to bankagent_api",
        "bankagent_api has insert on the table bankagent.decisions.",
    ),
    (
        "grants",
        "grant update (status) on bankagent.banking_requests to bankagent_worker",
        "bankagent_worker has update on the column bankagent.banking_requests.status.",
    ),
    (
        "grants",
        "grant select on bankagent.callers to public",
        "PUBLIC has select on the table bankagent.callers.",
    ),
    (
        "grants",
        "grant execute on function bankagent.settle_jobs to public",
        "PUBLIC has execute on the function bankagent.settle_jobs(jsonb).",
    ),
    ("grants", "grant usage on schema ops to public", "PUBLIC has usage on the schema ops."),
    (
        "grants",
        "grant create on schema bankagent to bankagent_api",
        "bankagent_api has create on the schema bankagent.",
    ),
    (
        "grants",
        "grant update on sequence bankagent.votes_id_seq to bankagent_api",
        "bankagent_api has update on the sequence bankagent.votes_id_seq.",
    ),
    (
        "grants",
        "revoke select on ops.workers from bankagent_worker",
        "bankagent_worker lacks select on the table ops.workers.",
    ),
    (
        "grants",
        "revoke select on bankagent.evaluations from bankagent_shadow",
        "bankagent_shadow lacks select on the table bankagent.evaluations.",
    ),
    (
        "grants",
        "grant insert on bankagent.decisions to bankagent_shadow",
        "bankagent_shadow has insert on the table bankagent.decisions.",
    ),
    (
        "verbs",
        "grant execute on function bankagent.cancel_request to bankagent_shadow",
        "bankagent_shadow may call bankagent.cancel_request(",
    ),
    (
        "verbs",
        "grant execute on function bankagent.rescue_jobs to bankagent_api",
        "bankagent_api may call bankagent.rescue_jobs(",
    ),
    (
        "verbs",
        "revoke execute on function bankagent.settle_jobs from bankagent_worker",
        "bankagent_worker may not call bankagent.settle_jobs(jsonb).",
    ),
    (
        "verbs",
        "revoke execute on function ops.request_history from bankagent_auditor",
        "bankagent_auditor may not call ops.request_history(bigint).",
    ),
    (
        "others",
        f"grant execute on function {CAST_VOTE} to pg_monitor",
        "pg_monitor may call bankagent.cast_vote(",
    ),
    (
        "others",
        "grant execute on function bankagent.settle_jobs to pg_monitor",
        "pg_monitor may call bankagent.settle_jobs(jsonb)",
    ),
    (
        "others",
        "alter table bankagent.votes owner to postgres",
        "The table bankagent.votes belongs to postgres, not to bankagent_owner.",
    ),
    (
        "others",
        f"alter function {CAST_VOTE} owner to postgres",
        "belongs to postgres, not to bankagent_owner.",
    ),
    ("logins", "grant bankagent_owner to api_user", "api_user, which works as bankagent_api, may"),
    (
        "logins",
        "alter role worker_user superuser",
        "worker_user, which works as bankagent_worker, is",
    ),
    (
        "search_path",
        "alter role bankagent_api reset search_path",
        "The role bankagent_api has the search path of everybody.",
    ),
    (
        "autovacuum",
        "alter table bankagent.votes set (autovacuum_enabled = false)",
        "Autovacuum is switched off for bankagent.votes.",
    ),
    (
        "connections",
        "alter role api_user connection limit 3",
        "The user api_user may open only 3 connections.",
    ),
    ("workers", SUBMIT, "1 jobs wait and no worker is alive."),
    (
        "workers",
        REGISTER.format(beat="now() - interval '1 hour'", version=OURS),
        "1 workers are registered and give no sign of life.",
    ),
    (
        "workers",
        REGISTER.format(beat="clock_timestamp()", version="0.0.9"),
        f"1 workers run version 0.0.9, and this is {OURS}.",
    ),
    (
        "stuck_requests",
        SUBMIT + REPLICA + "delete from procrastinate.procrastinate_jobs;",
        "1 requests are stuck",
    ),
    (
        "audit_gaps",
        SUBMIT + REPLICA + "update bankagent.banking_requests set status = 'failed';",
        "the request is failed, but its last entry says received",
    ),
    ("paused", "select bankagent.pause('queue', 'trade_review', 'x')", "queue trade_review has"),
    (
        "models",
        "select bankagent.list_model('openai', 'm', 'x', 'x', current_date - 400, 'x')",
        "The model openai:m was validated on ",
    ),
    (
        "models",
        SUBMIT
        + "select bankagent.list_model('openai', 'm', 'x', 'x', current_date, 'x');"
        + """insert into bankagent.model_call_starts (
            request_id, job_id, attempt, worker_id, client_id, listing_id, provider, model,
            input_tokens, output_tokens
        )
        select r.id, r.job_id, 1, 1, r.client_id, m.id, m.provider, m.name, 1, 1
        from bankagent.banking_requests as r
        cross join bankagent.models as m where m.name = 'm'""",
        "The model openai:m is called and has no price.",
    ),
    (
        "decision_tables",
        "update bankagent.request_types set policy_key = 'nonesuch'",
        "No policy nonesuch is in force, which decides trade_review.",
    ),
    ("decision_tables", BAD_POLICY, "The policy trade_review@99 cannot decide"),
    (
        "keys",
        KEY,
        "The key 12345678 of the caller desk-7 ends on",
    ),
    (
        "reference_data",
        IMPORT.format(dataset="screening:OLD", as_of="current_date - 7")
        + "select bankagent.activate_reference('screening:OLD');",
        "screening:OLD version 1 is of ",
    ),
    (
        "reference_data",
        REPLICA + "update bankagent.reference_versions set retired_at = now(), retired_by = 'x' "
        "where dataset = 'fx_rates'",
        "No version of fx_rates is in force: it was retired.",
    ),
    (
        "reference_data",
        REPLICA + "update bankagent.fx_rates set rate = 2 where currency = 'USD'",
        "The rows of fx_rates version 1 are not those that were imported.",
    ),
    (
        "reference_data",
        REPLICA + "update bankagent.calendars set last_day = current_date + 89",
        "The calendar TARGET knows no day after ",
    ),
    (
        "demands",
        ADD_ANNA,
        "Approvals ask for the role senior, and no reviewer has it.",
    ),
    (
        "demands",
        ADD_ANNA,
        "dual_control of any type asks for 2 people, and 1 has an authority for it.",
    ),
    (
        "demands",
        ADD_ANNA
        + ";"
        + ADD_ANNA.replace("anna", "ben").replace("operations", "senior")
        + ";"
        + REPLICA
        + "update bankagent.approval_demands set votes = 2 where role = 'senior'",
        "escalate of any type asks for 2 people in the role senior, and 1 has it.",
    ),
    (
        "demands",
        REPLICA + "update bankagent.reference_versions set retired_at = now(), retired_by = 'x' "
        "where dataset = 'calendars'",
        "Demands count by the calendar TARGET, which is not in force: approvals are never due.",
    ),
    (
        "demands",
        REPLICA + "update bankagent.calendars set last_day = current_date + 13",
        "Demands count by the calendar TARGET, which ends on ",
    ),
    (
        "authorities",
        ADD_ANNA,
        "1 reviewer may decide everything without a limit: anna.",
    ),
    (
        "break_glass",
        f"""{ADD_ANNA}; {REPLICA}
{BREAK_GLASS}""",
        "was to be reviewed by",
    ),
    (
        "teams",
        f"""{REPLICA} insert into bankagent.approvals (job_id, attempt, request_id, digest)
values (1, 1, 1, repeat('0', 64));
insert into bankagent.work_moves (request_id, job_id, attempt, action, actor, team, audit_entry_id)
values (1, 1, 1, 'moved', 'anna', 'boss', 1)""",
        "1 requests were moved to the team boss, whose role no reviewer has",
    ),
]
