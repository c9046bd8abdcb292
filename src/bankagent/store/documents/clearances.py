"""Clearances of readers of documents: set one, and list those in force."""

from psycopg.rows import class_row, scalar_row

from bankagent.db.pool import Connection
from bankagent.domain.document import Clearance
from bankagent.store import statements

SQL = statements.load(__name__)


async def clear(
    conn: Connection,
    kind: str,
    holder: str,
    classification: str,
    *,
    reason: str,
    client_id: str | None,
) -> int:
    """Set a clearance; return its number."""
    asked = {
        "kind": kind,
        "holder": holder,
        "classification": classification,
        "reason": reason,
        "client_id": client_id,
    }
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(SQL["clear"], asked)
        (number,) = await cursor.fetchall()
        return int(number)


async def clearances(conn: Connection) -> list[Clearance]:
    """Return the clearances in force, by holder."""
    async with conn.cursor(row_factory=class_row(Clearance)) as cursor:
        await cursor.execute(SQL["clearances"])
        return await cursor.fetchall()
