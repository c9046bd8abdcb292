"""Progress of requests whose caller waits: results, workers that are alive, pauses."""

from collections.abc import Collection

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.request import RequestResult
from bankagent.store import statements

SQL = statements.load(__name__)


async def results(
    conn: Connection, request_ids: Collection[int], *, maker: str | None
) -> list[RequestResult]:
    """Return those of these requests that no longer wait for a worker, with their results.

    Waits for the synchronous standby where commits wait for one, because the caller is told the
    result: it is as safe as one that was just written.
    """
    async with conn.cursor(row_factory=class_row(RequestResult)) as cursor:
        await cursor.execute(SQL["results"], {"request_ids": list(request_ids), "maker": maker})
        return await cursor.fetchall()


async def serving_workers(conn: Connection, request_id: int) -> int:
    """Return how many live workers serve the queue of a request's job."""
    asked = {"request_id": request_id}
    row = await (await conn.execute(SQL["serving_workers"], asked)).fetchone()
    return int(row[0]) if row else 0


async def is_paused(conn: Connection, request_id: int) -> bool:
    """Whether the request waits because an operator has paused its queue or its type."""
    row = await (await conn.execute(SQL["is_paused"], {"request_id": request_id})).fetchone()
    return bool(row and row[0])
