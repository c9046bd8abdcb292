"""Batches of claimed jobs: prepared once, decided job by job, settled together."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bankagent.db.pool import Pool
from bankagent.domain.attempt import Attempt
from bankagent.domain.job import ClaimedJob
from bankagent.queue.attempts import BatchDecider, attempt, prepared
from bankagent.queue.counts import count
from bankagent.queue.hand_back import hand_back
from bankagent.queue.settle import new_settles, settle

log = logging.getLogger(__name__)

# Two batches in hand: while one is settled the other is decided. More gains nothing on one core.
BATCHES = 2


class Batches:
    """Processes the batches of one process, which meet in one group commit."""

    def __init__(
        self, pool: Callable[[], Pool], decider: BatchDecider, *, draining: Callable[[], bool]
    ) -> None:
        """Make the processor of batches.

        Args:
            pool: returns the open pool.
            decider: decides the requests.
            draining: whether the worker was asked to stop; asked between two jobs.
        """
        self._pool = pool
        self._decider = decider
        self._draining = draining
        self._settles = new_settles(pool)

    async def process(self, batch: Sequence[ClaimedJob], worker_id: int) -> None:
        """Decide a batch job by job and settle it together.

        When the worker drains, the current job is finished and the rest is handed back. A task
        that is cancelled settles what it has decided and hands the rest back too.
        """
        log.debug("a batch begins", extra={"count": len(batch)})
        ended: list[Attempt] = []
        try:
            known = await prepared(batch, self._decider)
            for job in batch:
                if self._draining():
                    break
                ended.append(await attempt(job, job.fence(worker_id), self._decider, known))
                # Let heartbeats, signals and notifications in between two jobs.
                await asyncio.sleep(0)
        finally:
            refused = await settle(self._settles, ended)
            not_begun = batch[len(ended) :]
            count(not_begun, "handed_back")
            fences = [job.fence(worker_id) for job in [*not_begun, *refused]]
            await hand_back(self._pool, fences)
