"""Slots: attempts that wait for models, one job per task run, each with a hard deadline."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bankagent.db.gateway import within
from bankagent.db.pool import Pool
from bankagent.domain.attempt import Attempt, Failed
from bankagent.domain.job import ClaimedJob, Fence
from bankagent.domain.known import NOTHING, Known
from bankagent.domain.put_off import PutOff
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.queue.attempts import attempt
from bankagent.queue.counts import count
from bankagent.queue.drain import Drain
from bankagent.queue.hand_back import hand_back
from bankagent.queue.settler import Settler
from bankagent.store.agents import steps

log = logging.getLogger(__name__)

LOOK_S = 0.1
# What a cancelled attempt has for its own clean-up. What ignores it is left alone, without a slot.
GRACE_S = 2.0
ANSWER_WITHIN_S = 8.0
DEADLINE = "DeadlineExceeded"

# Attempts that ignored their cancellation; the event loop holds its tasks only weakly.
LEFT: "set[asyncio.Task[Attempt]]" = set()


class SlotDecider(Protocol):
    """Decides one request, for as long as its queue's deadline; no transaction is open."""

    async def work(self, request: ClaimedRequest, fence: Fence) -> Settlement:
        """Return how the attempt ends; may raise PutOff."""

    async def close(self) -> None:
        """Let go of what it holds, such as connections to a model: the worker stops."""


@dataclass(frozen=True, slots=True)
class SlotWork:
    """Work that waits for models, for new_app.

    Attributes:
        decider: decides its requests.
        deadlines: of each queue whose jobs wait for models, the seconds that an attempt has.
        count: how many slots there are.
    """

    decider: SlotDecider
    deadlines: Mapping[str, float]
    count: int


class _One:
    """The decider of one attempt, which remembers a put-off."""

    def __init__(self, decider: SlotDecider, fence: Fence) -> None:
        self._decider = decider
        self._fence = fence
        self.put_off: PutOff | None = None

    async def prepare(self, batch: Sequence[ClaimedRequest]) -> Known:  # noqa: ARG002
        return NOTHING

    async def decide(self, request: ClaimedRequest, known: Known) -> Settlement:  # noqa: ARG002
        try:
            return await self._decider.work(request, self._fence)
        except PutOff as put_off:
            self.put_off = put_off
            raise


class Slots:
    """Processes the jobs of one process that wait for models."""

    def __init__(
        self, pool: Callable[[], Pool], work: SlotWork, drain: Drain, settler: Settler
    ) -> None:
        self._pool = pool
        self._work = work
        self._drain = drain
        self._settler = settler

    async def process(self, job: ClaimedJob, worker_id: int) -> None:
        """Work on a job until its end, its deadline, or the drain, which hands it back."""
        fence = job.fence(worker_id)
        one = _One(self._work.decider, fence)
        task = asyncio.create_task(
            attempt(job, fence, one, NOTHING, self._drain.cuts_short), name="bankagent slot"
        )
        try:
            is_whole = await self._ended(task, self._work.deadlines[job.queue_name])
        except asyncio.CancelledError:
            await self._stop(task)
            await self._back(job, fence)
            raise
        if is_whole is None:
            await self._back(job, fence)
        elif not is_whole:
            log.warning("the attempt is over its deadline", extra={"job_id": job.job_id})
            await self._settle(Attempt(job, fence, Failed(DEADLINE)))
        elif one.put_off:
            await self._put_off(job, fence, one.put_off)
        else:
            await self._settle(task.result())

    async def _ended(self, task: "asyncio.Task[Attempt]", deadline_s: float) -> bool | None:
        """Wait for an attempt; False where its time was over, None where the worker drains."""
        over_at = asyncio.get_running_loop().time() + deadline_s
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK_S)
            if task.done():
                break
            drains = self._drain.is_requested()
            if drains or asyncio.get_running_loop().time() >= over_at:
                await self._stop(task)
                return None if drains else False
        return None if task.cancelled() or task.exception() else True

    async def _stop(self, task: "asyncio.Task[Attempt]") -> None:
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=GRACE_S)
        if not done:
            # Its fence is gone with the end of the attempt: it can write nothing more.
            log.error("an attempt ignores its cancellation, and its slot goes to another")
            LEFT.add(task)
            task.add_done_callback(LEFT.discard)

    async def _settle(self, ended: Attempt) -> None:
        left = await self._settler.settle([ended])
        back = (*left.refused, *left.anew, *left.held)
        await hand_back(self._pool, [], begun=[one.fence for one in back])

    async def _back(self, job: ClaimedJob, fence: Fence) -> None:
        count([job], "handed_back")
        await hand_back(self._pool, [fence])

    async def _put_off(self, job: ClaimedJob, fence: Fence, put_off: PutOff) -> None:
        async def call() -> str:
            async with self._pool().connection() as conn:
                return await steps.put_off(
                    conn, fence, job.request_id, put_off.until, put_off.reason
                )

        try:
            await within(ANSWER_WITHIN_S, call())
        except Exception:  # the job goes back, and the same reason puts it off again
            log.exception("the job was not put off")
            await hand_back(self._pool, [], begun=[fence])
        count([job], "put_off")
