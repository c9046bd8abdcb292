"""One task run carries a claimed batch: it decides job by job and settles them together."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bankagent.db.gateway import within
from bankagent.db.group_commit import GroupCommit
from bankagent.db.pool import Pool
from bankagent.domain.job import ClaimedJob
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.store import jobs

log = logging.getLogger(__name__)

Decide = Callable[[ClaimedRequest], Awaitable[Settlement]]
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
                log.warning("hand back of %d failed: %s", len(fences), type(error).__name__)
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
        return await within(ANSWER_WITHIN_S, settle(items))

    # The fence makes every item safe to send again.
    return GroupCommit(flush, repeatable=lambda _: True, waiting=100_000, patience_s=PATIENCE_S)


async def carry(
    batch: Sequence[ClaimedJob],
    fence: Fence,
    decide: Decide,
    settles: Settles,
    *,
    draining: Callable[[], bool],
) -> None:
    """Decide a batch job by job and settle it together.

    Between two jobs it looks whether the worker drains: the current job is finished, the rest is
    handed back. A run that is cancelled settles what it has decided and hands back the rest too.
    """
    items: list[dict[str, Any]] = []
    try:
        for job in batch:
            if draining():
                break
            items.append(await _run(job, fence.of(job), decide))
            # Let heartbeats, signals and notifications in between two jobs.
            await asyncio.sleep(0)
    finally:
        refused = await _settle(settles, items)
        await fence.hand_back([fence.of(job) for job in batch[len(items) :]] + refused)


async def _run(job: ClaimedJob, fence: dict[str, Any], decide: Decide) -> dict[str, Any]:
    fence = fence | {"request_id": job.request_id}
    if job.client_id is None or job.request_type is None or job.payload is None:
        return fence | {"error": "NotTheCurrentJob"}
    request = ClaimedRequest(job.request_id, job.client_id, job.request_type, job.payload)
    try:
        settlement = await decide(request)
    except Exception as error:  # noqa: BLE001 - a run may end in any error; the budget counts them
        log.warning("request %d: the run ended in %s", job.request_id, type(error).__name__)
        return fence | {"error": type(error).__name__}
    return fence | settlement.as_item()


async def _settle(settles: Settles, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Settle items until each is settled or lost; return those that the database refuses."""
    refused = []
    while items:
        again = []
        for item, answer in zip(items, await settles.put_all(items), strict=True):
            if answer == "busy":
                again.append(item)
            elif answer == "lost":
                log.warning("request %d: this run had lost its job", item["request_id"])
            elif isinstance(answer, psycopg.Error) and "error" not in item:
                # What the database will not take is settled again as a failed attempt.
                again.append(_as_failed(item, answer))
            elif isinstance(answer, BaseException):
                log.error("request %d: not settled: %r", item["request_id"], answer)
                refused.append(item)
        items = again
        if items:
            await asyncio.sleep(BUSY_PAUSE_S)
    return refused


def _as_failed(item: dict[str, Any], error: psycopg.Error) -> dict[str, Any]:
    kept = ("job_id", "worker_id", "attempts", "request_id")
    return {key: item[key] for key in kept} | {"error": f"SQLSTATE {error.sqlstate}"}
