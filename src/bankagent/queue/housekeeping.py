"""Housekeeping that the workers do in turns: rescue, overdue approvals, mail, retention.

Each worker rescues the jobs of those that it sees dead. Of the rest each kind is done by whichever
worker asks the database first when it is due: mend requests that lost their job, escalate approvals
that are overdue and end those that have had their time, tell reviewers by mail what waits, end
pauses, remove the jobs that retention no longer keeps, and note the sizes of the tables.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict

import psycopg

from bankagent import metrics
from bankagent.db.pool import Connection
from bankagent.domain.job import Rescued, WatchedWorker
from bankagent.queue.embeddings import Embeddings
from bankagent.queue.summaries import Summaries
from bankagent.queue.watch import Watch
from bankagent.store.queue import housekeeping, turns

log = logging.getLogger(__name__)

AGAIN_S = 30.0
# Seconds from a turn of each kind to the next.
EVERY_S = {
    "rescue": 1.0,
    "mending": 30.0,
    "approvals": 10.0,
    "pauses": 1.0,
    "mail": 60.0,
    "retention": 1.0,
}
FAILED = {
    "approvals": "approvals were not ended",
    "pauses": "pauses were not ended",
    "retention": "retention failed",
}
# What the schema of the version before lacks: there each worker does all of it.
OTHER_SCHEMA = (psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedTable)


class Housekeeping:
    """Housekeeping of one worker, on the connection of its heartbeat."""

    def __init__(
        self, summaries: Summaries | None = None, embeddings: Embeddings | None = None
    ) -> None:
        """Make it; without `summaries` none are sent, and without `embeddings` none are made."""
        self._summaries = summaries
        self._embeddings = embeddings
        self._others = Watch()
        # When a kind that failed here may be tried here again; other workers go on with it.
        self._again_at: dict[str, float] = {}

    async def watch(self, conn: Connection) -> list[WatchedWorker] | None:
        """Look at the other workers and return the dead; None where the schema is an older one."""
        try:
            return self._others.dead(await housekeeping.watched(conn), time.monotonic())
        except OTHER_SCHEMA:
            return None

    async def do(self, conn: Connection) -> None:
        """Rescue from the workers that are dead, and do what else is due."""
        dead = await self.watch(conn)
        due = await self._due(conn)
        if dead or due & {"rescue", "mending"}:
            await self._rescue(conn, dead, stuck="mending" in due)
        works: dict[str, Callable[[Connection], Awaitable[None]]] = {
            "approvals": _expire,
            "pauses": _end_pauses,
            "retention": housekeeping.retain,
        }
        for kind, work in works.items():
            if kind in due:
                await self._try(kind, work, conn)
        if self._summaries is not None and "mail" in due:
            self._summaries.begin()
        # Takes its turns by itself: not every worker may have a model.
        if self._embeddings is not None:
            self._embeddings.begin()

    def connection_lost(self) -> None:
        """Forget what was seen: a new connection sees the others anew."""
        self._others.connection_lost()

    async def _due(self, conn: Connection) -> set[str]:
        now = time.monotonic()
        able = {
            kind: seconds
            for kind, seconds in EVERY_S.items()
            if now >= self._again_at.get(kind, 0.0)
            and (kind != "mail" or (self._summaries is not None and self._summaries.can_begin))
        }
        try:
            return await turns.take_turns(conn, able)
        except OTHER_SCHEMA:
            self._again_at |= {kind: now + seconds for kind, seconds in able.items()}
            return set(able)

    async def _rescue(
        self, conn: Connection, dead: Sequence[WatchedWorker] | None, *, stuck: bool
    ) -> None:
        found: list[Rescued]
        if dead is None:
            found = await housekeeping.rescue_unwatched(conn, stuck=stuck)
        else:
            found = await housekeeping.rescue(conn, dead, stuck=stuck)
        for rescued in found:
            metrics.RESCUES.labels(rescued.disposition).inc()
            log.warning("rescued a job", extra=asdict(rescued))

    async def _try(
        self, kind: str, work: Callable[[Connection], Awaitable[None]], conn: Connection
    ) -> None:
        try:
            await work(conn)
        except psycopg.Error as error:
            if conn.broken:
                raise
            # A lock of another session, or the schema of the version before: the worker beats on.
            self._again_at[kind] = time.monotonic() + AGAIN_S
            told = {"error": type(error).__name__, "again_in_s": AGAIN_S}
            log.warning(FAILED[kind], extra=told)


async def _expire(conn: Connection) -> None:
    for overdue in await housekeeping.expire(conn):
        log.warning("an approval is overdue", extra=asdict(overdue))


async def _end_pauses(conn: Connection) -> None:
    for name in await housekeeping.end_pauses(conn):
        log.info("a pause has ended", extra={"paused": name})
