"""Items that wait for a group commit: their answers, and how long they wait."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bankagent.db.flush_errors import Effect
from bankagent.errors import Held, Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AWAY = "The database is not reachable: try again in a moment."
HELD = (
    "Another session is using this Idempotency-Key, or a row that this needs: nothing was stored; "
    "try again in a moment."
)
UNKNOWN = (
    "The database went away before it answered: it is not known whether this was stored; send it "
    "again with the same Idempotency-Key, or check first."
)


@dataclass(slots=True)
class Pending(Generic[Item, Answer]):
    """An item that waits for its answer since a time of the monotonic clock."""

    item: Item
    answer: "asyncio.Future[Answer]"
    since: float


Batch = list[Pending[Item, Answer]]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for which an item is sent again.

    Attributes:
        away_s: while the database is away, or refuses it for a reason that passes.
        locks_s: while another session holds a lock that it needs.
    """

    away_s: float
    locks_s: float

    def survivors(
        self,
        batch: Batch[Item, Answer],
        effect: Effect,
        repeatable: Callable[[Item], bool],
    ) -> Batch[Item, Answer]:
        """Refuse the items whose time is over after an error, and return the others."""
        waits = effect is Effect.ONE_ITEM_WAITS
        now = time.monotonic()
        left: Batch[Item, Answer] = []
        for pending in batch:
            is_late = now - pending.since > (self.locks_s if waits else self.away_s)
            if effect is Effect.UNKNOWN and (is_late or not repeatable(pending.item)):
                refuse([pending], Unavailable(UNKNOWN))
            elif is_late:
                refuse([pending], Held(HELD) if waits else Unavailable(AWAY))
            else:
                left.append(pending)
        return left


def answer(batch: Batch[Item, Answer], answers: Sequence[Answer]) -> None:
    """Give each item its answer."""
    for pending, one in zip(batch, answers, strict=True):
        if not pending.answer.done():
            pending.answer.set_result(one)


def refuse(batch: Batch[Item, Answer], error: BaseException) -> None:
    """Give all items the same error."""
    for pending in batch:
        if not pending.answer.done():
            pending.answer.set_exception(error)
