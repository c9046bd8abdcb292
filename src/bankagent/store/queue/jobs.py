"""Jobs in the hands of a worker: claim, settle, hand back."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from bankagent.db.pool import Connection
from bankagent.domain.attempt import Attempt, Failed, SettleDisposition
from bankagent.domain.job import ClaimedJob, Fence
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
    left_out: Collection[str] = (),
) -> list[ClaimedJob]:
    """Claim up to `most` jobs of one queue, `alone` suspects, when this process holds nothing else.

    `queues` None means all queues of our request types; `after` is the job that was claimed last.
    Nothing is claimed from the queues that are left out.
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
                "left_out": list(left_out) or None,
            },
        )
        return await cursor.fetchall()


async def begin_suspect(conn: Connection, fence: Fence) -> None:
    """Note which of a worker's suspects is in hand now."""
    await conn.execute(SQL["begin_suspect"], asdict(fence))


async def settle(conn: Connection, attempts: Sequence[Attempt]) -> list[SettleDisposition]:
    """Commit the ends of attempts; answer for each, in order.

    An attempt is settled, stopped (settled, but people decide, since automatic decisions are
    stopped), lost (its fence is gone), busy (its rows are locked: send it again) or again (what it
    rests on has changed: decide it anew).
    """
    items = Jsonb([_as_item(attempt) for attempt in attempts])
    cursor = await conn.execute(SQL["settle"], {"items": items})
    return [disposition for _, disposition in await cursor.fetchall()]


async def hand_back(
    conn: Connection, not_begun: Sequence[Fence], *, begun: Sequence[Fence] = ()
) -> list[int]:
    """Give jobs back to the queue; return the ids of those that went.

    Left alone is a job whose fence is gone, or whose row another session has locked. Those whose
    attempt had begun wait 2, 4, 8 … seconds: their end could not be recorded.
    """
    items = [asdict(fence) for fence in not_begun]
    items += [asdict(fence) | {"begun": True} for fence in begun]
    cursor = await conn.execute(SQL["hand_back"], {"items": Jsonb(items)})
    return [int(job_id) for (job_id,) in await cursor.fetchall()]


async def held(conn: Connection, worker_id: int) -> list[Fence]:
    """Return the fences of the jobs that are 'doing' for this worker."""
    async with conn.cursor(row_factory=class_row(Fence)) as cursor:
        await cursor.execute(SQL["held"], {"worker_id": worker_id})
        return await cursor.fetchall()


def _as_item(attempt: Attempt) -> dict[str, object]:
    fence, end = attempt.fence, attempt.end
    item: dict[str, object] = {
        "job_id": fence.job_id,
        "worker_id": fence.worker_id,
        "attempts": fence.attempts,
        "request_id": attempt.job.request_id,
    }
    if isinstance(end, Failed):
        item["error"] = end.error
    else:
        item["status"] = end.status
        item["decision"] = end.decision
        item["result"] = end.result
        item["evaluation"] = end.evaluation.as_json()
        if end.causes:
            item["causes"] = {decision: one.as_json() for decision, one in end.causes.items()}
    return item
