"""Requests that wait for approval."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Approval
from bankagent.store import statements

SQL = statements.load(__name__)


async def page(conn: Connection, *, after: int, most: int, reviewer: str) -> list[Approval]:
    """Return the requests that wait for approval after this one, the oldest first.

    `reviewer` is the one who reads them.
    """
    async with conn.cursor(row_factory=class_row(Approval)) as cursor:
        await cursor.execute(SQL["page"], {"after": after, "most": most, "reviewer": reviewer})
        return await cursor.fetchall()
