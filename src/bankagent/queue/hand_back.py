"""Hand jobs that never started back to the queue."""

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
ANSWER_WITHIN_S = 8.0


async def hand_back(pool: Callable[[], Pool], fences: Sequence[Fence]) -> None:
    """Hand back the jobs of these fences; jobs that cannot be handed back are rescued later."""
    if not fences:
        return
    for _ in range(TRIES):
        try:
            await within(ANSWER_WITHIN_S, _on_a_connection(pool, fences))
            return
        except psycopg.Error as error:
            told = {"count": len(fences), "error": type(error).__name__}
            log.warning("hand back failed", extra=told)
            await asyncio.sleep(PAUSE_S)


async def _on_a_connection(pool: Callable[[], Pool], fences: Sequence[Fence]) -> None:
    async with pool().connection() as conn:
        await jobs.hand_back(conn, fences)
