"""Hand jobs back to the queue that have no end: those that never started cost and wait nothing."""

import asyncio
import logging
from collections.abc import Callable, Sequence

import psycopg

from bankagent.db.gateway import within
from bankagent.db.pool import Pool
from bankagent.domain.job import Fence
from bankagent.store.queue import jobs

log = logging.getLogger(__name__)

TRIES = 3
PAUSE_S = 1.0
LATER_S = 10.0
ANSWER_WITHIN_S = 8.0

# The event loop holds its tasks only weakly.
LATER: "set[asyncio.Task[None]]" = set()

Item = tuple[Fence, bool]


async def hand_back(
    pool: Callable[[], Pool], not_begun: Sequence[Fence], *, begun: Sequence[Fence] = ()
) -> None:
    """Hand back jobs; those whose attempt had begun wait before they are claimed again.

    What the database does not take is tried again every ten seconds until it does, or until this
    process ends: while it lives, no rescuer takes its jobs.
    """
    items: list[Item] = [(fence, False) for fence in not_begun]
    items += [(fence, True) for fence in begun]
    for _ in range(TRIES):
        items = await _refused(pool, items)
        if not items:
            return
        await asyncio.sleep(PAUSE_S)
    task = asyncio.create_task(_hand_back_later(pool, items), name="hand back later")
    LATER.add(task)
    task.add_done_callback(LATER.discard)


async def leaves_some(pool: Callable[[], Pool], worker_id: int) -> bool:
    """Whether a worker that ends still has jobs, which are then left to the rescuer with its row.

    To remove the row would wait for the sessions that hold the jobs.
    """
    try:
        async with pool().connection() as conn:
            left = await jobs.held(conn, worker_id)
    except (psycopg.Error, OSError):
        return False
    if left:
        log.warning("jobs are left to the rescuer", extra={"count": len(left)})
    return bool(left)


async def _hand_back_later(pool: Callable[[], Pool], items: list[Item]) -> None:
    while items:
        # One by one: a row that the database refuses must not keep its neighbours.
        items = [one for item in items for one in await _refused(pool, [item])]
        await asyncio.sleep(LATER_S)


async def _refused(pool: Callable[[], Pool], items: list[Item]) -> list[Item]:
    """Hand back jobs in one statement; return those that are to be tried again."""
    if not items:
        return []
    try:
        return await within(ANSWER_WITHIN_S, _on_a_connection(pool, items))
    except (psycopg.Error, OSError) as error:
        told = {"count": len(items), "error": type(error).__name__}
        log.warning("hand back failed", extra=told)
        return items


async def _on_a_connection(pool: Callable[[], Pool], items: Sequence[Item]) -> list[Item]:
    """Hand back jobs; return those that the worker still has: another session holds their rows."""
    async with pool().connection() as conn:
        back = await jobs.hand_back(
            conn,
            [fence for fence, begun in items if not begun],
            begun=[fence for fence, begun in items if begun],
        )
        left = [item for item in items if item[0].job_id not in set(back)]
        workers = {fence.worker_id for fence, _ in left}
        held = {fence for worker_id in workers for fence in await jobs.held(conn, worker_id)}
    return [item for item in left if item[0] in held]
