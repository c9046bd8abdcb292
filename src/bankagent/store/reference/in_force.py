"""Reference data in force."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.reference import ReferenceInForce
from bankagent.store import statements

SQL = statements.load(__name__)


async def in_force(conn: Connection) -> list[ReferenceInForce]:
    """Return the version of each dataset that is in force, by dataset."""
    async with conn.cursor(row_factory=class_row(ReferenceInForce)) as cursor:
        await cursor.execute(SQL["in_force"])
        return await cursor.fetchall()
