"""Listener for notifications of new jobs, which survives the loss of its connection."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import jobs
from procrastinate.connector import Notify
from procrastinate.manager import NotificationCallback

from bankagent import logs
from bankagent.domain.job import ClaimedJob
from bankagent.queue.drain import is_cancelled

log = logging.getLogger(__name__)

RECONNECT_S = 1.0
A_MOMENT_S = 3.0
CLAIMS_IN_A_ROW = 10
WAKE_LATER_S = 0.05
NEW_JOB: jobs.Notification = {"type": "job_inserted", "job_id": 0}


class Listener:
    """Counts notifications on their way to the Worker; `count` is how many came so far."""

    def __init__(self, on_requeued: Callable[[], None]) -> None:
        """Make a listener; `on_requeued` is called when jobs are due again that were due before."""
        self.count = 0
        self._lost_at: float | None = None
        self._on_requeued = on_requeued
        self._callback: NotificationCallback | None = None
        self._waking: asyncio.Task[None] | None = None

    async def listen(
        self,
        listen_once: Callable[[Notify], Awaitable[None]],
        on_notification: NotificationCallback,
    ) -> None:
        """Listen for ever: again after each loss of the connection, and after any other error."""
        self._callback = on_notification
        self._lost_at = time.monotonic()
        while True:
            try:
                await listen_once(self._notified)
            except Exception as error:  # noqa: BLE001 - the Worker ends where this task does
                told = logs.failure(error) | {"again_in_s": RECONNECT_S}
                log.warning("listener lost", extra=told)
            self._lost_at = self._lost_at or time.monotonic()
            await asyncio.sleep(RECONNECT_S)

    def is_listening(self) -> bool:
        """Whether its connection stands, or was lost only a moment ago."""
        return self._lost_at is None or time.monotonic() - self._lost_at < A_MOMENT_S

    async def claim_by(self, claim: Callable[[], Awaitable[list[ClaimedJob]]]) -> list[ClaimedJob]:
        """Claim; again where a notification came meanwhile, which the Worker forgets."""
        for _ in range(CLAIMS_IN_A_ROW):
            count = self.count
            batch = await claim()
            if batch or count == self.count:
                return batch
        # Any login may notify without end, and the Worker must get to see a signal to stop.
        self._waking = asyncio.create_task(self._wake_later(), name="wake later")
        return []

    async def wake(self) -> None:
        """Have the Worker fetch at once, as a notification of a new job would."""
        self.count += 1
        if self._callback:
            await self._callback(channel="", notification=NEW_JOB)

    async def _wake_later(self) -> None:
        await asyncio.sleep(WAKE_LATER_S)
        await self.wake()

    async def _notified(self, *, channel: str, payload: str) -> None:
        del channel
        # asyncio.wait_for of Python 3.11 swallows it in a flood, and the process would not end.
        if is_cancelled():
            raise asyncio.CancelledError
        self._lost_at = None
        notification = _of_a_new_job(payload)
        if notification is None:
            return
        if "again" in notification:  # our function ring() says so; stock notifications do not
            self._on_requeued()
        await self.wake()


def _of_a_new_job(payload: str) -> dict[str, Any] | None:
    """Return the notification of a new job; None for any other.

    Every login of the database may notify. The stock manager ends the worker at a text that is no
    JSON, and cancels a whole batch at a request to abort its first job.
    """
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("type") == "job_inserted" else None
