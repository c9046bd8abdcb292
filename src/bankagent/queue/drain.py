"""Drain of a worker: whether it was asked to stop, while it still processes a batch."""

from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate.job_context import JobContext
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
        """Whether the Worker was asked to stop."""
        return self._worker is not None and self._worker._stop_event.is_set()  # noqa: SLF001
