"""The doctor: each check sees its thing when it is broken on a real database, and only then."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import psycopg
import pytest

from bankagent.db import pool
from bankagent.db.embedded import EmbeddedServer
from bankagent.db.migrate import migrate
from bankagent.db.pool import Connection
from bankagent.domain.checkup import Severity
from bankagent.service.operations.doctor.examine import NAMES, OF_OUR_SCHEMA, OF_THE_SERVER, examine
from bankagent.service.operations.doctor.thresholds import CheckContext, Thresholds
from tests.support import databases, rows, verbs
from tests.support.databases import Database
from tests.support.doctor_faults import FAULTS
from tests.support.payloads import TRADE
from tests.support.rows import connect

CONTEXT = CheckContext(database_is_local=True)
CHECKS = {check.__name__: check for check in (*OF_THE_SERVER, *OF_OUR_SCHEMA)}
NONE = timedelta(0)
# Only what bankagent ships, and no screening list.
OF_A_FRESH_DATABASE = {"reference_data": 2}
SETVAL = """select setval('procrastinate.procrastinate_workers_id_seq', 2000000000)"""


@pytest.fixture
async def conn(db: Database) -> AsyncIterator[Connection]:
    async with await pool.connect(db.url) as found:
        yield found


async def told(
    name: str, conn: Connection, context: CheckContext = CONTEXT
) -> tuple[list[str], list[Severity], list[str]]:
    found = await CHECKS[name](conn, context)
    return (
        [one.message for one in found],
        [one.severity for one in found],
        [one.remedy for one in found],
    )


async def known_of_a_quick_server(conn: Connection) -> dict[str, int]:
    """What the doctor says of servers.QUICK and a fresh database on it: findings by check."""
    answer = await conn.execute(
        "select count(*) from pg_settings where reset_val = 'off' "
        "and name in ('fsync', 'full_page_writes', 'synchronous_commit')"
    )
    ((settings,),) = await answer.fetchall()
    answer = await conn.execute("select setting = 'off' from pg_settings where name = 'autovacuum'")
    ((vacuum,),) = await answer.fetchall()
    of_the_server = {"settings": settings, "autovacuum": int(vacuum)}
    return {name: n for name, n in of_the_server.items() if n} | OF_A_FRESH_DATABASE


async def test_a_fresh_database_has_no_finding_but_those_of_the_quick_test_server(
    conn: Connection,
) -> None:
    found = await examine(conn, CONTEXT)
    assert [one.check for one in found] == list(NAMES)
    bad = {one.check: len(one.findings) for one in found if one.severity > Severity.UNSEEN}
    assert bad == await known_of_a_quick_server(conn)
    assert all(one.about.endswith(".") for one in found)


async def test_each_check_sees_its_thing_broken_and_only_then(conn: Connection) -> None:
    context = CheckContext(database_is_local=True, thresholds=Thresholds(forgotten_pause=NONE))
    known = await known_of_a_quick_server(conn)
    codes = set()
    for name, change, words in FAULTS:
        async with conn.transaction(force_rollback=True):
            await conn.execute(change.encode())
            what, levels, do = await told(name, conn, context)
            codes |= {one.code for one in await CHECKS[name](conn, context)}
        assert any(words in one for one in what), (name, what)
        assert min(levels) >= Severity.WARNING
        assert all(do)
        assert len((await told(name, conn, context))[0]) == known.get(name, 0), name
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)
    assert len(codes) > len({name for name, *_ in FAULTS})


async def test_what_is_to_be_done_about_rights_mends_them(conn: Connection) -> None:
    for name, change, _ in FAULTS:
        if name not in {"grants", "verbs", "search_path", "autovacuum", "triggers"}:
            continue
        async with conn.transaction(force_rollback=True):
            await conn.execute(change.encode())
            for do in (await told(name, conn))[2]:
                if do.startswith(("grant", "revoke", "alter role", "alter table")):
                    await conn.execute(do.partition(";")[0].encode())
            left = [what for what in (await told(name, conn))[0] if "autovacuum is off" not in what]
            assert left == [], change


async def test_a_sequence_near_its_end_is_seen(conn: Connection) -> None:
    await conn.execute(SETVAL.encode())
    what, *_ = await told("sequences", conn)
    assert what == [
        "The sequence procrastinate.procrastinate_workers_id_seq is at 2000000000 of 2147483647."
    ]


async def test_clocks_that_differ_are_seen_either_way(conn: Connection) -> None:
    for apart in (90, -90):
        what, *_ = await told("clock", conn, CheckContext(True, now=_shifted(apart)))
        assert what == ["This machine's clock and the database's are 90 seconds apart."]


def _shifted(seconds: float) -> Callable[[], float]:
    now = CheckContext(database_is_local=True).now
    return lambda: now() + seconds


async def test_a_disk_that_fills_up_is_seen_where_it_can_be_seen(conn: Connection) -> None:
    full = CheckContext(database_is_local=True, thresholds=Thresholds(disk_free=1.1))
    what, *_ = await told("disk", conn, full)
    assert "GiB are free where the server keeps its data" in what[0]
    away = CheckContext(database_is_local=False)
    (elsewhere,) = await examine(conn, away, skip=set(NAMES) - {"disk"})
    assert elsewhere.severity is Severity.UNSEEN
    assert elsewhere.findings[0].message == "Could not look: the server is on another machine."


async def test_a_transaction_that_lasts_is_seen(db: Database, conn: Connection) -> None:
    context = CheckContext(database_is_local=True, thresholds=Thresholds(long_transaction=NONE))
    with psycopg.connect(db.api_url, application_name="the desk's report") as other:
        other.execute("select 1")
        what, _, do = await told("long_transactions", conn, context)
    ((said, do),) = [
        (one, do) for one, do in zip(what, do, strict=True) if "the desk's report" in one
    ]
    assert "of api_user" in said
    assert "idle in transaction" in said
    assert "pg_terminate_backend" in do


async def test_a_full_queue_of_notifications_is_seen(own_db: Database) -> None:
    context = CheckContext(database_is_local=True, thresholds=Thresholds(notification_queue=0))
    async with await pool.connect(own_db.url) as conn:
        assert await told("notification_queue", conn, context) == ([], [], [])
        with connect(own_db.url) as listener:
            listener.execute("listen something")
            listener.execute("begin")
            for n in range(4):
                await conn.execute(
                    "select pg_notify('something', %s || repeat('x', 7900))", [str(n)]
                )
            what, _, do = await told("notification_queue", conn, context)
            assert "full" in what[0]
            assert str(listener.info.backend_pid) in do[0]


async def test_what_holds_a_server_back_is_seen(own_server: EmbeddedServer) -> None:
    """Prepared transactions, slots without a reader, too few connections."""
    with connect(own_server.url()) as conn:
        conn.execute("alter system set max_prepared_transactions to 2")
        conn.execute("alter system set max_connections to 15")
    own_server.restart()
    database = databases.clone(own_server.url(), databases.template(own_server.url()))
    context = CheckContext(database_is_local=True, thresholds=Thresholds(long_transaction=NONE))
    with connect(database.url) as dba:
        dba.execute("begin; select pg_current_xact_id(); prepare transaction 'forgotten'")
        # docs/dba.md says so: a verb that queues a job notifies the workers.
        dba.execute("begin")
        verbs.put(dba, TRADE)
        with rows.refused("0A000"):
            dba.execute("prepare transaction 'of a verb'")
        dba.execute("rollback")
        dba.execute("select pg_create_physical_replication_slot('gone', true)")
        async with await pool.connect(database.url) as conn:
            for name, words in (
                ("prepared_transactions", "The prepared transaction 'forgotten' of postgres"),
                ("replication_slots", "The replication slot gone has no reader"),
                ("connections", "The server takes 12 connections, and we may open 22."),
            ):
                what, _, do = await told(name, conn, context)
                assert len(what) == 1
                assert words in what[0]
                if do[0].startswith("commit prepared"):
                    await conn.execute(do[0].partition(";")[0].encode())
                    assert await told(name, conn, context) == ([], [], [])


def test_every_check_is_broken_by_some_test_here() -> None:
    by_themselves = {
        "sequences",
        "clock",
        "disk",
        "long_transactions",
        "prepared_transactions",
        "replication_slots",
        "notification_queue",
        "server",  # tests/test_failover.py has a standby
        "packages",  # tests/test_own_type.py installs some
    }
    assert {name for name, *_ in FAULTS} | by_themselves == set(NAMES)


async def test_who_may_not_look_is_told_what_to_grant(db: Database) -> None:
    async with await pool.connect(db.api_url) as conn:
        unseen = [one for one in await examine(conn, CONTEXT) if one.severity is Severity.UNSEEN]
        helps = {one.check: one.findings[0].remedy for one in unseen}
        assert helps["disk"] == helps["long_transactions"] == "grant pg_monitor to api_user;"
        assert helps["sequences"] == "grant bankagent_owner to api_user;"


async def test_a_database_without_us_is_one_finding(empty_db: Database) -> None:
    async with await pool.connect(empty_db.url) as conn:
        found = await examine(conn, CONTEXT)
        (missing,) = [one for one in found if one.check == "installed"]
        assert missing.findings[0].remedy == "bankagent migrate"


async def test_a_check_can_be_skipped_by_its_name(conn: Connection) -> None:
    found = await examine(conn, CONTEXT, skip=["settings", "autovacuum", "reference_data"])
    assert max(one.severity for one in found) <= Severity.UNSEEN
    assert {"settings", "autovacuum"}.isdisjoint(one.check for one in found)


async def test_what_undoes_a_setting_is_a_statement_that_undoes_it(server_url: str) -> None:
    name = "Bank's own"
    with connect(server_url) as dba:
        dba.execute(f'create database "{name}"')
    try:
        url = databases.changed_url(server_url, "Bank%27s%20own")
        migrate(url)
        await _undone(url, name)
    finally:
        with connect(server_url) as dba:
            dba.execute(f'drop database "{name}" with (force)')
            dba.execute('drop role if exists "the api"')


async def _undone(url: str, name: str) -> None:
    async with await pool.connect(url) as conn:
        before = (await told("settings", conn))[0]
        for change in (
            'create role "the api" login in role bankagent_api',
            f'alter database "{name}" set synchronous_commit to no',
            f'alter role "the api" in database "{name}" set session_replication_role to local',
            'alter role "the api" set default_transaction_read_only to on',
        ):
            await conn.execute(change.encode())
    async with await pool.connect(url) as conn:
        what, _, remedies = await told("settings", conn)
        assert len(what) == len(before) + 3 - sum(one.startswith("synchronous") for one in before)
        for do in remedies:
            if do.startswith(("alter database", "alter role")):
                await conn.execute(do.encode())
    async with await pool.connect(url) as conn:
        assert (await told("settings", conn))[0] == before


async def test_a_setting_of_the_server_is_seen_in_any_spelling(own_server: EmbeddedServer) -> None:
    with connect(own_server.url()) as dba:
        dba.execute("alter system set track_counts to 'F'")
        dba.execute("alter system set default_transaction_isolation to 'REPEATABLE READ'")
        dba.execute("select pg_reload_conf()")
    own_server.restart()
    async with await pool.connect(own_server.url()) as conn:
        what, _, remedies = await told("settings", conn)
    found = dict(zip(what, remedies, strict=True))
    assert found["track_counts is off: autovacuum does not know what to do."] == (
        "alter system reset track_counts; select pg_reload_conf();"
    )
    assert any(one.startswith("default_transaction_isolation is repeatable read:") for one in found)


async def test_an_operator_who_is_no_superuser_sees_settings_of_superusers_in_any_spelling(
    db: Database,
) -> None:
    with connect(db.url) as dba:
        dba.execute(f"alter role auditor_user in database {db.name} set zero_damaged_pages to 'Y'")
        dba.execute(f"alter database {db.name} set session_replication_role to 'LOCAL'")
    async with await pool.connect(db.auditor_url) as conn:
        what = (await told("settings", conn))[0]
    assert (
        f"zero_damaged_pages is on for auditor_user in the database {db.name}: "
        "a damaged page is emptied, with the requests on it."
    ) in what
    assert any(
        one.startswith(f"session_replication_role is local in the database {db.name}:")
        for one in what
    )
