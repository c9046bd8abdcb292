"""Settle attempts: the group commit in which the ends of all attempts of a process meet."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

import psycopg

from bankagent import metrics
from bankagent.db.gateway import within
from bankagent.db.group_commit import GroupCommit
from bankagent.db.pool import Pool
from bankagent.domain.attempt import Attempt, Failed, SettleDisposition
from bankagent.domain.job import ClaimedJob
from bankagent.queue.attempts import logged_as
from bankagent.queue.counts import count, count_settled
from bankagent.store.queue import jobs

log = logging.getLogger(__name__)

Settles = GroupCommit[Attempt, SettleDisposition]

BUSY_PAUSE_S = 0.05
# A frozen connection is given up; what it may have settled is lost when it is sent again.
ANSWER_WITHIN_S = 8.0
# The jobs of a worker whose database is away for longer have been rescued long ago.
PATIENCE_S = 300.0


def new_settles(pool: Callable[[], Pool]) -> Settles:
    """Return the group commit through which this process settles."""

    async def settle_on_a_connection(attempts: Sequence[Attempt]) -> list[SettleDisposition]:
        async with pool().connection() as conn:
            return await jobs.settle(conn, attempts)

    async def flush(attempts: Sequence[Attempt]) -> list[SettleDisposition]:
        with metrics.flushing("settle", len(attempts)):
            return await within(ANSWER_WITHIN_S, settle_on_a_connection(attempts))

    # The fence makes every attempt safe to send again.
    return GroupCommit(flush, repeatable=lambda _: True, waiting=100_000, patience_s=PATIENCE_S)


async def settle(settles: Settles, attempts: Sequence[Attempt]) -> list[ClaimedJob]:
    """Settle attempts until each is settled or lost; return the jobs that the database refuses."""
    settled: list[Attempt] = []
    lost: list[ClaimedJob] = []
    refused: list[ClaimedJob] = []
    while attempts:
        again: list[Attempt] = []
        answers = await settles.put_all(attempts)
        for attempt, answer in zip(attempts, answers, strict=True):
            if answer == "settled":
                settled.append(attempt)
            elif answer == "busy":
                again.append(attempt)
            elif answer == "lost":
                lost.append(_lost(attempt))
            elif isinstance(answer, psycopg.Error) and not isinstance(attempt.end, Failed):
                again.append(_as_failed(attempt, answer))
            else:
                refused.append(_refused(attempt, answer))
        attempts = again
        if attempts:
            await asyncio.sleep(BUSY_PAUSE_S)
    count_settled(settled)
    count(lost, "lost")
    metrics.FENCE_REJECTIONS.inc(len(lost))
    count(refused, "refused")
    return refused


def _lost(attempt: Attempt) -> ClaimedJob:
    with logged_as(attempt):
        log.warning("this attempt had lost its job")
    return attempt.job


def _refused(attempt: Attempt, answer: object) -> ClaimedJob:
    with logged_as(attempt):
        log.error("not settled", extra={"error": type(answer).__name__})
    return attempt.job


def _as_failed(attempt: Attempt, error: psycopg.Error) -> Attempt:
    """Return the attempt as one that failed: the database does not take what it decided."""
    failed = Failed(f"SQLSTATE {error.sqlstate}")
    with logged_as(attempt):
        told = {"error": failed.error}
        log.warning("the database refuses this settlement: the attempt has failed", extra=told)
    return replace(attempt, end=failed)
