"""Settler of a process: one group commit for all its attempts, and a room for what others hold.

A person's open transaction may hold a row for hours. The attempt then waits in the room and takes
no place of a batch. A drain does not wait for it: its job is rescued once the row is free.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import replace

from bankagent.db.pool import Pool
from bankagent.domain.attempt import Attempt
from bankagent.domain.job import Fence
from bankagent.queue.claims import Claims
from bankagent.queue.hand_back import hand_back
from bankagent.queue.settle import NotSettled, new_settles, settle

log = logging.getLogger(__name__)

PAUSE_S = 1.0
# A session may hold all rows of the backlog. More than these go back to the queue, and wait there.
ROOM = 200


class Settler:
    """Settles attempts; those whose rows another session holds each second again."""

    def __init__(self, pool: Callable[[], Pool], claims: Claims) -> None:
        self._pool = pool
        self._claims = claims
        self._settles = new_settles(pool)
        self._in_room = 0
        # The event loop holds its tasks only weakly.
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, fence: Fence) -> None:
        """Note that an attempt begins, where that may matter: see Claims.begin."""
        await self._claims.begin(fence)

    async def settle(self, attempts: Sequence[Attempt]) -> NotSettled:
        """Settle attempts; return those that are neither settled, lost nor in the room."""
        left = await settle(self._settles, attempts)
        room = max(ROOM - self._in_room, 0)
        self._put(left.held[:room])
        return replace(left, held=left.held[room:])

    def _put(self, attempts: Sequence[Attempt]) -> None:
        if not attempts:
            return
        log.warning("another session holds jobs that ended", extra={"count": len(attempts)})
        self._in_room += len(attempts)
        self._claims.set_aside([one.job for one in attempts])
        task = asyncio.create_task(
            self._settle_held(attempts), name="settle held", context=Context()
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _settle_held(self, attempts: Sequence[Attempt]) -> None:
        while attempts:
            await asyncio.sleep(PAUSE_S)
            try:
                left = await settle(self._settles, attempts)
            except Exception:  # their fences tell which of them were settled
                log.exception("held jobs were not settled")
                continue
            begun = [one.fence for one in (*left.refused, *left.anew)]
            await hand_back(self._pool, [], begun=begun)
            self._over(attempts, left.held)
            attempts = left.held

    def _over(self, attempts: Sequence[Attempt], held: Sequence[Attempt]) -> None:
        waiting = {one.fence for one in held}
        over = [one.job for one in attempts if one.fence not in waiting]
        self._in_room -= len(over)
        self._claims.forget_aside(over)
