"""Statements of `bankagent status` and of the metrics."""

from typing import TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.status import (
    OpenRequests,
    PendingApprovals,
    PendingAsks,
    QueueDepth,
    RowHolder,
    Trouble,
    WorkerState,
)
from bankagent.store import statements

SQL = statements.load(__name__)

Row = TypeVar("Row")


async def queues(conn: Connection) -> list[QueueDepth]:
    """Return the depth of each queue that has open jobs."""
    return await _rows(conn, "queues", QueueDepth)


async def workers(conn: Connection) -> list[WorkerState]:
    """Return the workers that are registered."""
    return await _rows(conn, "workers", WorkerState)


async def open_requests(conn: Connection) -> list[OpenRequests]:
    """Return the number of requests at each status that is not final."""
    return await _rows(conn, "open_requests", OpenRequests)


async def troubles(conn: Connection) -> list[Trouble]:
    """Return stuck requests and gaps of the last hour, at most 100."""
    return await _rows(conn, "troubles", Trouble)


async def approvals(conn: Connection) -> PendingApprovals:
    """Return the number of requests that wait for people, and the oldest wait."""
    (found,) = await _rows(conn, "approvals", PendingApprovals)
    return found


async def unsigned(conn: Connection) -> list[str]:
    """Return the policies in force that no person of the bank has activated."""
    cursor = await conn.execute(SQL["unsigned"])
    return [name for (name,) in await cursor.fetchall()]


async def unreviewed(conn: Connection) -> list[int]:
    """Return break-glass that was not reviewed within a business day, by the number of its ask."""
    cursor = await conn.execute(SQL["unreviewed"])
    return [number for (number,) in await cursor.fetchall()]


async def redaction_asks(conn: Connection) -> PendingAsks:
    """Return the number of redactions that wait for a second person, and the oldest wait."""
    (found,) = await _rows(conn, "redaction_asks", PendingAsks)
    return found


async def beyond_workers(conn: Connection) -> list[tuple[str, str | None]]:
    """Return the types of which no live worker takes a request, each with its package if any."""
    cursor = await conn.execute(SQL["beyond_workers"])
    return [(name, package) for name, package in await cursor.fetchall()]


async def row_holders(conn: Connection) -> list[RowHolder]:
    """Return sessions that hold rows of ours for more than a moment, longest first, at most 10."""
    return await _rows(conn, "row_holders", RowHolder)


async def limit_statements(conn: Connection, milliseconds: int) -> None:
    """Limit each statement of this transaction to so many milliseconds."""
    await conn.execute(SQL["limit_statements"], {"milliseconds": str(milliseconds)})


async def _rows(conn: Connection, name: str, row: type[Row]) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[name])
        return await cursor.fetchall()
