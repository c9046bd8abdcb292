"""The request types that the database has, which `migrate` stores."""

from dataclasses import dataclass

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class StoredType:
    """One type: its name, its purpose, and the package that brings it; None for bankagent's own."""

    name: str
    description: str
    package: str | None


async def stored(conn: Connection) -> list[StoredType]:
    """Return all request types, by name."""
    async with conn.cursor(row_factory=class_row(StoredType)) as cursor:
        await cursor.execute(SQL["stored"])
        return await cursor.fetchall()
