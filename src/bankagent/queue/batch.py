"""One task run carries a claimed batch: it decides job by job and settles them together."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bankagent import metrics
from bankagent.db.gateway import within
from bankagent.db.group_commit import GroupCommit
from bankagent.db.pool import Pool
from bankagent.domain.job import ClaimedJob
from bankagent.queue.attempts import Decider, Run, prepared, run
from bankagent.queue.counts import count, count_settled
from bankagent.store.queue import jobs

log = logging.getLogger(__name__)

Settles = GroupCommit[dict[str, Any], str]

BUSY_PAUSE_S = 0.05
HAND_BACK_TRIES = 3
# A connection that is frozen is given up; what it may have settled is found lost the next time.
ANSWER_WITHIN_S = 8.0
# A database that is away longer than this has had its jobs rescued long ago.
PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Fence:
    """What a worker shows to prove that a job is still its own."""

    worker_id: int
    pool: Callable[[], Pool]

    def of(self, job: ClaimedJob) -> dict[str, Any]:
        """Return the fence of one job."""
        return {"job_id": job.job_id, "worker_id": self.worker_id, "attempts": job.attempts}

    async def hand_back(self, fences: Sequence[dict[str, Any]]) -> None:
        """Give these jobs back to the queue; what cannot be given is rescued from us later."""
        for _ in range(HAND_BACK_TRIES if fences else 0):
            try:
                await within(ANSWER_WITHIN_S, self._hand_back(fences))
                return
            except psycopg.Error as error:
                told = {"count": len(fences), "error": type(error).__name__}
                log.warning("hand back failed", extra=told)
                await asyncio.sleep(1)

    async def _hand_back(self, fences: Sequence[dict[str, Any]]) -> None:
        async with self.pool().connection() as conn:
            await jobs.hand_back(conn, fences)


def new_settles(pool: Callable[[], Pool]) -> Settles:
    """Return the group commit in which the outcomes of all runs of this process meet."""

    async def settle(items: Sequence[dict[str, Any]]) -> list[str]:
        async with pool().connection() as conn:
            return await jobs.settle(conn, items)

    async def flush(items: Sequence[dict[str, Any]]) -> list[str]:
        with metrics.flushing("settle", len(items)):
            return await within(ANSWER_WITHIN_S, settle(items))

    # The fence makes every item safe to send again.
    return GroupCommit(flush, repeatable=lambda _: True, waiting=100_000, patience_s=PATIENCE_S)


async def carry(
    batch: Sequence[ClaimedJob],
    fence: Fence,
    decider: Decider,
    settles: Settles,
    *,
    draining: Callable[[], bool],
) -> None:
    """Prepare a batch, decide it job by job and settle it together.

    Between two jobs it looks whether the worker drains: the current job is finished, the rest is
    handed back. A run that is cancelled settles what it has decided and hands back the rest too.
    """
    log.debug("a batch begins", extra={"count": len(batch)})
    runs: list[Run] = []
    try:
        known = await prepared(batch, decider)
        for job in batch:
            if draining():
                break
            runs.append(await run(job, fence.of(job), decider, known))
            # Let heartbeats, signals and notifications in between two jobs.
            await asyncio.sleep(0)
    finally:
        refused = await _settle(settles, runs)
        unbegun = batch[len(runs) :]
        count(unbegun, "handed_back")
        await fence.hand_back([fence.of(job) for job in [*unbegun, *refused]])


async def _settle(settles: Settles, runs: Sequence[Run]) -> list[ClaimedJob]:
    """Settle runs until each is settled or lost; return the jobs that the database refuses."""
    ends: dict[str, list[Run]] = {"settled": [], "lost": [], "refused": []}
    while runs:
        again = []
        answers = await settles.put_all([one.item for one in runs])
        for one, answer in zip(runs, answers, strict=True):
            if answer == "busy":
                again.append(one)
            elif isinstance(answer, psycopg.Error) and "error" not in one.item:
                # What the database will not take is settled again as a failed attempt.
                again.append(_as_failed(one, answer))
            else:
                ends[_told(one, answer)].append(one)
        runs = again
        if runs:
            await asyncio.sleep(BUSY_PAUSE_S)
    count_settled(ends["settled"])
    count([one.job for one in ends["lost"]], "lost")
    metrics.FENCE_REJECTIONS.inc(len(ends["lost"]))
    count([one.job for one in ends["refused"]], "refused")
    return [one.job for one in ends["refused"]]


def _told(one: Run, answer: str | BaseException) -> str:
    """Return how a run ended, and say so where a person should know."""
    if isinstance(answer, BaseException):
        with one.spoken_of():
            log.error("not settled", extra={"error": type(answer).__name__})
        return "refused"
    if answer == "lost":
        with one.spoken_of():
            log.warning("this run had lost its job")
    return answer


def _as_failed(one: Run, error: psycopg.Error) -> Run:
    failed = {"error": f"SQLSTATE {error.sqlstate}"}
    with one.spoken_of():
        log.warning("the database refuses this outcome: the attempt has failed", extra=failed)
    kept = ("job_id", "worker_id", "attempts", "request_id")
    return Run(one.job, {key: one.item[key] for key in kept} | failed, one.span)
