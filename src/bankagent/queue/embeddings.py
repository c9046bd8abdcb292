"""Embeddings of new chunks, beside the heartbeat: made by the workers in turns, few at a time."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bankagent import logs
from bankagent.db.pool import Connection
from bankagent.store.documents import embeddings
from bankagent.store.queue import turns

log = logging.getLogger(__name__)

EVERY_S = 5.0
# A worker that is frozen loses its turn then.
TURN_S = 60.0
KIND = "embeddings"
LIMIT_S = 60.0
TOGETHER = 16
TELL_EACH = 1000
# A transaction that stores a document may commit after later ones with higher numbers of chunks.
LATE = 10_000
ALL_AGAIN_S = 600.0


class Model(Protocol):
    """A model of embeddings, which works in a thread."""

    model_sha256: str

    async def of(self, texts: Sequence[str]) -> list[bytes]:
        """Return the embedding of each text."""


class Embeddings:
    """Makes the embeddings that are missing, in a task of its own with a connection of its own."""

    def __init__(
        self, connect: Callable[[], Awaitable[Connection]], model: Model | None = None
    ) -> None:
        """Make it; without a model it does nothing."""
        self._connect = connect
        self._model = model
        self._next_at = self._all_again_at = 0.0
        self._done_to = 0
        self._round: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin a round in the background, where one is due and none is under way."""
        if self._model is None or time.monotonic() < self._next_at:
            return
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._make(self._model), name="embeddings")

    async def _make(self, model: Model) -> None:
        try:
            async with await self._connect() as conn:
                if await turns.keep_turn(conn, KIND, TURN_S, goes_on=False):
                    await self._make_on(conn, model)
                    await turns.keep_turn(conn, KIND, EVERY_S, goes_on=True)
        except Exception as error:  # noqa: BLE001 - a round that fails must not end the worker's others
            told = logs.failure(error) | {"again_in_s": EVERY_S}
            log.warning("embeddings were not made", extra=told)
        self._next_at = time.monotonic() + EVERY_S

    async def _make_on(self, conn: Connection, model: Model) -> None:
        after, made, begun = self._begin_at(), 0, time.monotonic()
        while True:
            began = time.monotonic()
            async with asyncio.timeout(LIMIT_S):
                found = await embeddings.waiting(
                    conn, model.model_sha256, after=after, most=TOGETHER
                )
            if found:
                vectors = await model.of([one.text for one in found])
                numbers = [one.chunk_id for one in found]
                async with asyncio.timeout(LIMIT_S):
                    made += await embeddings.keep(conn, model.model_sha256, numbers, vectors)
                    await turns.keep_turn(conn, KIND, TURN_S, goes_on=True)
                after = numbers[-1]
                self._done_to = max(self._done_to, after)
            if len(found) < TOGETHER or made >= TELL_EACH:
                _tell(made, time.monotonic() - begun)
                made, begun = 0, time.monotonic()
            if len(found) < TOGETHER:
                return
            # Half of a core is left to the worker's other work.
            await asyncio.sleep(time.monotonic() - began)

    def _begin_at(self) -> int:
        """Return the number of the chunk behind which to look; now and then before all of them."""
        if time.monotonic() < self._all_again_at:
            return max(0, self._done_to - LATE)
        self._all_again_at = time.monotonic() + ALL_AGAIN_S
        return 0


def _tell(made: int, seconds: float) -> None:
    if made:
        log.info("embeddings were made", extra={"chunks": made, "seconds": round(seconds, 1)})
