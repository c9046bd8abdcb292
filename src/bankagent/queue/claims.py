"""Claims of jobs, in sets, and the jobs that this process has in hand."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bankagent.db.errors import as_ours
from bankagent.db.gateway import within
from bankagent.db.pool import Pool
from bankagent.domain.job import ClaimedJob, Fence
from bankagent.errors import Unavailable
from bankagent.store.queue import jobs

log = logging.getLogger(__name__)

IN_ONE_CLAIM = 100
PATIENCE_S = 8.0
PAUSE_S = 1.0
FROM_BEGINNING_EVERY_S = 1.0

LOST = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    # Of class 25, for which psycopg has no common base: a standby, and transactions cut short.
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.TransactionTimeout,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Queues:
    """Queues to claim from: these, or where names is None all but those that are left out."""

    names: tuple[str, ...] | None
    left_out: tuple[str, ...] = ()


class Claims:
    """The claims of one worker: batches of jobs, and sets of suspects while it has no other."""

    def __init__(self, pool: Callable[[], Pool], suspects_wait: Callable[[], bool]) -> None:
        self._pool = pool
        self._suspects_wait = suspects_wait
        self._in_hand: dict[int, int] = {}
        # Jobs whose attempts ended, and that can kill nothing: other sessions hold their rows.
        self._aside: dict[int, int] = {}
        self._alone = False
        # Of each set of queues: what waits for models is claimed in turns with batches.
        self._last: dict[Queues, ClaimedJob] = {}
        self._restart_at = 0.0
        self._answer_lost = False
        # When each of the claims began whose answers are waited for.
        self._under_way: list[float] = []

    async def claim(self, worker_id: int, of: Queues, most: int = IN_ONE_CLAIM) -> list[ClaimedJob]:
        """Return the next batch; empty when nothing is due, or the database is away."""
        if self._alone:
            return []
        try:
            return await self._within_patience(self._claim(worker_id, of, most))
        except LOST as error:
            # The claim may have been committed: its jobs are handed back before the next claim.
            self._answer_lost = True
            told = {"error": type(error).__name__, "again_in_s": PAUSE_S}
            log.warning("claim failed", extra=told)
            await asyncio.sleep(PAUSE_S)
            return []
        except psycopg.Error as error:
            refused = as_ours(error) or Unavailable(
                f"The queue refuses claims (SQLSTATE {error.sqlstate}): see the server's log."
            )
        # Raised out here it has no context. It ends the worker, and the CLI prints the texts of all
        # errors that led to it: PostgreSQL's text may hold client data.
        raise refused

    @property
    def oldest_under_way(self) -> float:
        """Time at which the oldest claim under way began, by the steady clock; else infinity."""
        return min(self._under_way, default=math.inf)

    def __len__(self) -> int:
        """Return how many jobs this process has in hand."""
        return len(self._in_hand) + len(self._aside)

    async def begin(self, fence: Fence) -> None:
        """Note that this attempt begins, where the jobs in hand are a set of suspects.

        Of a process that dies the database then knows which one was in hand. A fence that is of no
        job says that all have ended.
        """
        if not self._alone or len(self._in_hand) <= 1:
            return
        try:
            await within(PATIENCE_S, self._begin(fence))
        except psycopg.Error as error:
            # The set is lost as a whole then, and claimed again in halves.
            log.warning("not noted which suspect begins", extra={"error": type(error).__name__})

    async def _begin(self, fence: Fence) -> None:
        async with self._pool().connection() as conn:
            await jobs.begin_suspect(conn, fence)

    def begin_again(self) -> None:
        """Claim from the beginning next: jobs before the last claimed one are due again."""
        self._last.clear()

    def release(self, batch: Sequence[ClaimedJob]) -> None:
        """Forget jobs that are settled, lost or handed back."""
        for job in batch:
            if self._in_hand.get(job.job_id) == job.attempts:
                del self._in_hand[job.job_id]
        if not self._in_hand:
            self._alone = False

    def set_aside(self, jobs: Sequence[ClaimedJob]) -> None:
        """Note jobs that are held although their batch is over."""
        self._aside |= {job.job_id: job.attempts for job in jobs}

    def forget_aside(self, jobs: Sequence[ClaimedJob]) -> None:
        """Forget jobs that were set aside: they are settled, lost or handed back."""
        for job in jobs:
            if self._aside.get(job.job_id) == job.attempts:
                del self._aside[job.job_id]

    def holds(self, job_id: int, attempts: int) -> bool:
        """Whether this process has this attempt in hand."""
        return attempts in (self._in_hand.get(job_id), self._aside.get(job_id))

    async def _within_patience(
        self, claim: Coroutine[Any, Any, list[ClaimedJob]]
    ) -> list[ClaimedJob]:
        began = time.monotonic()
        self._under_way.append(began)
        try:
            return await within(PATIENCE_S, claim)
        finally:
            self._under_way.remove(began)

    async def _claim(self, worker_id: int, of: Queues, most: int) -> list[ClaimedJob]:
        if self._answer_lost:
            await self._hand_back_lost_claim(worker_id)
        if self._suspects_wait():
            return await self._claim_alone(worker_id, of, most)
        return await self._claim_batch(worker_id, of, most)

    async def _claim_alone(self, worker_id: int, of: Queues, most: int) -> list[ClaimedJob]:
        # A suspect may kill this process: it is claimed after all other jobs in hand have ended.
        if self._in_hand:
            return []
        async with self._pool().connection() as conn:
            batch = await jobs.claim(
                conn, worker_id, queues=of.names, left_out=of.left_out, most=most, alone=True
            )
        if not batch:
            return await self._claim_batch(worker_id, of, most)
        self._alone = True
        return self._take(batch)

    async def _claim_batch(self, worker_id: int, of: Queues, most: int) -> list[ClaimedJob]:
        now = time.monotonic()
        if now >= self._restart_at:
            self._restart_at = now + FROM_BEGINNING_EVERY_S
            self._last.clear()
        after = self._last.get(of)
        async with self._pool().connection() as conn:
            batch = await jobs.claim(
                conn, worker_id, queues=of.names, left_out=of.left_out, most=most, after=after
            )
        if batch:
            self._last[of] = max(batch, key=lambda job: (-job.priority, job.job_id))
        return self._take(batch)

    def _take(self, batch: list[ClaimedJob]) -> list[ClaimedJob]:
        # A fence that we hold already is an attempt under way: never start it twice.
        fresh = [job for job in batch if not self.holds(job.job_id, job.attempts)]
        self._in_hand |= {job.job_id: job.attempts for job in fresh}
        return fresh

    async def _hand_back_lost_claim(self, worker_id: int) -> None:
        async with self._pool().connection() as conn:
            unknown = [
                fence
                for fence in await jobs.held(conn, worker_id)
                if not self.holds(fence.job_id, fence.attempts)
            ]
            if unknown:
                await jobs.hand_back(conn, unknown)
                told = {"count": len(unknown)}
                log.warning("handed back jobs whose claim was lost", extra=told)
        self._answer_lost = False
