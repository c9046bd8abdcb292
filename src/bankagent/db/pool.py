"""The pools of connections: autocommit, since each of our statements is a whole transaction."""

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


# jsonb may hold what no caller could send ('1e5000' by SQL); it must not break whoever reads it.
MOST_DIGITS_OF_INT = 1000
READ_JSON = partial(json.loads, parse_float=Decimal, parse_int=_whole)

Connection = psycopg.AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]

# Connections whose last commit is on this server's disk, but perhaps on no standby's.
_CUT_SHORT: WeakSet[psycopg.AsyncConnection[Any]] = WeakSet()


async def configure(conn: psycopg.AsyncConnection[Any]) -> None:
    """Make a new connection ours: autocommit, JSON with exact numbers, statements prepared."""
    await conn.set_autocommit(True)
    set_json_loads(READ_JSON, conn)
    set_json_dumps(exact_json.dumps, conn)
    conn.add_notice_handler(partial(_hear, ref(conn)))


def refuse_what_no_standby_has(conn: Connection) -> None:
    """Raise where a commit's wait for a standby was cut short since this was last asked.

    PostgreSQL calls such a commit done and only warns: a failover would lose it.

    Raises:
        psycopg.OperationalError: it is not known whether the commit will last.
    """
    if conn in _CUT_SHORT:
        _CUT_SHORT.discard(conn)
        raise psycopg.OperationalError("the wait for a standby was cut short")


def _hear(conn: "ref[psycopg.AsyncConnection[Any]]", notice: psycopg.errors.Diagnostic) -> None:
    # By the place in the server's source: the text is in the server's language.
    heard_by = conn()
    if heard_by is not None and notice.source_function == "SyncRepWaitForLSN":
        _CUT_SHORT.add(heard_by)


async def connect(conninfo: str) -> Connection:
    """Return a new connection outside any pool; the caller closes it."""
    conn = await psycopg.AsyncConnection.connect(conninfo)
    await configure(conn)
    return conn


def new_pool(conninfo: str, *, least: int = 1, most: int = 10, timeout_s: float = 5.0) -> Pool:
    """Return a closed pool; open it with `async with` or `await pool.open()`.

    A connection is checked when it is handed out, so that a restart of the server shows as a
    moment's delay instead of an answer that is not known.
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
