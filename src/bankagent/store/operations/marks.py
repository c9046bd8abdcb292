"""Marks of what a page shows: a page whose mark differs from the present one is out of date."""

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


async def service(conn: Connection) -> int:
    """Return the mark of queues, workers, pauses and stops; below 2^59."""
    return await _mark(conn, "service")


async def failures(conn: Connection) -> int:
    """Return the mark of the failures and of the requests that still fail; below 2^59."""
    return await _mark(conn, "failures")


async def _mark(conn: Connection, name: str) -> int:
    row = await (await conn.execute(SQL[name])).fetchone()
    return int(row[0]) if row else 0
