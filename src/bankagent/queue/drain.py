"""Drain of a worker: whether it was asked to stop, while it still processes a batch."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate.job_context import AbortReason, JobContext
from procrastinate.worker import Worker


class Drain:
    """Knows the stock Worker, and so whether it drains."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    async def middleware(
        self, call_next: Callable[[], Awaitable[Any]], _: JobContext, worker: Worker
    ) -> Any:
        """Worker middleware: remember the Worker; it is in no job's context."""
        self._worker = worker
        return await call_next()

    def is_requested(self) -> bool:
        """Whether the Worker was asked to stop.

        With --one-shot it asks itself, as soon as nothing waits, and finishes what it has claimed.
        """
        worker = self._worker
        return worker is not None and worker.wait and worker._stop_event.is_set()  # noqa: SLF001

    def cuts_short(self, error: BaseException) -> bool:
        """Whether an error in an attempt is no end of it: the drain may not last any longer.

        The Worker cancels its tasks when --shutdown-graceful-timeout is over, and a person who
        presses Ctrl-C again and again raises KeyboardInterrupt. Any other cancellation is the
        attempt's own, or comes from the end of a process that the attempt may have caused.
        """
        if isinstance(error, KeyboardInterrupt):
            return self.is_requested()
        return isinstance(error, asyncio.CancelledError) and is_cancelled() and self._is_over()

    def _is_over(self) -> bool:
        aborted = self._worker._job_ids_to_abort if self._worker else {}  # noqa: SLF001
        return AbortReason.SHUTDOWN in aborted.values()


def is_cancelled() -> bool:
    """Whether the current task was cancelled, even where a library has swallowed it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
