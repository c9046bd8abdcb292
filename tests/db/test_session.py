"""Settings that we depend on, against others on the role, database, URL and shell."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bankagent.db import pool, psql, session
from bankagent.db.migrate import migrate
from bankagent.db.url import DatabaseUrl
from bankagent.settings import Settings
from tests.support import databases, rows
from tests.support.databases import Database

# By name: a value that hurts.
HOSTILE = {
    "client_min_messages": "error",
    "synchronous_commit": "local",
    "client_encoding": "LATIN1",
    "DateStyle": "German",
    "IntervalStyle": "iso_8601",
    "TimeZone": "XYZ-5",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "yes",
    "default_transaction_deferrable": "on",
    # Not 1 ms: with exit_on_error a session ends whose first statement is cut short.
    "statement_timeout": "200ms",
    "lock_timeout": "1ms",
    "transaction_timeout": "9s",
    "idle_session_timeout": "9s",
    "idle_in_transaction_session_timeout": "9s",
    "exit_on_error": "on",
    "plpgsql.extra_errors": "all",
    "plpgsql.extra_warnings": "all",
    "search_path": "pg_temp",
    "restrict_nonsystem_relation_kind": "view",
    "row_security": "off",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "quote_all_identifiers": "on",
    "extra_float_digits": "-15",
    "bytea_output": "escape",
    "jit": "on",
}
SHOWN = "select name, current_setting(name, true) from unnest(%s::text[]) as name"
# plpgsql brings its settings when it is used first.
USE_PLPGSQL = "do $$ begin end $$"
READ = """select timestamptz '2026-02-01 12:00+00', interval '1 day 02:03:04', 'Łódź'"""
THE_SAME = (
    datetime(2026, 2, 1, 12, tzinfo=UTC),
    timedelta(days=1, hours=2, minutes=3, seconds=4),
    "Łódź",
)


@pytest.fixture
def known(db: Database) -> dict[str, str]:
    """The hostile settings that this server knows."""
    with rows.connect(db.url) as conn:
        names = {row.name for row in rows.fetch(conn, "select name from pg_settings")}
    return {name: value for name, value in HOSTILE.items() if name in names or "." in name}


@pytest.fixture
def calm(server_url: str, db: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection elsewhere, which gives the test's database its own settings back at the end."""
    with psycopg.connect(server_url, autocommit=True) as conn:
        yield conn
        conn.execute(sql.SQL("alter database {} reset all").format(sql.Identifier(db.name)))


def change(
    conn: psycopg.Connection[tuple[object, ...]], of: sql.Composed, settings: dict[str, str]
) -> None:
    """Set settings of a role or of a database."""
    for name, value in settings.items():
        named = sql.SQL(".").join(map(sql.Identifier, name.split(".")))
        conn.execute(sql.SQL("alter {} set {} = {}").format(of, named, value))


def test_each_pinned_setting_has_a_hostile_value_here() -> None:
    assert HOSTILE.keys() == session.PINNED


@pytest.mark.parametrize("place", ["role", "database", "url", "environment"])
async def test_our_settings_win(
    db: Database,
    known: dict[str, str],
    calm: psycopg.Connection[tuple[object, ...]],
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = db.api_url
    async with await pool.connect(url) as conn:
        await conn.execute(USE_PLPGSQL)
        expected = await (await conn.execute(SHOWN, [list(known)])).fetchall()
    options = " ".join(f"-c {name}={value}" for name, value in known.items())
    database = sql.SQL("database {}").format(sql.Identifier(db.name))
    match place:
        case "role":
            change(calm, sql.SQL("role api_user in {}").format(database), known)
        case "database":
            change(calm, database, known)
        case "url":
            url = make_conninfo(url, options=options, client_encoding="LATIN1")
        case "environment":
            for name, value in {
                "PGOPTIONS": options,
                "PGDATESTYLE": "German",
                "PGTZ": "Asia/Kolkata",
                "PGCLIENTENCODING": "LATIN1",
            }.items():
                monkeypatch.setenv(name, value)
    async with await pool.connect(url) as conn:
        assert await (await conn.execute(SHOWN, [list(known)])).fetchall() == expected
        assert await (await conn.execute(READ)).fetchone() == THE_SAME
        shown = await (await conn.execute("show transaction_isolation")).fetchone()
        assert shown == ("read committed",)


@pytest.mark.parametrize(
    ("set_to", "kept"),
    [
        *[(value, "on") for value in ("off", "false", "0", "no", "local", "on")],
        *[(value, value) for value in ("remote_write", "remote_apply")],
    ],
)
async def test_a_commit_is_on_disk_at_least_and_a_stricter_wish_stays(
    db: Database, set_to: str, kept: str
) -> None:
    url = make_conninfo(db.api_url, options=f"-c synchronous_commit={set_to}")
    async with await pool.connect(url) as conn:
        assert await (await conn.execute("show synchronous_commit")).fetchone() == (kept,)


async def test_the_path_of_the_worker_finds_procrastinate_and_the_usual_one_leaves_names_whole(
    db: Database,
) -> None:
    named = "select 'procrastinate.procrastinate_jobs'::regclass::text"
    for path, shown in (
        (session.SEARCH_PATH, "procrastinate_jobs"),
        (session.PUBLIC, "procrastinate.procrastinate_jobs"),
    ):
        async with await pool.connect(db.worker_url, search_path=path) as conn:
            assert await (await conn.execute(named)).fetchone() == (shown,)


def test_migrate_installs_and_finds_no_drift_whatever_the_database_says(
    empty_db: Database, known: dict[str, str], server_url: str
) -> None:
    database = sql.SQL("database {}").format(sql.Identifier(empty_db.name))
    with psycopg.connect(server_url, autocommit=True) as conn:
        change(conn, database, known)
        said: list[str] = []
        assert migrate(empty_db.url, log=said.append)
        assert migrate(empty_db.url, log=said.append) == []
        assert not any("drift" in line for line in said)
        conn.execute(sql.SQL("alter {} reset all").format(database))
    assert databases.gaps(empty_db) == []


async def test_an_api_beside_a_hostile_shell_sends_no_options(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c no_such_setting=1")
    url = DatabaseUrl.parse(db.api_url).conninfo(application_name="test")
    async with await pool.connect(url) as conn:
        assert await (await conn.execute("select 1")).fetchone() == (1,)


def test_a_prompt_pins_what_means_the_same_to_all_and_leaves_a_person_her_formats(
    db: Database,
    known: dict[str, str],
    calm: psycopg.Connection[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    # A time-out is hers too, and 1 ms may end what is asked here.
    calmer = {name: value for name, value in known.items() if "timeout" not in name}
    change(calm, sql.SQL("database {}").format(sql.Identifier(db.name)), calmer)
    pinned = session.at_a_prompt() | {"client_encoding": "UTF8"}
    hers = {"DateStyle": "German, DMY", "default_transaction_read_only": "on"}
    argv, env = psql.command(DatabaseUrl.parse(db.url), Settings(database_url=db.url))
    for name, value in (pinned | hers).items():
        done = subprocess.run(
            [*argv, "-XAtc", f"show {name}"], env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == value, name


async def test_a_session_that_ended_before_its_settings_stood_is_opened_again(
    db: Database, calm: psycopg.Connection[tuple[object, ...]]
) -> None:
    database = sql.SQL("database {}").format(sql.Identifier(db.name))
    change(calm, database, {"idle_session_timeout": "20ms"})
    busy = asyncio.create_task(_hold_the_loop(for_s=0.5))
    async with await pool.connect(db.api_url) as conn:
        assert busy.done()
        assert await (await conn.execute("show idle_session_timeout")).fetchone() == ("0",)


async def _hold_the_loop(*, for_s: float) -> None:
    """Take the event loop, so that each step of another task comes 60 ms late."""
    until = time.monotonic() + for_s
    while time.monotonic() < until:
        time.sleep(0.06)  # noqa: ASYNC251 - it blocks on purpose
        await asyncio.sleep(0)
