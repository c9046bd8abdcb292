"""Tail of the whole audit log, for an operator who watches `bankagent run`.

A caller follows one request by store/requests/trail.py, which passes over no entry.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from bankagent.db.pool import Connection, Pool
from bankagent.store import statements

SQL = statements.load(__name__)
POLL_S = 0.25


@dataclass(frozen=True, slots=True)
class TailEntry:
    """An audit entry as the tail shows it: without its job, its trace and its result."""

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


async def newest_before(conn: Connection, seconds: float, *, request_id: int | None) -> int:
    """Return the id of the last entry, of all or of a request, that is at least so old; else 0.

    It looks at the newest 1,000: 0 where they are all younger.
    """
    asked = {"seconds": seconds, "request_id": request_id}
    # Not prepared: a plan for both cases would walk the whole log for a request.
    row = await (await conn.execute(SQL["newest_before"], asked, prepare=False)).fetchone()
    return int(row[0]) if row else 0


async def newest_of(conn: Connection, request_ids: Sequence[int]) -> dict[int, int]:
    """Return the id of the last entry of each of these requests that has one."""
    rows = await conn.execute(SQL["newest_of"], {"request_ids": list(request_ids)})
    return {request_id: last async for request_id, last in rows}


async def next_entries(conn: Connection, id: int) -> list[TailEntry]:
    """Return the next entries, at most 500, in order."""
    async with conn.cursor(row_factory=class_row(TailEntry)) as cursor:
        await cursor.execute(SQL["next_entries"], {"id": id})
        return await cursor.fetchall()


async def tail(pool: Pool, after: int) -> AsyncIterator[TailEntry]:
    """Yield the entries after one (its id) as they come, through restarts of the database.

    May pass over an entry that commits after one with a higher id.
    """
    while True:
        try:
            async with pool.connection() as conn:
                entries = await next_entries(conn, after)
        except psycopg.Error:
            entries = []
        for entry in entries:
            after = entry.id
            yield entry
        await asyncio.sleep(POLL_S)
