"""Stops of automatic decisions that last, as workers and `bankagent status` read them."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.stop import Stop
from bankagent.store import statements

SQL = statements.load(__name__)


async def open_stops(conn: Connection) -> list[Stop]:
    """Return the stops that last, the oldest first."""
    async with conn.cursor(row_factory=class_row(Stop)) as cursor:
        await cursor.execute(SQL["open_stops"])
        return await cursor.fetchall()
