"""Jobs in the hands of a worker: claim, settle, hand back."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from bankagent.db.pool import Connection
from bankagent.domain.job import ClaimedJob, HeldJob
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
    """Commit the ends of attempts; answer for each, in order: settled, lost or busy."""
    cursor = await conn.execute(SQL["settle"], {"items": Jsonb(items)})
    return [disposition for _, disposition in await cursor.fetchall()]


async def hand_back(conn: Connection, items: Sequence[dict[str, Any]]) -> set[int]:
    """Give jobs that never started back to the queue; return the ids that were still ours."""
    cursor = await conn.execute(SQL["hand_back"], {"items": Jsonb(items)})
    return {job_id for (job_id,) in await cursor.fetchall()}


async def held(conn: Connection, worker_id: int) -> list[HeldJob]:
    """Return the jobs that the database thinks this worker has in hand."""
    async with conn.cursor(row_factory=class_row(HeldJob)) as cursor:
        await cursor.execute(SQL["held"], {"worker_id": worker_id})
        return await cursor.fetchall()
