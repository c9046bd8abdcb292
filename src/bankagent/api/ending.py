"""How the API ends: at a signal, and in one sentence where it must not even start."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bankagent import logs
from bankagent.errors import BankagentError


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


class OneSentence:
    """Ends a start that must not be with our one sentence, where a server would print a trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the failure of a start."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: Message | None = None

        async def hold_back_a_failure(message: Message) -> None:
            nonlocal failed
            if message["type"] == "lifespan.startup.failed":
                failed = message
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold_back_a_failure)
        except BaseException as error:
            if failed is None:
                raise
            # The server's own message is a stack trace, and that has the error's text.
            why = f"{type(error).__name__} in {logs.place(error)}"
            if isinstance(error, BankagentError):
                why = error.detail
            await send({**failed, "message": f"bankagent: {why}"})
            if not isinstance(error, BankagentError):
                raise
