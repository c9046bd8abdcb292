"""A worker's sign of life, once a second, and what one elected worker does for all.

It rescues the jobs of those that gave no sign, and removes what retention no longer keeps. All of
it uses one connection of its own: the worker's advisory lock lives on it, and ends with the
process. It beats from registration until the worker has drained, whatever the queue does.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from importlib.metadata import version

import psycopg

from bankagent import metrics
from bankagent.db.pool import Connection
from bankagent.store.queue import heartbeat, housekeeping

log = logging.getLogger(__name__)

BEAT_S = 1.0
PATIENCE_S = 5.0
STUCK_EVERY_S = 30.0
TIDY_AGAIN_S = 30.0
# Three patiences in a row, and as much again.
STOPPED_S = 30.0


class Heart:
    """Beats for one worker; `suspects_wait` is what the last beat learned."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], worker_id: int) -> None:
        self.suspects_wait = False
        self._connect = connect
        self._worker_id = worker_id
        self._locked = False
        self._rescuer = False
        self._mend_stuck_at = 0.0
        self._tidy_at = 0.0
        self._beat_at = self._turned_at = time.monotonic()
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Give the first sign of life, and go on giving it until stop()."""
        started = asyncio.Event()
        self._beating = asyncio.create_task(self._live(started), name="bankagent heart")
        await started.wait()

    async def stop(self) -> None:
        """Stop; the advisory lock goes with the connection."""
        if self._beating:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    @property
    def age_s(self) -> float:
        """Since when the database has not taken a sign of life."""
        return time.monotonic() - self._beat_at

    @property
    def turns(self) -> bool:
        """Whether it goes on trying, whatever the database says."""
        return time.monotonic() - self._turned_at < STOPPED_S

    async def _live(self, started: asyncio.Event) -> None:
        while True:
            self._turned_at = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    conn = await self._connect()
                async with conn:
                    await self._beat_on(conn, started)
            except (psycopg.Error, OSError, TimeoutError) as error:
                told = {"error": type(error).__name__, "again_in_s": BEAT_S}
                log.warning("heartbeat failed", extra=told)
            self._locked = self._rescuer = False
            await asyncio.sleep(BEAT_S)

    async def _beat_on(self, conn: Connection, started: asyncio.Event) -> None:
        while True:
            beat_at = self._turned_at = time.monotonic()
            async with asyncio.timeout(PATIENCE_S):
                # An earlier connection of ours may still stand on a server that lost us.
                self._locked = self._locked or await heartbeat.lock_worker(conn, self._worker_id)
                self.suspects_wait = await heartbeat.keep_worker(
                    conn,
                    self._worker_id,
                    host=socket.gethostname(),
                    pid=os.getpid(),
                    version=version("bankagent"),
                )
            self._beat_at = beat_at
            started.set()
            async with asyncio.timeout(PATIENCE_S):
                await self._keep_house(conn)
            await asyncio.sleep(max(0.0, beat_at + BEAT_S - time.monotonic()))

    async def _keep_house(self, conn: Connection) -> None:
        self._rescuer = self._rescuer or await housekeeping.elect(conn)
        if self._rescuer:
            await self._rescue(conn)
            await self._tidy(conn)

    async def _rescue(self, conn: Connection) -> None:
        stuck = time.monotonic() >= self._mend_stuck_at
        for rescued in await housekeeping.rescue(conn, stuck=stuck):
            metrics.RESCUES.labels(rescued.disposition).inc()
            log.warning("rescued a job", extra=asdict(rescued))
        if stuck:
            self._mend_stuck_at = time.monotonic() + STUCK_EVERY_S

    async def _tidy(self, conn: Connection) -> None:
        if time.monotonic() < self._tidy_at:
            return
        try:
            await housekeeping.retain(conn)
        except psycopg.Error as error:
            if conn.broken:
                raise
            # Somebody's lock, or the schema of the version before: the heart goes on beating.
            self._tidy_at = time.monotonic() + TIDY_AGAIN_S
            told = {"error": type(error).__name__, "again_in_s": TIDY_AGAIN_S}
            log.warning("could not tidy up", extra=told)
