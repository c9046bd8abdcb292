"""Connections and pools, in autocommit: each of our statements is a whole transaction.

Each new connection is configured here, and its settings are pinned (db/session.py).
"""

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from weakref import ref

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool

from bankagent.db import session
from bankagent.db.login_refusal import log_refusal
from bankagent.domain import exact_json


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MOST_DIGITS_OF_INT else Decimal(digits)


# jsonb may hold numbers that no caller can send ('1e5000' by SQL); reading them must not fail.
MOST_DIGITS_OF_INT = 1000
READ_JSON = partial(json.loads, parse_float=Decimal, parse_int=_whole)


class Connection(psycopg.AsyncConnection[TupleRow]):
    """A connection to PostgreSQL, perhaps through a pooler.

    Attributes:
        is_pooled: whether a pooler stands between: the server process, its settings and its
            prepared statements may be other ones in each transaction.
        cut_short: whether the last commit is on this server's disk, but perhaps not on a standby's.
    """

    is_pooled = False
    cut_short = False


Pool = AsyncConnectionPool[Connection]


async def configure(conn: Connection, *, search_path: str = session.PUBLIC) -> None:
    """Configure a new connection: autocommit, JSON with exact numbers, our settings.

    Behind a pooler in session mode too: the server process is then ours until we go.
    """
    await _configure(conn, session.for_session(search_path))


async def configure_shared(conn: Connection) -> None:
    """Do the same, but set nothing for a session that a pooler shares with others.

    Each transaction must then begin with `begin`.
    """
    await _configure(conn, session.unless_pooled(conn.info.backend_pid))


async def begin(conn: Connection) -> None:
    """Begin a transaction with our settings where a pooler stands between; else do nothing."""
    conn.cut_short = False
    if not conn.is_pooled:
        return
    try:
        await _begin(conn, session.FOR_TRANSACTION)
    except psycopg.errors.FeatureNotSupported:
        await conn.rollback()
        await _begin(conn, session.FOR_READING)


async def commit(conn: Connection) -> None:
    """Commit where `begin` began, and make sure that what was done will last.

    PostgreSQL reports a commit whose wait for a standby was cut short as done, and only warns: a
    failover would lose it. It rolls back a COMMIT after an error, and does not even warn.

    Raises:
        psycopg.OperationalError: it is not known whether the commit will last.
    """
    if conn.is_pooled:
        if conn.info.transaction_status != psycopg.pq.TransactionStatus.INTRANS:
            raise psycopg.OperationalError("the transaction has failed before its commit")
        await conn.commit()
    if conn.cut_short:
        raise psycopg.OperationalError("the wait for a standby was cut short")


async def server_process(conn: Connection) -> int:
    """Return the number of the server process, which a pooler may change with each transaction."""
    return await _pin(conn, session.FOR_READING)


async def connect(conninfo: str, *, search_path: str = session.PUBLIC) -> Connection:
    """Return a new connection outside any pool; the caller closes it."""
    return await _connect(conninfo, partial(configure, search_path=search_path))


async def connect_shared(conninfo: str) -> Connection:
    """Do the same where a pooler in transaction mode may stand between: see configure_shared."""
    return await _connect(conninfo, configure_shared)


def new_pool(
    conninfo: str | Callable[[], str],
    *,
    least: int = 1,
    most: int = 10,
    timeout_s: float = 5.0,
    shared: bool = False,
) -> Pool:
    """Return a closed pool; open it with `async with` or `await pool.open()`.

    A connection is checked when it is handed out, so that a restart of the server shows as a
    short delay instead of a result that is not known.

    Args:
        conninfo: the connection string, or what returns it for each new connection.
        least: connections that stay open.
        most: connections at most.
        timeout_s: how long to wait for a connection.
        shared: whether a pooler in transaction mode may stand between: a Gateway then works with
            this pool.
    """
    return AsyncConnectionPool(
        conninfo,
        connection_class=Connection,
        kwargs={"client_encoding": session.ENCODING},
        min_size=least,
        max_size=most,
        timeout=timeout_s,
        reconnect_timeout=5,
        reconnect_failed=log_refusal,
        max_lifetime=600,
        configure=configure_shared if shared else configure,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )


async def _connect(
    conninfo: str, configured: Callable[[Connection], Awaitable[None]]
) -> Connection:
    """Connect and configure; again where a time-out ended the session before its settings stood.

    A busy machine takes 50 ms between the two, which some DBA's idle_session_timeout forbids.
    """
    for left in reversed(range(session.TRIES)):
        conn = await Connection.connect(conninfo, client_encoding=session.ENCODING)
        try:
            await configured(conn)
        except BaseException as error:
            ended = conn.broken and isinstance(error, psycopg.OperationalError)
            await conn.close()
            if not ended or not left:
                raise
        else:
            break
    return conn


async def _configure(conn: Connection, settings: bytes) -> None:
    await conn.set_autocommit(True)
    set_json_loads(READ_JSON, conn)
    set_json_dumps(exact_json.dumps, conn)
    conn.add_notice_handler(partial(_note, ref(conn)))
    conn.is_pooled = await _pin(conn, settings) != conn.info.backend_pid
    if conn.is_pooled:
        # One client's statement has the name of another's: it was executed with our parameters.
        conn.prepare_threshold = None


async def _pin(conn: Connection, settings: bytes) -> int:
    """Pin our settings, and return the number of the server process."""
    cursor = await _begin(conn, settings)
    while cursor.nextset():
        pass
    row = await cursor.fetchone()
    await conn.commit()
    return int(row[0]) if row else 0


async def _begin(conn: Connection, settings: bytes) -> psycopg.AsyncCursor[TupleRow]:
    for _ in range(session.TRIES - 1):
        try:
            return await conn.execute(settings)
        except psycopg.errors.QueryCanceled:
            await conn.rollback()
    return await conn.execute(settings)


def _note(conn: "ref[Connection]", notice: psycopg.errors.Diagnostic) -> None:
    # Recognized by the function in the server's source: the text is in the server's language.
    connection = conn()
    if connection is not None and notice.source_function == "SyncRepWaitForLSN":
        connection.cut_short = True
