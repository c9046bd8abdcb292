"""Settle attempts: the group commit in which the ends of all attempts of a process meet."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from bankagent import metrics
from bankagent.db.flush_errors import Effect, effect_of
from bankagent.db.gateway import within
from bankagent.db.group_commit import GroupCommit
from bankagent.db.pool import Pool
from bankagent.domain.attempt import Attempt, Failed, SettleDisposition
from bankagent.errors import Held, Unavailable
from bankagent.queue.attempts import logged_as
from bankagent.queue.counts import count_lost, count_refused, count_settled
from bankagent.store.queue import jobs

log = logging.getLogger(__name__)

Settles = GroupCommit[Attempt, SettleDisposition]

BUSY_PAUSE_S = 0.05
LONGEST_BUSY_PAUSE_S = 0.4
# A row may stay locked for hours, by a session that a person forgot.
BUSY_FOR_S = 1.0
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
    return GroupCommit(
        flush,
        repeatable=lambda _: True,
        effect=_effect_on_attempts,
        waiting=100_000,
        patience_s=PATIENCE_S,
        lock_patience_s=BUSY_FOR_S,
    )


def _effect_on_attempts(error: Exception) -> Effect:
    # One attempt may be the cause of any error that lasts: its result is no JSON or too deep, or a
    # DBA's trigger refuses its row. It is searched for, so that its neighbours are settled.
    effect = effect_of(error)
    if effect is Effect.NOT_NOW:
        return Effect.UNKNOWN  # all of it is sent again: what was decided is worth the wait
    return Effect.ONE_ITEM_IS_BAD if effect is Effect.LASTS else effect


@dataclass(frozen=True, slots=True)
class NotSettled:
    """Attempts that did not end, and whose jobs the worker still has.

    The database refuses an end of the `refused` ones. Those to decide `anew` rest on what has
    changed meanwhile, or an earlier request comes before theirs. Rows of those that are `held` are
    locked by another session, for longer than a moment.
    """

    refused: Sequence[Attempt] = ()
    anew: Sequence[Attempt] = ()
    held: Sequence[Attempt] = ()


@dataclass(slots=True)
class _Sorted:
    """Attempts by the answers that they got; `again` is sent once more."""

    settled: list[Attempt] = field(default_factory=list)
    lost: list[Attempt] = field(default_factory=list)
    refused: list[Attempt] = field(default_factory=list)
    anew: list[Attempt] = field(default_factory=list)
    again: list[Attempt] = field(default_factory=list)

    def add(self, attempt: Attempt, answer: SettleDisposition | BaseException) -> None:
        if answer in ("settled", "stopped"):
            self.settled.append(_settled(attempt, answer))
        elif answer == "again":
            self.anew.append(attempt)
        elif answer == "busy" or isinstance(answer, Held):
            self.again.append(attempt)
        elif answer == "lost":
            self.lost.append(_lost(attempt))
        elif _is_of_the_end(answer) and not isinstance(attempt.end, Failed):
            self.again.append(_as_failed(attempt, answer))
        else:
            self.refused.append(_refused(attempt, answer))


async def settle(settles: Settles, attempts: Sequence[Attempt]) -> NotSettled:
    """Settle attempts until each is settled or lost; return those that neither happened to.

    What another session holds is sent again for a second.
    """
    found = _Sorted()
    pause, busy_until = BUSY_PAUSE_S, time.monotonic() + BUSY_FOR_S
    while attempts:
        found.again = []
        answers = await settles.put_all(attempts)
        for attempt, answer in zip(attempts, answers, strict=True):
            found.add(attempt, answer)
        attempts = found.again
        if not attempts or time.monotonic() >= busy_until:
            break
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_BUSY_PAUSE_S)
    count_settled(found.settled)
    count_lost(found.lost)
    count_refused(found.refused)
    return NotSettled(found.refused, found.anew, found.again)


def _is_of_the_end(answer: object) -> bool:
    """Whether the end itself may be the cause, and not a database that is away."""
    return isinstance(answer, Exception) and not isinstance(answer, Unavailable)


def _settled(attempt: Attempt, answer: object) -> Attempt:
    """Return the attempt; where decisions are stopped it has decided nothing, and people do."""
    if answer == "settled" or isinstance(attempt.end, Failed):
        return attempt
    return replace(attempt, end=replace(attempt.end, decision=None))


def _lost(attempt: Attempt) -> Attempt:
    with logged_as(attempt):
        log.warning("this attempt had lost its job")
    return attempt


def _refused(attempt: Attempt, answer: object) -> Attempt:
    with logged_as(attempt):
        log.error("not settled", extra={"error": type(answer).__name__})
    return attempt


def _as_failed(attempt: Attempt, error: object) -> Attempt:
    """Return the attempt as one that failed: what it decided cannot be stored."""
    failed = Failed(_code(error))
    with logged_as(attempt):
        told = {"error": failed.error}
        log.warning("the database refuses this settlement: the attempt has failed", extra=told)
    return replace(attempt, end=failed)


def _code(error: object) -> str:
    """Return what identifies an error, without the data that its sentence may have."""
    if not isinstance(error, psycopg.Error) or not error.sqlstate:
        return type(error).__name__
    return ", ".join(filter(None, (f"SQLSTATE {error.sqlstate}", error.diag.constraint_name)))
