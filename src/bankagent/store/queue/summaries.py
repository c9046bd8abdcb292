"""Summaries that are to be sent to reviewers now; what is returned counts as sent."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.summary import Summary
from bankagent.store import statements

SQL = statements.load(__name__)


async def claim(conn: Connection) -> list[Summary]:
    """Return the summaries that are due, at most 20, each for one hour."""
    async with conn.cursor(row_factory=class_row(Summary)) as cursor:
        await cursor.execute(SQL["claim"])
        return await cursor.fetchall()
