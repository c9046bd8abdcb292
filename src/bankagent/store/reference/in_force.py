"""Reference data in force, what waits to come into force, and its activation by a second person."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.reference import ReferenceInForce, ReferenceWaiting
from bankagent.store import statements

SQL = statements.load(__name__)


async def in_force(conn: Connection) -> list[ReferenceInForce]:
    """Return the version of each dataset that is in force, by dataset."""
    async with conn.cursor(row_factory=class_row(ReferenceInForce)) as cursor:
        await cursor.execute(SQL["in_force"])
        return await cursor.fetchall()


async def waiting(conn: Connection) -> list[ReferenceWaiting]:
    """Return the newest version of each dataset where it has never been in force, by dataset."""
    async with conn.cursor(row_factory=class_row(ReferenceWaiting)) as cursor:
        await cursor.execute(SQL["waiting"])
        return await cursor.fetchall()


async def activate_by_person(conn: Connection, dataset: str, version: int, actor: str) -> None:
    """Activate a version for a reviewer of compliance.

    Raises:
        Forbidden: the actor imported it, or is no reviewer of compliance.
        NotFound: there is no such version.
        Conflict: it is in force already, or retired.
    """
    given = {"dataset": dataset, "version": version, "actor": actor}
    await conn.execute(SQL["activate_by_person"], given)
