"""Batches of claimed jobs: prepared once, decided job by job, settled together."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from bankagent.db.pool import Pool
from bankagent.domain.attempt import Attempt
from bankagent.domain.job import ClaimedJob, Fence
from bankagent.queue.attempts import BatchDecider, attempt, prepared
from bankagent.queue.counts import count
from bankagent.queue.drain import Drain
from bankagent.queue.hand_back import hand_back
from bankagent.queue.settle import NotSettled
from bankagent.queue.settler import Settler

log = logging.getLogger(__name__)

# A turn of the event loop costs a tenth of a decision.
TURN_S = 0.002


class Batches:
    """Processes the batches of one process, which meet in one group commit."""

    def __init__(
        self, pool: Callable[[], Pool], decider: BatchDecider, drain: Drain, settler: Settler
    ) -> None:
        """Make the processor of batches.

        Args:
            pool: returns the open pool.
            decider: decides the requests.
            drain: says whether the worker was asked to stop; asked between two jobs.
            settler: settles the attempts of this process.
        """
        self._pool = pool
        self._decider = decider
        self._drain = drain
        self._settler = settler

    async def process(self, batch: Sequence[ClaimedJob], worker_id: int) -> None:
        """Decide a batch job by job and settle it together, in as many rounds as that helps.

        A round after the first has the jobs that the database wants decided anew: what they rest on
        has changed, often by the round before. Those that wait for a job in other hands go back to
        the queue, and their attempts cost nothing.
        """
        left, helps = batch, True
        while left:
            anew = await self._round(left, worker_id, keeps=helps)
            left, helps = anew, len(anew) < len(left)

    async def _round(
        self, batch: Sequence[ClaimedJob], worker_id: int, *, keeps: bool
    ) -> list[ClaimedJob]:
        """Decide jobs and settle them; return those to be decided anew, which are still held.

        When the worker drains, the current job is finished and the rest is handed back. When the
        drain may not last any longer, the current job is handed back too: its attempt ended in no
        error, and costs nothing.
        """
        ended: list[Attempt] = []
        is_whole = False
        try:
            log.debug("a batch begins", extra={"count": len(batch)})
            cuts_short = self._drain.cuts_short
            known = await prepared(batch, self._decider, cuts_short)
            turn_ends = time.monotonic() + TURN_S
            for job in batch:
                if self._drain.is_requested():
                    break
                fence = job.fence(worker_id)
                await self._settler.begin(fence)
                ended.append(await attempt(job, fence, self._decider, known, cuts_short))
                if time.monotonic() >= turn_ends:
                    # Let heartbeats, signals and notifications in between two jobs.
                    await asyncio.sleep(0)
                    turn_ends = time.monotonic() + TURN_S
            is_whole = len(ended) == len(batch)
            await self._settler.begin(Fence(0, worker_id, 0))
        finally:
            not_begun = batch[len(ended) :]
            anew = await self._end(ended, not_begun, worker_id, keeps=keeps and is_whole)
        return anew

    async def _end(
        self,
        ended: Sequence[Attempt],
        not_begun: Sequence[ClaimedJob],
        worker_id: int,
        *,
        keeps: bool,
    ) -> list[ClaimedJob]:
        """Settle what has ended and hand back the rest, each whatever becomes of the other.

        Return the jobs to be decided anew, where the worker keeps them.
        """
        left = NotSettled(refused=ended)
        try:
            left = await self._settler.settle(ended)
        except Exception:  # their fences tell which of them were settled
            log.exception("the batch was not settled")
        finally:
            anew = [one.job for one in left.anew]
            waiting = [*left.held] if keeps else [*left.anew, *left.held]
            count([*not_begun, *[one.job for one in waiting]], "handed_back")
            await hand_back(
                self._pool,
                [job.fence(worker_id) for job in not_begun],
                begun=[one.fence for one in (*left.refused, *waiting)],
            )
        return anew if keeps else []
