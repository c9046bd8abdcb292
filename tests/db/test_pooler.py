"""Connections through PgBouncer: in transaction mode each transaction has its own settings."""

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import psycopg
import pytest

from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection, Pool, connect, new_pool
from bankagent.errors import Unavailable
from tests.support import rows
from tests.support.databases import Database
from tests.support.pgbouncer import Pooler, pooler

HOSTILE = {
    "DateStyle": "German",
    "TimeZone": "XYZ-5",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "client_min_messages": "error",
    "client_encoding": "LATIN1",
    "statement_timeout": "1ms",
    "idle_in_transaction_session_timeout": "20ms",
}
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


async def let_pass(_: Connection) -> None:
    return


async def noon(conn: Connection) -> object:
    row = await (await conn.execute("select %s::timestamptz", [NOON])).fetchone()
    return row and row[0]


async def slowly(conn: Connection) -> object:
    row = await (await conn.execute("select 'Łódź', pg_sleep(0.1)")).fetchone()
    return row and row[0]


async def modes(conn: Connection) -> object:
    found = "select current_setting('transaction_' || n) from unnest(%s::text[]) as n"
    shown = await (await conn.execute(found, [["isolation", "read_only"]])).fetchall()
    return [row[0] for row in shown]


async def process(conn: Connection) -> int:
    row = await (await conn.execute("select pg_backend_pid()")).fetchone()
    return int(row[0]) if row else 0


@pytest.fixture
def hostile(db: Database, server_url: str) -> Iterator[Database]:
    """A database whose settings hurt."""
    with rows.connect(server_url) as conn:
        for name, value in HOSTILE.items():
            conn.execute(f"alter database {db.name} set {name} = '{value}'")
        yield db
        conn.execute(f"alter database {db.name} reset all")


@pytest.fixture
def bouncer(hostile: Database) -> Iterator[Pooler]:
    """PgBouncer with one server process, which all clients share."""
    with pooler(hostile, size=1) as found:
        yield found


@pytest.fixture
async def pool(hostile: Database, bouncer: Pooler) -> AsyncIterator[Pool]:
    """A pool of the API."""
    async with new_pool(bouncer.through(hostile.api_url), most=3, shared=True) as found:
        yield found


async def test_a_transaction_has_our_settings_and_leaves_none_behind(
    hostile: Database, bouncer: Pooler, pool: Pool
) -> None:
    gateway = Gateway(pool, let_pass)
    for _ in range(7):  # psycopg prepares a statement on the server at its sixth use
        assert await gateway.ask(noon) == NOON
    assert await gateway.ask(slowly) == "Łódź"
    assert await gateway.ask(modes) == ["read committed", "off"]
    with rows.connect(bouncer.through(hostile.api_url)) as other:
        assert told(other, "select pg_backend_pid()") == await gateway.ask(process)
        assert told(other, "show DateStyle") == "German, DMY"
        assert told(other, "show default_transaction_isolation") == "serializable"
        assert told(other, "select count(*) from pg_prepared_statements") == 0


def told(conn: rows.Conn, query: str) -> object:
    """Return a value by a session whose time-out is not ours; a busy machine may exceed it."""
    for _ in range(50):
        with suppress(psycopg.errors.QueryCanceled):
            return rows.one(conn, query)
    raise AssertionError(f"{query} was cancelled 50 times")


async def test_a_transaction_that_failed_is_never_taken_for_committed(pool: Pool) -> None:
    async def swallow(conn: Connection) -> str:
        with suppress(psycopg.errors.DivisionByZero):
            await conn.execute("select 1 / 0")
        return "done"

    gateway = Gateway(pool, let_pass)
    with pytest.raises(Unavailable):
        await gateway.ask(swallow)
    assert await gateway.ask(noon) == NOON


async def test_an_error_rolls_back_what_its_question_did(hostile: Database, pool: Pool) -> None:
    async def half(conn: Connection) -> None:
        await conn.execute("create temporary table half (n integer)")
        await conn.execute("select 1 / 0")

    async def halves(conn: Connection) -> object:
        row = await (await conn.execute("select to_regclass('pg_temp.half')")).fetchone()
        return row and row[0]

    gateway = Gateway(pool, let_pass)
    with pytest.raises(psycopg.errors.DivisionByZero):
        await gateway.ask_untranslated(half)
    assert await gateway.ask(halves) is None


async def test_in_session_mode_the_settings_hold_for_the_session(hostile: Database) -> None:
    with pooler(hostile, mode="session") as sessions:
        url = sessions.through(hostile.worker_url)
        async with await connect(url, search_path="bankagent") as conn:
            assert conn.is_pooled
            assert await noon(conn) == NOON
            assert await slowly(conn) == "Łódź"
            assert await modes(conn) == ["read committed", "off"]
            shown = await (await conn.execute("show search_path")).fetchone()
            assert shown == ("bankagent",)
