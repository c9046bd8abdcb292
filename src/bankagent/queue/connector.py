"""Procrastinate's connector with our pool: autocommit, our schemas in sight, no check round trip.

A connection that turns out broken costs a repeat, which everything in this room does anyway.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from psycopg_pool import AsyncConnectionPool

from bankagent.db.pool import Connection, Pool, configure, connect

RING = '{"type": "job_inserted", "job_id": 0}'


class Connector(PsycopgConnector):
    """Opens its pool on a connection string that is found out only when a worker starts."""

    def __init__(self, source: Callable[[], AbstractContextManager[str]], *, most: int) -> None:
        """Make a connector.

        Args:
            source: gives the connection string, and holds what serves it (an embedded server).
            most: connections in the pool, the listener's own one not counted.
        """
        super().__init__(
            min_size=1, max_size=most, configure=configure, pool_factory=_pool, timeout=5
        )
        self._source = source
        self._held = ExitStack()

    async def open_async(self, pool: AsyncConnectionPool[Any] | None = None) -> None:
        """Open the pool; a second call does nothing."""
        if self._async_pool is None and pool is None:
            self._pool_args["conninfo"] = self._held.enter_context(self._source())
        await super().open_async(pool)

    async def close_async(self) -> None:
        """Close the pool and let go of what serves it."""
        await super().close_async()
        self._async_pool = None
        self._held.close()

    @property
    def conninfo(self) -> str:
        """The connection string, once the connector is open."""
        return str(self._pool_args["conninfo"])

    @property
    def connections(self) -> Pool:
        """The open pool."""
        return self.pool

    async def _loop_notify(self, on_notification: Notify, *args: Any, **more: Any) -> None:
        # Now that we listen: what came before, or while we were cut off, rang for nobody.
        await on_notification(channel="", payload=RING)
        await super()._loop_notify(on_notification, *args, **more)

    async def stand_alone(self) -> Connection:
        """Return a new connection outside the pool; the caller closes it."""
        return await connect(self.conninfo)


def _pool(**arguments: Any) -> AsyncConnectionPool[Any]:
    return AsyncConnectionPool(**(arguments | {"check": None, "reconnect_timeout": 5}))
