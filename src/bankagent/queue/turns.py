"""Turns of claims: batches of what policy decides, and single jobs of what waits for models."""

from collections.abc import Collection, Sequence

from bankagent.domain.job import ClaimedJob
from bankagent.queue.claims import IN_ONE_CLAIM, Claims, Queues
from bankagent.queue.slots import SlotWork

# Three batches in hand: while one is decided, one is settled and one is claimed. With two, a worker
# waited for the database a fifth of its time.
BATCHES = 3


class Turns:
    """Says what is claimed next, so that neither kind of work takes the other's place.

    Jobs that wait for models are claimed one by one, while a slot is free. Where a limit kept the
    Worker from a claim, `over` says that it is to fetch again.
    """

    def __init__(self, work: SlotWork | None) -> None:
        self._work = work
        self._slots_used = 0
        self._batches = 0
        self._was_held = False
        self._slow_first = True

    async def claim(
        self, claims: Claims, worker_id: int, queues: Collection[str] | None
    ) -> list[ClaimedJob]:
        """Claim a batch, or one job that waits for models; none where nothing is due."""
        if self._work is None:
            return await claims.claim(worker_id, Queues(None if queues is None else tuple(queues)))
        self._slow_first = not self._slow_first
        for slow in (self._slow_first, not self._slow_first):
            if self._is_full(slow=slow):
                self._was_held = True
                continue
            of = self._part(queues, slow=slow)
            if of.names is not None and not of.names:
                continue
            batch = await claims.claim(worker_id, of, 1 if slow else IN_ONE_CLAIM)
            if batch:
                self._took(slow=self.is_slow(batch))
                return batch
        return []

    def is_slow(self, batch: Sequence[ClaimedJob]) -> bool:
        """Whether a batch is one job that waits for models."""
        return bool(self._work and batch and batch[0].queue_name in self._work.deadlines)

    def over(self, batch: Sequence[ClaimedJob]) -> bool:
        """Free the place of a batch; return whether the Worker must fetch for it."""
        if self._work is None or not batch:
            return False
        if self.is_slow(batch):
            self._slots_used -= 1
        else:
            self._batches -= 1
        held, self._was_held = self._was_held, False
        return held

    def _is_full(self, *, slow: bool) -> bool:
        if self._work is None or not slow:
            return self._batches >= BATCHES
        return self._slots_used >= self._work.count

    def _took(self, *, slow: bool) -> None:
        if slow:
            self._slots_used += 1
        else:
            self._batches += 1

    def _part(self, queues: Collection[str] | None, *, slow: bool) -> Queues:
        """Return the queues of one kind; those of batches need not be known to this process."""
        deadlines = self._work.deadlines if self._work else {}
        if queues is None:
            return Queues(tuple(deadlines)) if slow else Queues(None, tuple(deadlines))
        return Queues(tuple(name for name in queues if (name in deadlines) == slow))
