"""Gauges of the database for Prometheus, read at most once in five seconds."""

import asyncio
import logging
import time
from contextvars import Context

from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection
from bankagent.domain.status import Backlog
from bankagent.errors import BankagentError
from bankagent.store.operations import status

log = logging.getLogger(__name__)

KEPT_S = 5.0
PATIENCE_S = 2.0


class Gauges:
    """Reads the backlog for the metrics route, and keeps it for five seconds."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._reading: asyncio.Task[Backlog | None] | None = None
        self._until = 0.0

    async def __call__(self) -> Backlog | None:
        """Return the backlog; None where the database does not answer within two seconds."""
        if self._reading is None or self._until <= time.monotonic():
            self._until = time.monotonic() + KEPT_S
            self._reading = asyncio.create_task(self._ask(), context=Context())
        return await asyncio.shield(self._reading)

    async def _ask(self) -> Backlog | None:
        try:
            return await self._gateway.ask_within(PATIENCE_S, read)
        except BankagentError as error:
            log.info("the backlog could not be read", extra={"detail": error.detail})
        except Exception as error:  # noqa: BLE001 - a scrape never fails for it
            log.warning(
                "the backlog could not be read",
                extra={"error": type(error).__name__},
            )
        return None


async def read(conn: Connection) -> Backlog:
    """Return the backlog, as the views of `ops` show it; each statement may take two seconds."""
    async with conn.transaction():
        await status.limit_statements(conn, round(PATIENCE_S * 1000))
        queues = await status.queues(conn)
        workers = await status.workers(conn)
        return Backlog(
            queues=tuple(queues),
            workers_alive=sum(worker.alive and worker.pid is not None for worker in workers),
            open=tuple(await status.open_requests(conn)),
            approvals=await status.approvals(conn),
        )
