"""Housekeeping that one elected worker does for all: rescue, overdue approvals, mail, retention.

It rescues the jobs of dead workers, mends requests that lost their job, escalates approvals that
are overdue and ends those that have had their time, tells reviewers by mail what waits, ends
pauses, removes the jobs that retention no longer keeps, and notes the sizes of the tables.
"""

import logging
import time
from dataclasses import asdict

import psycopg

from bankagent import metrics
from bankagent.db.pool import Connection
from bankagent.queue.embeddings import Embeddings
from bankagent.queue.summaries import Summaries
from bankagent.store.queue import housekeeping

log = logging.getLogger(__name__)

MEND_STUCK_EVERY_S = 30.0
RETAIN_AGAIN_S = 30.0
EXPIRE_EVERY_S = 10.0


class Housekeeping:
    """Housekeeping of one worker; a lock on its connection makes it the elected one."""

    def __init__(
        self, summaries: Summaries | None = None, embeddings: Embeddings | None = None
    ) -> None:
        """Make it; without `summaries` none are sent, and without `embeddings` none are made."""
        self._summaries = summaries
        self._embeddings = embeddings
        self._elected = False
        self._mend_stuck_at = 0.0
        self._retain_at = 0.0
        self._expire_at = 0.0
        self._end_pauses_at = 0.0

    async def do(self, conn: Connection) -> None:
        """Do what is due, where this worker is the elected one."""
        self._elected = self._elected or await housekeeping.elect(conn)
        if self._elected:
            await self._rescue(conn)
            await self._expire(conn)
            await self._end_pauses(conn)
            if self._summaries is not None:
                self._summaries.begin()
            await self._retain(conn)
        # Elects by itself: not every worker may have a model.
        if self._embeddings is not None:
            self._embeddings.begin()

    def connection_lost(self) -> None:
        """Stand for election again: the lock went with the connection."""
        self._elected = False

    async def _rescue(self, conn: Connection) -> None:
        stuck = time.monotonic() >= self._mend_stuck_at
        for rescued in await housekeeping.rescue(conn, stuck=stuck):
            metrics.RESCUES.labels(rescued.disposition).inc()
            log.warning("rescued a job", extra=asdict(rescued))
        if stuck:
            self._mend_stuck_at = time.monotonic() + MEND_STUCK_EVERY_S

    async def _expire(self, conn: Connection) -> None:
        if time.monotonic() < self._expire_at:
            return
        self._expire_at = time.monotonic() + EXPIRE_EVERY_S
        try:
            for overdue in await housekeeping.expire(conn):
                log.warning("an approval is overdue", extra=asdict(overdue))
        except psycopg.Error as error:
            if conn.broken:
                raise
            # As in retention: another session's lock, or the schema of the version before.
            told = {"error": type(error).__name__, "again_in_s": EXPIRE_EVERY_S}
            log.warning("approvals were not ended", extra=told)

    async def _end_pauses(self, conn: Connection) -> None:
        if time.monotonic() < self._end_pauses_at:
            return
        try:
            for name in await housekeeping.end_pauses(conn):
                log.info("a pause has ended", extra={"paused": name})
        except psycopg.Error as error:
            if conn.broken:
                raise
            # As below.
            self._end_pauses_at = time.monotonic() + RETAIN_AGAIN_S
            told = {"error": type(error).__name__, "again_in_s": RETAIN_AGAIN_S}
            log.warning("pauses were not ended", extra=told)

    async def _retain(self, conn: Connection) -> None:
        if time.monotonic() < self._retain_at:
            return
        try:
            await housekeeping.retain(conn)
        except psycopg.Error as error:
            if conn.broken:
                raise
            # A lock of another session, or the schema of the version before: the worker beats on.
            self._retain_at = time.monotonic() + RETAIN_AGAIN_S
            told = {"error": type(error).__name__, "again_in_s": RETAIN_AGAIN_S}
            log.warning("retention failed", extra=told)
