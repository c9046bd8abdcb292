"""What `bankagent status` and Prometheus ask of the database."""

from typing import TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.status import OpenRequests, PendingApprovals, QueueDepth, Trouble, WorkerState
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
    """Return how many requests wait for somebody, by status."""
    return await _rows(conn, "open_requests", OpenRequests)


async def troubles(conn: Connection) -> list[Trouble]:
    """Return stuck requests and gaps of the last hour, at most 100."""
    return await _rows(conn, "troubles", Trouble)


async def approvals(conn: Connection) -> PendingApprovals:
    """Return what waits for people."""
    (found,) = await _rows(conn, "approvals", PendingApprovals)
    return found


async def be_brief(conn: Connection, milliseconds: int) -> None:
    """Have the statements of this transaction give up after so long each."""
    await conn.execute(SQL["be_brief"], {"milliseconds": str(milliseconds)})


async def _rows(conn: Connection, name: str, row: type[Row]) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[name])
        return await cursor.fetchall()
