"""Connector of Procrastinate with our pool: autocommit, our search_path, no check round trip.

A broken connection costs a repeat, which everything in queue/ does anyway.
"""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from typing import Any, cast

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from psycopg_pool import AsyncConnectionPool

from bankagent.db import session
from bankagent.db.login_refusal import log_refusal, log_why
from bankagent.db.pool import Connection, Pool, configure, connect
from bankagent.db.probe import why
from bankagent.db.service_login import Conninfo
from bankagent.queue.listener import NEW_JOB
from bankagent.queue.turns import BATCHES

# One for each batch, one for claims, one for lookups; the listener and the heartbeat have
# connections of their own.
MOST = BATCHES + 2
LOG_WHY_EVERY_S = 5.0
CONFIGURE = partial(configure, search_path=session.SEARCH_PATH)


class Connector(PsycopgConnector):
    """Opens its pool on a connection string that is known only when a worker starts."""

    def __init__(self, source: Callable[[], AbstractContextManager[Conninfo]]) -> None:
        """Make a connector; `source` gives the connection string, and holds an embedded server."""
        super().__init__(
            min_size=1, max_size=MOST, configure=CONFIGURE, pool_factory=_pool, timeout=5
        )
        self._source = source
        self._log_why_at = 0.0
        self._held = ExitStack()

    async def open_async(self, pool: AsyncConnectionPool[Any] | None = None) -> None:
        """Open the pool; a second call does nothing."""
        if self._async_pool is None and pool is None:
            self._pool_args["conninfo"] = self._held.enter_context(self._source())
        await super().open_async(pool)

    async def close_async(self) -> None:
        """Close the pool and let go of the source."""
        await super().close_async()
        self._async_pool = None
        self._held.close()

    @property
    def conninfo(self) -> str:
        """The connection string for a new connection, once the connector is open."""
        return str(self._pool_args["conninfo"]())

    def open_pool(self) -> Pool:
        """Return the pool, once the connector is open."""
        return cast("Pool", self.pool)  # of _pool

    async def _loop_notify(self, on_notification: Notify, *args: Any, **more: Any) -> None:
        # Jobs queued before LISTEN, or while the connection was down, sent no notification to us:
        # fetch once.
        await on_notification(channel="", payload=json.dumps(NEW_JOB))
        await super()._loop_notify(on_notification, *args, **more)

    async def first(self) -> Connection:
        """Return a new connection as `stand_alone` does.

        Raises:
            Unavailable: none comes; the text says why.
            SchemaMismatch: the role that we should become is missing.
        """
        try:
            return await self._connected()
        except psycopg.OperationalError:
            raise await why(self.conninfo) from None

    async def stand_alone(self) -> Connection:
        """Return a new connection outside the pool; the caller closes it.

        Logs why none comes, each few seconds: the heartbeat asks for one each second.
        """
        try:
            return await self._connected()
        except psycopg.OperationalError:
            if time.monotonic() >= self._log_why_at:
                self._log_why_at = time.monotonic() + LOG_WHY_EVERY_S
                await log_why(self.conninfo)
            raise

    async def _connected(self) -> Connection:
        return await connect(self.conninfo, search_path=session.SEARCH_PATH)


class _Pool(AsyncConnectionPool[Any]):
    async def open(self, *_: Any, **__: Any) -> None:
        """Open without a wait for the database, which the manager waits for."""
        await super().open()


def _pool(**arguments: Any) -> AsyncConnectionPool[Any]:
    ours: dict[str, Any] = {
        "connection_class": Connection,
        "kwargs": {"client_encoding": session.ENCODING},
        "check": None,
        "reconnect_timeout": 5,
        "reconnect_failed": log_refusal,
    }
    return _Pool(**(arguments | ours))
