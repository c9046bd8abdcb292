"""Group commit: while one flush is in flight items gather, and the next flush takes them all.

One statement and one fsync serve many items; no item is delayed on purpose.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Generic, TypeVar

from bankagent.db.flush_errors import Effect, effect_of, named
from bankagent.errors import Unavailable

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Answer = TypeVar("Answer")

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0


@dataclass(slots=True)
class _Pending(Generic[Item, Answer]):
    item: Item
    answer: "asyncio.Future[Answer]"
    since: float


class GroupCommit(Generic[Item, Answer]):
    """Puts items together into sets and commits each set with one call of `flush`."""

    def __init__(
        self,
        flush: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]],
        *,
        repeatable: Callable[[Item], bool],
        effect: Callable[[Exception], Effect] = effect_of,
        most: int = 200,
        waiting: int = 5_000,
        patience_s: float = 5.0,
    ) -> None:
        """Make a group commit.

        Args:
            flush: commits items in one statement and returns an answer for each, in their order.
            repeatable: whether an item may be sent again when its answer was lost (it carries a
                key or a fence). One that may not is told that the result is not known.
            effect: what an error of a flush says about its items.
            most: items in one flush.
            waiting: items that may wait; one more is refused with Unavailable.
            patience_s: how long an item waits for a database that is away.
        """
        self._flush = flush
        self._repeatable = repeatable
        self._effect_of = effect
        self._most = most
        self._waiting_limit = waiting
        self._patience_s = patience_s
        self._waiting: list[_Pending[Item, Answer]] = []
        self._flusher: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> Answer:
        """Commit an item with all others that wait, and return its answer.

        Raises:
            Unavailable: the database was away or too much is waiting.
            psycopg.Error: the item was refused, or the database accepts no item now.
        """
        return await self._gather([item])[0]

    async def put_all(self, items: Sequence[Item]) -> list[Answer | BaseException]:
        """Commit several items, each for itself; return answers or errors in their order.

        Raises:
            Unavailable: too much is waiting.
        """
        return await asyncio.gather(*self._gather(items), return_exceptions=True)

    def _gather(self, items: Sequence[Item]) -> "list[asyncio.Future[Answer]]":
        if len(self._waiting) + len(items) > self._waiting_limit:
            raise Unavailable("Too much is waiting to be stored: try again in a moment.")
        loop, now = asyncio.get_running_loop(), time.monotonic()
        gathered: list[_Pending[Item, Answer]] = [
            _Pending(item, loop.create_future(), now) for item in items
        ]
        self._waiting += gathered
        if self._flusher is None or self._flusher.done():
            # A context of its own: its log lines are about many items, not about the first one.
            self._flusher = asyncio.create_task(
                self._flush_all(), name="group commit", context=Context()
            )
        return [waiting.answer for waiting in gathered]

    async def _flush_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            await self._commit(batch)

    async def _commit(self, batch: list[_Pending[Item, Answer]]) -> None:
        pause = FIRST_PAUSE_S
        while batch:
            try:
                answers = await self._flush([w.item for w in batch])
            except Exception as error:  # noqa: BLE001 - it is told to those that wait
                batch = await self._after(error, batch)
            except BaseException as error:
                _refuse(batch, error)
                raise
            else:
                _answer(batch, answers)
                return
            if batch:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _after(
        self, error: Exception, batch: list[_Pending[Item, Answer]]
    ) -> list[_Pending[Item, Answer]]:
        """Answer the items that failed, and return those that are to be sent again."""
        effect = self._effect_of(error)
        if effect is Effect.ONE_ITEM_IS_BAD:
            await self._split(batch, error)
            return []
        if effect in (Effect.LASTS, Effect.NOT_NOW):
            _refuse(batch, error)
            return []
        log.warning("flush failed", extra={"count": len(batch), "error": named(error)})
        return self._survivors(batch, rolled_back=effect is Effect.ROLLED_BACK)

    async def _split(self, batch: list[_Pending[Item, Answer]], error: Exception) -> None:
        # A failed statement wrote nothing, so halves can be sent again until the bad item is found.
        if len(batch) == 1:
            _refuse(batch, error)
            return
        middle = len(batch) // 2
        await self._commit(batch[:middle])
        await self._commit(batch[middle:])

    def _survivors(
        self, batch: list[_Pending[Item, Answer]], *, rolled_back: bool
    ) -> list[_Pending[Item, Answer]]:
        now = time.monotonic()
        late = [w for w in batch if now - w.since > self._patience_s]
        unknown = [
            w for w in batch if w not in late and not rolled_back and not self._repeatable(w.item)
        ]
        _refuse(
            [w for w in late if rolled_back],
            Unavailable("The database is not reachable: try again in a moment."),
        )
        _refuse(
            unknown + [w for w in late if not rolled_back],
            Unavailable(
                "The database went away before it answered: it is not known whether this was "
                "stored; send it again with the same Idempotency-Key, or check first."
            ),
        )
        return [w for w in batch if w not in late and w not in unknown]


def _answer(batch: Sequence[_Pending[Item, Answer]], answers: Sequence[Answer]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        if not waiting.answer.done():
            waiting.answer.set_result(answer)


def _refuse(batch: Sequence[_Pending[Item, Answer]], error: BaseException) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)
