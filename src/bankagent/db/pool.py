"""Connection pools, in autocommit: each of our statements is a whole transaction."""

import json
from decimal import Decimal
from functools import partial
from typing import Any
from weakref import WeakSet, ref

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool

from bankagent.domain import exact_json


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MOST_DIGITS_OF_INT else Decimal(digits)


# jsonb may hold numbers that no caller can send ('1e5000' by SQL); reading them must not fail.
MOST_DIGITS_OF_INT = 1000
READ_JSON = partial(json.loads, parse_float=Decimal, parse_int=_whole)

Connection = psycopg.AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]

# Connections whose last commit is on this server's disk, but perhaps not on a standby's.
_CUT_SHORT: WeakSet[psycopg.AsyncConnection[Any]] = WeakSet()


async def configure(conn: psycopg.AsyncConnection[Any]) -> None:
    """Configure a new connection: autocommit, JSON with exact numbers, notices of standbys."""
    await conn.set_autocommit(True)
    set_json_loads(READ_JSON, conn)
    set_json_dumps(exact_json.dumps, conn)
    conn.add_notice_handler(partial(_note, ref(conn)))


def refuse_what_no_standby_has(conn: Connection) -> None:
    """Raise where a commit's wait for a standby was cut short since the last call of this.

    PostgreSQL reports such a commit as done and only warns: a failover would lose it.

    Raises:
        psycopg.OperationalError: it is not known whether the commit will last.
    """
    if conn in _CUT_SHORT:
        _CUT_SHORT.discard(conn)
        raise psycopg.OperationalError("the wait for a standby was cut short")


def _note(conn: "ref[psycopg.AsyncConnection[Any]]", notice: psycopg.errors.Diagnostic) -> None:
    # Recognized by the function in the server's source: the text is in the server's language.
    connection = conn()
    if connection is not None and notice.source_function == "SyncRepWaitForLSN":
        _CUT_SHORT.add(connection)


async def connect(conninfo: str) -> Connection:
    """Return a new connection outside any pool; the caller closes it."""
    conn = await psycopg.AsyncConnection.connect(conninfo)
    await configure(conn)
    return conn


def new_pool(conninfo: str, *, least: int = 1, most: int = 10, timeout_s: float = 5.0) -> Pool:
    """Return a closed pool; open it with `async with` or `await pool.open()`.

    A connection is checked when it is handed out, so that a restart of the server shows as a
    short delay instead of a result that is not known.
    """
    return AsyncConnectionPool(
        conninfo,
        min_size=least,
        max_size=most,
        timeout=timeout_s,
        reconnect_timeout=5,
        max_lifetime=600,
        configure=configure,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
