"""Group commit: while one flush is in flight items gather, and the next flush takes them all.

One statement and one fsync serve many items; no item is delayed on purpose.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from contextvars import Context
from typing import Generic

from bankagent.db.flush_errors import Effect, effect_of, named
from bankagent.db.pending import Answer, Batch, Item, Patience, Pending, answer, refuse
from bankagent.errors import Unavailable

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
# A batch is sent so often as a whole after an error that is most often of no item.
TRIES_OF_A_BATCH = 3
# Connections that items beside the flushes may take.
BESIDE = 2


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
        lock_patience_s: float = 5.0,
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
            lock_patience_s: how long an item waits for a lock of another session, beside the
                flushes of the others.
        """
        self._flush = flush
        self._repeatable = repeatable
        self._effect_of = effect
        self._most = most
        self._waiting_limit = waiting
        self._patience = Patience(patience_s, lock_patience_s)
        self._waiting: Batch[Item, Answer] = []
        self._flusher: asyncio.Task[None] | None = None
        # The event loop holds its tasks only weakly.
        self._beside: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(BESIDE)

    async def put(self, item: Item) -> Answer:
        """Commit an item with all others that wait, and return its answer.

        Raises:
            Unavailable: the database was away or too much is waiting.
            Held: another session held for too long what the item needs.
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
        gathered: Batch[Item, Answer] = [Pending(item, loop.create_future(), now) for item in items]
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

    async def _commit(self, batch: Batch[Item, Answer], *, beside: bool = False) -> None:
        pause, tries = FIRST_PAUSE_S, 0
        while batch:
            tries += 1
            try:
                async with self._room if beside else nullcontext():
                    answers = await self._flush([w.item for w in batch])
            except Exception as error:  # noqa: BLE001 - it is told to those that wait
                batch = await self._after(error, batch, None if beside else tries)
            except BaseException as error:
                refuse(batch, error)
                raise
            else:
                answer(batch, answers)
                return
            if batch:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _after(
        self, error: Exception, batch: Batch[Item, Answer], tries: int | None
    ) -> Batch[Item, Answer]:
        """Answer the items that failed, and return those that are to be sent again.

        `tries` counts how often the batch was sent; None where it is one item beside the flushes.
        """
        effect = self._effect_of(error)
        is_found = effect is Effect.ONE_ITEM_IS_BAD and len(batch) == 1
        if is_found or effect in (Effect.LASTS, Effect.NOT_NOW):
            refuse(batch, error)
            return []
        if effect is Effect.ONE_ITEM_IS_BAD:
            await self._split(batch)
            return []
        log.warning("flush failed", extra={"count": len(batch), "error": named(error)})
        batch = self._patience.survivors(batch, effect, self._repeatable)
        if tries is None or effect is Effect.UNKNOWN:
            return batch
        if effect is Effect.ROLLED_BACK and tries < TRIES_OF_A_BATCH:
            return batch
        await self._split(batch)
        return []

    async def _split(self, batch: Batch[Item, Answer]) -> None:
        # A failed statement wrote nothing, so halves can be sent again until the bad item is found.
        middle = len(batch) // 2
        if not middle:
            self._set_aside(batch)
            return
        await self._commit(batch[:middle])
        await self._commit(batch[middle:])

    def _set_aside(self, one: Batch[Item, Answer]) -> None:
        # Sent again and again beside the flushes, which do not wait for it.
        task = asyncio.create_task(
            self._commit(one, beside=True), name="beside group commit", context=Context()
        )
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
