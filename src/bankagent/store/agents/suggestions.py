"""Basis of a suggestion: the payload and the newest evaluation of its request."""

from dataclasses import dataclass

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Basis:
    """The request as it is now; payload, fired rules and looked-up values are JSON text."""

    request_type: str
    payload: str
    outcome: str
    fired: str
    known: str


async def basis(conn: Connection, request_id: int) -> Basis | None:
    """Return what a suggestion would be about now; None where nothing was evaluated yet."""
    async with conn.cursor(row_factory=class_row(Basis)) as cursor:
        await cursor.execute(SQL["basis"], {"request_id": request_id})
        return await cursor.fetchone()
