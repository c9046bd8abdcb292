"""Readings of requests with data about persons: noted once a quarter of an hour and reader."""

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


async def note(conn: Connection, request_id: int, *, actor: str) -> None:
    """Note that a person read a request; BA404 where there is none."""
    await conn.execute(SQL["note"], {"request_id": request_id, "actor": actor})


async def latest(conn: Connection, request_id: int) -> list[Reading]:
    """Return the latest 50 readings of a request, the newest first."""
    async with conn.cursor(row_factory=class_row(Reading)) as cursor:
        await cursor.execute(SQL["latest"], {"request_id": request_id})
        return await cursor.fetchall()
