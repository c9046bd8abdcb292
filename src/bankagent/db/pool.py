"""The pools of connections: autocommit, since each of our statements is a whole transaction."""

import json
from decimal import Decimal
from functools import partial
from typing import Any

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


async def configure(conn: psycopg.AsyncConnection[Any]) -> None:
    """Make a new connection ours: autocommit, JSON with exact numbers, statements prepared."""
    await conn.set_autocommit(True)
    set_json_loads(READ_JSON, conn)
    set_json_dumps(exact_json.dumps, conn)


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
