"""Readings of requests with data about persons: noted once a quarter of an hour and reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a request, by a reviewer or a caller."""

    reader: str
    read_at: datetime


async def note(
    conn: Connection, request_ids: Sequence[int], *, request_types: Sequence[str], actor: str
) -> None:
    """Note that a person read those of these requests that have one of these types."""
    types = list(request_types)
    asked = {"request_ids": list(request_ids), "request_types": types, "actor": actor}
    await conn.execute(SQL["note"], asked)


async def latest(conn: Connection, request_id: int) -> list[Reading]:
    """Return the latest 50 readings of a request, the newest first."""
    async with conn.cursor(row_factory=class_row(Reading)) as cursor:
        await cursor.execute(SQL["latest"], {"request_id": request_id})
        return await cursor.fetchall()
