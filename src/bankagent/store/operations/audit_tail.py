"""The audit log as it grows, for a person who watches."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from bankagent.db.pool import Connection, Pool
from bankagent.store import statements

SQL = statements.load(__name__)
BETWEEN_LOOKS_S = 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit entry: who moved which request from where to where."""

    id: int
    request_id: int
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: datetime


async def newest(conn: Connection) -> int:
    """Return the id of the last entry, 0 when there is none."""
    row = await (await conn.execute(SQL["newest"])).fetchone()
    return int(row[0]) if row else 0


async def entries_after(conn: Connection, id: int) -> list[Entry]:
    """Return the next entries, at most 500, in order."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(SQL["entries_after"], {"id": id})
        return await cursor.fetchall()


async def follow(pool: Pool, after: int) -> AsyncIterator[Entry]:
    """Yield the entries that come, for ever, through restarts of the database.

    An entry that commits after one with a higher id may be passed over: this is for watching.
    """
    while True:
        try:
            async with pool.connection() as conn:
                entries = await entries_after(conn, after)
        except psycopg.Error:
            entries = []
        for entry in entries:
            after = entry.id
            yield entry
        await asyncio.sleep(BETWEEN_LOOKS_S)
