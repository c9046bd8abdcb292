"""Shutdown of the API: act on SIGTERM and SIGINT before the server waits for open requests."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_shutdown_signal(*acts: Callable[[], None]) -> Iterator[None]:
    """Call `acts` when SIGTERM or SIGINT comes, then the server's own handler as before.

    Long waits and streams end this way; else the server would wait for them. Where the server has
    no handler, nothing is changed.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: FrameType | None) -> None:
        for act in acts:
            loop.call_soon_threadsafe(act)
        servers_own = before[signal.Signals(number)]
        if callable(servers_own):
            servers_own(number, frame)

    chained = [number for number, servers_own in before.items() if callable(servers_own)]
    try:
        for number in chained:
            signal.signal(number, handle)
    except ValueError:  # not the main thread: only that one may set handlers
        chained = []
    try:
        yield
    finally:
        for number in chained:
            signal.signal(number, before[number])
