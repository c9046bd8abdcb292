"""What somebody changes by hand is noticed, named, and put right again where files can do it."""

import pytest

from bankagent.db.migrate import migrate
from tests.support import rows, session_settings
from tests.support.databases import Database
from tests.support.rows import Conn, connect

MENDED = {
    "a function's body": (
        (
            "create or replace function bankagent.checked_actor(actor text) returns text "
            "language sql stable set search_path to bankagent, pg_temp return actor"
        ),
        ("function", "bankagent.checked_actor(text)", "changed by hand"),
    ),
    "a body in the form of the SQL standard": (
        (
            "create or replace function bankagent.known_scopes() returns text[] "
            "language sql immutable parallel safe return array['requests:read', 'root']"
        ),
        ("function", "bankagent.known_scopes()", "changed by hand"),
    ),
    "a function's settings": (
        "alter function bankagent.settle_jobs(jsonb) reset all",
        ("function", "bankagent.settle_jobs(jsonb)", "changed by hand"),
    ),
    "a view of the same columns": (
        (
            "create or replace view ops.audit_gaps as "
            "select null::bigint as request_id, null::bigint as entry_id, null::text as gap, "
            "null::text as code limit 0"
        ),
        ("view", "ops.audit_gaps", "changed by hand"),
    ),
    "a trigger": (
        "alter table bankagent.agent_audit_log disable trigger agent_audit_log_append_only",
        ("trigger", "bankagent.agent_audit_log.agent_audit_log_append_only", "changed by hand"),
    ),
    "the guard of the queue": (
        "drop trigger bankagent_guard_update on procrastinate.procrastinate_jobs",
        ("trigger", "procrastinate.procrastinate_jobs.bankagent_guard_update", "missing"),
    ),
    "an index of the queue": (
        "drop index procrastinate.bankagent_jobs_ready_idx",
        ("index", "procrastinate.bankagent_jobs_ready_idx", "missing"),
    ),
    "a pinned search path": (
        "alter function procrastinate.procrastinate_fetch_job_v2(varchar[], bigint) reset all",
        (
            "function",
            "procrastinate.procrastinate_fetch_job_v2(character varying[],bigint)",
            "changed by hand",
        ),
    ),
}
LEFT = {
    "a column": (
        "alter table bankagent.banking_requests add column note text",
        ("table", "bankagent.banking_requests", "changed by hand"),
    ),
    "a function of somebody else": (
        "create function bankagent.mine() returns integer language sql return 1",
        ("function", "bankagent.mine()", "added by hand"),
    ),
    "a constraint": (
        "alter table bankagent.decisions drop constraint decisions_decision_is_known",
        ("constraint", "bankagent.decisions.decisions_decision_is_known", "missing"),
    ),
}


# The kind, how the code has it, and how it came to stand under other settings of the installer.
OF_AN_INSTALL = {
    "a check": (
        (
            "alter table bankagent.pauses drop constraint pauses_reason_has_1_to_500_characters, "
            "add constraint pauses_reason_has_1_to_500_characters "
            "check (char_length(reason) between 1 and 500 and reason ~ 'S')"
        ),
        ("constraint", "bankagent.pauses.pauses_reason_has_1_to_500_characters"),
    ),
    "a default": (
        "alter table bankagent.pauses alter column paused_at set default now() - interval '1 day'",
        ("table", "bankagent.pauses"),
    ),
    "an expression of an index": (
        (
            "drop index bankagent.votes_request_idx; "
            "create index votes_request_idx on bankagent.votes (request_id, (-id))"
        ),
        ("index", "bankagent.votes_request_idx"),
    ),
}


def drift(conn: Conn) -> list[tuple[str, str, str]]:
    return rows.fetch(conn, "select kind, name, drift from ops.schema_drift")


def test_an_install_has_no_drift(dba: Conn) -> None:
    assert drift(dba) == []


@pytest.mark.parametrize(("change", "found"), MENDED.values(), ids=MENDED)
def test_what_files_can_mend_is_named_and_mended(
    db: Database, dba: Conn, change: str, found: tuple[str, str, str]
) -> None:
    dba.execute(change)
    assert drift(dba) == [found]
    said: list[str] = []
    assert migrate(db.url, log=said.append)
    assert said[0] == "drift: {} {} {}; see ops.schema_drift".format(*found)
    assert drift(dba) == []
    assert migrate(db.url) == []


@pytest.mark.parametrize(("change", "found"), LEFT.values(), ids=LEFT)
def test_what_files_cannot_mend_stays_named(
    db: Database, dba: Conn, change: str, found: tuple[str, str, str]
) -> None:
    dba.execute(change)
    for _ in range(2):
        said: list[str] = []
        assert migrate(db.url, log=said.append) == []
        assert said == ["drift: {} {} {}; see ops.schema_drift".format(*found)]
    assert drift(dba) == [found]


@pytest.mark.parametrize(("change", "found"), OF_AN_INSTALL.values(), ids=OF_AN_INSTALL)
def test_what_differs_from_the_code_since_its_install_is_named(
    db: Database, dba: Conn, change: str, found: tuple[str, str]
) -> None:
    dba.execute(change)
    # As an install recorded it, and as one of a file that has changed since.
    dba.execute(
        "update bankagent.schema_objects as o set sha256 = s.sha256 from ops.schema_now() as s "
        "where s.kind = o.kind and s.name = o.name"
    )
    dba.execute("update bankagent.schema_files set sha256 = 'old' where file = 'grants.sql'")
    assert drift(dba) == []
    migrate(db.url)
    assert drift(dba) == [(*found, "changed by hand")]
    said: list[str] = []
    migrate(db.url, log=said.append)
    assert said[0] == "drift: {} {} changed by hand; see ops.schema_drift".format(*found)


def test_the_view_of_drift_itself_is_mended(db: Database, dba: Conn) -> None:
    dba.execute("drop view ops.schema_drift")
    assert migrate(db.url)
    assert drift(dba) == []


# Those that a transaction cannot change, that end it, or that flood the log.
NOT_SET = "^transaction_|^log_|^debug_|^trace_|^is_superuser$|^default_with_oids$|^role$"
CHOICES = """
select
    s.name,
    array_remove(
        case s.vartype when 'bool' then array['on', 'off'] else s.enumvals end, s.setting
    ) as values
from pg_settings as s
where s.vartype in ('bool', 'enum') and s.context in ('user', 'superuser') and s.name !~ %s
order by 1
"""
TEXTS = {
    "DateStyle": ["German, DMY", "SQL, MDY", "Postgres, YMD"],
    "TimeZone": ["Asia/Kolkata", "XYZ-5", "America/New_York"],
    "search_path": ["", "trap, pg_catalog", "ops, bankagent, procrastinate, pg_catalog"],
    "extra_float_digits": ["-15", "0", "3"],
    "default_text_search_config": ["german", "simple", "english"],
}


def test_drift_is_the_same_whoever_asks(db: Database, dba: Conn) -> None:
    dba.execute(session_settings.TRAP)
    choices = {row.name: row.values for row in rows.fetch(dba, CHOICES, NOT_SET) if row.values}
    choices |= TEXTS
    assert choices.keys() > {"quote_all_identifiers", "xmlbinary", "IntervalStyle", "bytea_output"}
    for turn in range(3):
        with connect(db.url) as conn:
            session_settings.set_all(
                conn, [(name, values[turn % len(values)]) for name, values in choices.items()]
            )
            assert drift(conn) == []


def test_every_role_sees_drift(db: Database) -> None:
    for url in (db.api_url, db.worker_url, db.auditor_url):
        with connect(url) as conn:
            assert drift(conn) == []
