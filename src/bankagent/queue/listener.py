"""Listener for notifications of new jobs, which survives the loss of its connection."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from procrastinate import exceptions, jobs
from procrastinate.manager import NotificationCallback

log = logging.getLogger(__name__)

RECONNECT_S = 1.0


class Listener:
    """Counts notifications on their way to the Worker; `count` is how many came so far."""

    def __init__(self, on_requeued: Callable[[], None]) -> None:
        """Make a listener; `on_requeued` is called when jobs are due again that were due before."""
        self.count = 0
        self._on_requeued = on_requeued
        self._callback: NotificationCallback | None = None

    async def listen(
        self,
        listen_once: Callable[[NotificationCallback], Awaitable[None]],
        on_notification: NotificationCallback,
    ) -> None:
        """Listen for ever: again after each loss of the connection."""
        self._callback = on_notification
        while True:
            try:
                await listen_once(self._notify)
            except (exceptions.ConnectorException, psycopg.Error, OSError) as error:
                told = {"error": type(error).__name__, "again_in_s": RECONNECT_S}
                log.warning("listener lost", extra=told)
            await asyncio.sleep(RECONNECT_S)

    async def wake(self) -> None:
        """Have the Worker fetch at once, as a notification of a new job would."""
        if self._callback:
            await self._notify(channel="", notification={"type": "job_inserted", "job_id": 0})

    async def _notify(self, *, channel: str, notification: jobs.Notification) -> None:
        self.count += 1
        if (
            "again" in notification
        ):  # from our function ring(); a stock notification has no such key
            self._on_requeued()
        if self._callback:
            await self._callback(channel=channel, notification=notification)
