"""The worker's side of the queue: claim, settle, hand back, rescue, tidy, and the sign of life."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from bankagent.db.pool import Connection
from bankagent.domain.job import ClaimedJob, HeldJob, Rescued
from bankagent.store import statements

SQL = statements.load(__name__)


async def claim(
    conn: Connection,
    worker_id: int,
    *,
    queues: Collection[str] | None,
    most: int,
    alone: bool = False,
    after: ClaimedJob | None = None,
) -> list[ClaimedJob]:
    """Claim up to `most` jobs of one queue, or one suspect when this process holds nothing else.

    `queues` None means all queues of our request types; `after` is the job that was claimed last.
    """
    async with conn.cursor(row_factory=class_row(ClaimedJob)) as cursor:
        await cursor.execute(
            SQL["claim"],
            {
                "worker_id": worker_id,
                "queues": None if queues is None else list(queues),
                "most": most,
                "alone": alone,
                "after_queue": after.queue_name if after else "",
                "after_priority": after.priority if after else None,
                "after_id": after.job_id if after else None,
            },
        )
        return await cursor.fetchall()


async def settle(conn: Connection, items: Sequence[dict[str, Any]]) -> list[str]:
    """Commit the outcomes of runs; answer for each, in order: settled, lost or busy."""
    cursor = await conn.execute(SQL["settle"], {"items": Jsonb(items)})
    return [outcome for _, outcome in await cursor.fetchall()]


async def hand_back(conn: Connection, items: Sequence[dict[str, Any]]) -> set[int]:
    """Give jobs that never started back to the queue; return the ids that were still ours."""
    cursor = await conn.execute(SQL["hand_back"], {"items": Jsonb(items)})
    return {job_id for (job_id,) in await cursor.fetchall()}


async def held(conn: Connection, worker_id: int) -> list[HeldJob]:
    """Return the jobs that the database thinks this worker has in hand."""
    async with conn.cursor(row_factory=class_row(HeldJob)) as cursor:
        await cursor.execute(SQL["held"], {"worker_id": worker_id})
        return await cursor.fetchall()


async def keep_worker(
    conn: Connection, worker_id: int, *, host: str, pid: int, version: str
) -> bool:
    """Give a sign of life; return whether a suspect waits to be claimed alone."""
    cursor = await conn.execute(
        SQL["keep_worker"],
        {"worker_id": worker_id, "host": host, "pid": pid, "version": version},
    )
    return await _flag(cursor)


async def lock_worker(conn: Connection, worker_id: int) -> bool:
    """Take the advisory lock of a live worker for as long as this connection lives."""
    return await _flag(await conn.execute(SQL["lock_worker"], {"worker_id": worker_id}))


async def elect_rescuer(conn: Connection) -> bool:
    """Become the one rescuer for as long as this connection lives, if there is none."""
    return await _flag(await conn.execute(SQL["elect_rescuer"]))


async def rescue(conn: Connection, *, stuck: bool) -> list[Rescued]:
    """Take back the jobs of dead workers, and with `stuck` mend requests that lost their job."""
    async with conn.cursor(row_factory=class_row(Rescued)) as cursor:
        await cursor.execute(SQL["rescue"], {"stuck": stuck})
        return await cursor.fetchall()


async def tidy(conn: Connection) -> int:
    """Remove some finished jobs that are old enough, and note sizes; return how many went."""
    row = await (await conn.execute(SQL["tidy"])).fetchone()
    return int(row[1]) if row else 0


async def _flag(cursor: Any) -> bool:
    row = await cursor.fetchone()
    return bool(row and row[0])
