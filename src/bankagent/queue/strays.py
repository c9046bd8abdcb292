"""Stray jobs: in the worker's name in the database, and not in its hands; they are handed back.

A claim may be committed after the process gave up on its answer; nothing here runs its jobs then.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

import psycopg

from bankagent import logs
from bankagent.db.gateway import within
from bankagent.db.pool import Connection, Pool
from bankagent.domain.job import Fence
from bankagent.queue.claims import Claims
from bankagent.store.queue import jobs

log = logging.getLogger(__name__)

EVERY_S = 2.0
AFTER_AN_ERROR_S = 10.0
ANSWER_WITHIN_S = 8.0


class Strays:
    """Looks for stray jobs in a task of its own, beside the heartbeat."""

    def __init__(self, pool: Callable[[], Pool], claims: Claims) -> None:
        """Make it; `claims` says what this process has in hand, and which claims are under way."""
        self._pool = pool
        self._claims = claims
        # When each was first seen, by this process's steady clock.
        self._seen: dict[Fence, float] = {}
        self._next_at = 0.0
        self._round: asyncio.Task[None] | None = None

    def begin(self, worker_id: int) -> None:
        """Begin a look in the background, where one is due and none is under way."""
        if time.monotonic() < self._next_at or (self._round and not self._round.done()):
            return
        self._next_at = time.monotonic() + EVERY_S
        self._round = asyncio.create_task(self._hand_back(worker_id), name="strays")

    async def stop(self) -> None:
        """End a look that is under way."""
        if self._round:
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)

    async def _hand_back(self, worker_id: int) -> None:
        try:
            strays = self._judged(await within(ANSWER_WITHIN_S, self._held(worker_id)))
            if strays:
                await within(ANSWER_WITHIN_S, self._back(strays))
                log.warning("handed back jobs of a late claim", extra={"count": len(strays)})
        except Exception as error:  # noqa: BLE001 - a look that fails must not end the worker
            self._next_at = time.monotonic() + AFTER_AN_ERROR_S
            told = logs.failure(error) | {"again_in_s": AFTER_AN_ERROR_S}
            log.warning("stray jobs were not handed back", extra=told)

    def _judged(self, held: Sequence[Fence]) -> list[Fence]:
        """Return the strays: jobs that no claim still under way can bring.

        Such a claim began before the job was first seen here.
        """
        now, oldest = time.monotonic(), self._claims.oldest_under_way
        unknown = [one for one in held if not self._claims.holds(one.job_id, one.attempts)]
        before, self._seen = self._seen, {}
        self._seen = {one: before.get(one, now) for one in unknown}
        return [one for one in unknown if one in before and before[one] < oldest]

    async def _held(self, worker_id: int) -> list[Fence]:
        async with self._pool().connection() as conn:
            return await jobs.held(conn, worker_id)

    async def _back(self, strays: Sequence[Fence]) -> None:
        async with self._pool().connection() as conn:
            try:
                await jobs.hand_back(conn, strays)
            except psycopg.Error:
                if conn.broken:
                    raise
                # A row that the database refuses must not keep its neighbours.
                for one in strays:
                    await _back_alone(conn, one)


async def _back_alone(conn: Connection, stray: Fence) -> None:
    try:
        await jobs.hand_back(conn, [stray])
    except psycopg.Error as error:
        if conn.broken:
            raise
        told = {"job_id": stray.job_id, "error": type(error).__name__}
        log.warning("a stray job was not handed back", extra=told)
