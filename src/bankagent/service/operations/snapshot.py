"""Snapshot of queues, workers and the database for all pages that show them, kept for seconds.

Beside a million requests it costs 200 ms of a CPU: too much for each reader of a page.
"""

import asyncio
import time
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime

from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection
from bankagent.domain.status import ServiceStatus
from bankagent.service.operations import status
from bankagent.store.operations import marks, watch
from bankagent.store.operations.watch import DatabaseLoad, Minute, TypeWaits

KEPT_S = 5.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Status and figures of one moment; `mark` differs once something was written after it."""

    at: datetime
    mark: int
    status: ServiceStatus
    waits: list[TypeWaits]
    minutes: list[Minute]
    database: DatabaseLoad


class Snapshots:
    """Reads a snapshot for the first who asks, and gives it to all for some seconds."""

    def __init__(self, gateway: Gateway, *, kept_s: float = KEPT_S) -> None:
        self._gateway = gateway
        self._kept_s = kept_s
        self._reading: asyncio.Task[Snapshot] | None = None
        self._until = 0.0

    async def __call__(self) -> Snapshot:
        """Return the snapshot of now, or of some seconds ago.

        Raises:
            Unavailable: the database is away or busy.
        """
        if self._reading is None or self._until <= time.monotonic() or _failed(self._reading):
            self._until = time.monotonic() + self._kept_s
            self._reading = asyncio.create_task(self._gateway.ask(_read), context=Context())
        return await asyncio.shield(self._reading)

    @property
    def left_s(self) -> float:
        """The time in s until the next who asks gets another snapshot; 0 where it is now."""
        return max(0.0, self._until - time.monotonic())

    def forget(self) -> None:
        """Read anew for the next who asks: something was changed at a page."""
        self._until = 0.0


def _failed(reading: "asyncio.Task[Snapshot]") -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)


async def _read(conn: Connection) -> Snapshot:
    return Snapshot(
        at=datetime.now(UTC),
        mark=await marks.service(conn),
        status=await status.read(conn),
        waits=await watch.waits(conn),
        minutes=await watch.per_minute(conn),
        database=await watch.database(conn),
    )
