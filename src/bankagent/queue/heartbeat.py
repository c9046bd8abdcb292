"""Heartbeat of a worker: its sign of life once a second, and its advisory lock.

Both use one connection of their own: the lock lives on it, and ends with the process. It goes
on from registration until the worker has drained, whatever the queue does.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version

from bankagent import logs
from bankagent.db.pool import Connection
from bankagent.queue.housekeeping import Housekeeping
from bankagent.queue.strays import Strays
from bankagent.queue.told import Told
from bankagent.store.queue import heartbeat

log = logging.getLogger(__name__)

BEAT_S = 1.0
# A connection that stood is opened again at once: workers that come back keep their jobs.
AT_ONCE_S = 0.1
PATIENCE_S = 5.0
# Three patiences in a row, and as much again.
STOPPED_S = 30.0


class Heartbeat:
    """Beats for one worker; `suspects_wait` is what the last beat learned."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[Connection]],
        worker_id: int,
        told: Told | None = None,
        housekeeping: Housekeeping | None = None,
        strays: Strays | None = None,
    ) -> None:
        """Make the heartbeat of a worker; `connect` opens a connection outside the pool."""
        self._strays = strays
        self._told = told
        self.suspects_wait = False
        self._connect = connect
        self._worker_id = worker_id
        # Once: a host that is renamed meanwhile is no other process.
        self._host = socket.gethostname()
        self._locked = False
        self._housekeeping = housekeeping or Housekeeping()
        self._beat_at = self._tried_at = time.monotonic()
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Beat once, and go on beating until stop()."""
        started = asyncio.Event()
        self._beating = asyncio.create_task(self._beat(started), name="bankagent heartbeat")
        await started.wait()

    async def stop(self) -> None:
        """Stop; the advisory lock goes with the connection."""
        if self._beating:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        if self._strays:
            await self._strays.stop()

    @property
    def age_s(self) -> float:
        """Seconds since the last beat that the database took."""
        return time.monotonic() - self._beat_at

    @property
    def is_trying(self) -> bool:
        """Whether it goes on trying, whatever the database answers."""
        return time.monotonic() - self._tried_at < STOPPED_S

    async def _beat(self, started: asyncio.Event) -> None:
        while True:
            began = self._tried_at = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    conn = await self._connect()
                async with conn:
                    await self._beat_on(conn, started)
            except Exception as error:  # noqa: BLE001 - its jobs are rescued where this task ends
                again_in_s = AT_ONCE_S if self._beat_at - began > BEAT_S else BEAT_S
                told = logs.failure(error) | {"again_in_s": again_in_s}
                log.warning("heartbeat failed", extra=told)
            self._locked = False
            self._housekeeping.connection_lost()
            await asyncio.sleep(again_in_s)

    async def _beat_on(self, conn: Connection, started: asyncio.Event) -> None:
        async with asyncio.timeout(PATIENCE_S):
            # Before it shows itself: a worker that dies beside it from now on was seen alive.
            await self._housekeeping.watch(conn)
        while True:
            beat_at = self._tried_at = time.monotonic()
            async with asyncio.timeout(PATIENCE_S):
                # An earlier connection of ours may still stand on a server that lost us.
                self._locked = self._locked or await heartbeat.lock_worker(conn, self._worker_id)
                self.suspects_wait = await heartbeat.keep_worker(
                    conn,
                    self._worker_id,
                    host=self._host,
                    pid=os.getpid(),
                    version=version("bankagent"),
                )
                if self._told:
                    await self._told.tell(conn, self._worker_id)
            self._beat_at = beat_at
            started.set()
            if self._strays:
                self._strays.begin(self._worker_id)
            async with asyncio.timeout(PATIENCE_S):
                await self._housekeeping.do(conn)
            await asyncio.sleep(max(0.0, beat_at + BEAT_S - time.monotonic()))
