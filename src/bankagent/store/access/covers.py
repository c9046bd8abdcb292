"""Requests that a reviewer may read: those that an authority covers, and those voted on."""

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


async def may_read(conn: Connection, request_id: int, *, reviewer: str) -> bool:
    """Return whether a reviewer may read a request; false where there is none."""
    found = await conn.execute(SQL["may_read"], {"request_id": request_id, "reviewer": reviewer})
    row = await found.fetchone()
    return row is not None and bool(row[0])
