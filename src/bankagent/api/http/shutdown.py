"""Shutdown of the API: what is done at a signal to end, before the server waits for requests."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def at_the_signal_to_end(*acts: Callable[[], None]) -> Iterator[None]:
    """Act when SIGTERM or SIGINT comes, before the server that handles it waits for its requests.

    The server's own handlers are called as before; where it has none, nothing is changed.
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
    except ValueError:  # not the main thread: its signals are somebody else's
        chained = []
    try:
        yield
    finally:
        for number in chained:
            signal.signal(number, before[number])
