"""Early signal: one that comes while a worker starts, before the Worker listens for any."""

import asyncio
import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any


class EarlySignal:
    """Keeps a signal to stop and sends it again once the Worker listens.

    It would end the process on the spot otherwise, and leave its row in the database behind.
    """

    def __init__(self) -> None:
        self._is_early = False
        self._kept: int | None = None
        self._before: dict[int, signal._HANDLER] = {}
        self._wake: Callable[[], object] = _do_nothing

    def keep(self) -> None:
        """Keep signals from now on; outside the main thread this process cannot and does not."""
        self._is_early = True
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                self._before[number] = signal.signal(number, self._came)
        except ValueError:
            self._before = {}

    async def came_before(self, work: "asyncio.Task[Any]") -> bool:
        """Wait until the work is done or a signal comes; return whether the signal was first.

        The database may be slow, or hold the work at a lock for as long as it likes.
        """
        came, loop = asyncio.Event(), asyncio.get_running_loop()
        # The loop may sleep, and goes back to sleep after a handler of Python.
        self._wake = lambda: loop.call_soon_threadsafe(came.set)
        if self._kept is not None:
            came.set()
        waiting = asyncio.create_task(came.wait())
        await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
        self._wake = _do_nothing
        waiting.cancel()
        return not work.done()

    def send_again(self) -> bool:
        """Send the kept signal to the Worker, which listens now; return whether there was one."""
        self._is_early = False
        kept, self._kept = self._kept, None
        if kept is not None:
            os.kill(os.getpid(), kept)
        return kept is not None

    def _came(self, number: int, _: FrameType | None) -> None:
        if self._is_early:
            self._kept = number
            self._wake()
            return
        # The Worker listens no more: a second signal while it drains ends the process.
        signal.signal(number, self._before[number])
        signal.raise_signal(number)


def _do_nothing() -> None:
    return
