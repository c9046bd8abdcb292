"""From start to stop: what the API opens, and its end in one sentence where it must not run."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from importlib.metadata import version
from types import FrameType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bankagent import logs, metrics
from bankagent import settings as all_settings
from bankagent.api.deps import Desk
from bankagent.db import door, schema
from bankagent.db.first_look import first_look
from bankagent.db.gateway import Gateway
from bankagent.db.pool import new_pool
from bankagent.domain.request import Reached
from bankagent.errors import BankagentError, SchemaMismatch, Unavailable
from bankagent.service import follow
from bankagent.service.gauges import Gauges
from bankagent.service.identify import Identify
from bankagent.service.places import Places
from bankagent.service.process import Outcomes
from bankagent.service.submit import new_intake
from bankagent.service.waiters import Waiters
from bankagent.settings import Settings
from bankagent.store import keys
from bankagent.store.door import check
from bankagent.store.requests import outcomes

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened(settings: Settings | None) -> AsyncIterator[Desk]:
    """Open what the API works with.

    A database that is not reachable yet is no reason to end: liveness answers, readiness says so.

    Raises:
        BadSettings: a setting, or the rights of the database user, must be changed first.
        SchemaMismatch: the database must be migrated first.
    """
    if settings is None:
        settings = all_settings.load()
        logs.configure(settings.log_format, settings.log_level)
    metrics.BUILD.labels(version("bankagent"), schema.version()).set(1)
    may_work_here = partial(check, role=door.API, production=settings.app_env == "production")
    with door.opened(settings, door.API, unsafe=_of_the_server()) as conninfo:
        look = partial(first_look, conninfo, may_work_here)
        try:
            await look()
        except SchemaMismatch:
            raise
        except Unavailable as error:
            log.warning("not ready yet", extra={"detail": error.detail})
        async with new_pool(conninfo) as pool:
            gateway = Gateway(pool, may_work_here)
            waiters: Outcomes = Waiters(partial(_ask, gateway))
            news = follow.new_news(gateway)

            def end() -> None:
                waiters.stop()
                news.stop()

            with at_the_signal_to_end(end):
                yield Desk(
                    gateway,
                    new_intake(gateway),
                    Places("batches", most=8, most_each=2),
                    waiters,
                    Places("event streams", most=follow.MOST, most_each=follow.MOST_EACH),
                    news,
                    look,
                    Identify(partial(_holder, gateway)),
                    trusts_this_machine=settings.app_env == "development",
                    gauges=Gauges(gateway),
                    pool_stats=pool.get_stats,
                )


def speak_as_set() -> None:
    """Log as the settings say; where they cannot be read, the start will say why."""
    with suppress(BankagentError):
        found = all_settings.load()
        logs.configure(found.log_format, found.log_level)


def _of_the_server() -> list[str]:
    reloads = "--reload" in sys.argv or "UVICORN_RELOAD" in os.environ
    debugs = asyncio.get_running_loop().get_debug()
    return [
        *["uvicorn restarts when a file changes, drop --reload"] * reloads,
        *["asyncio is in debug mode, which logs too much, unset PYTHONASYNCIODEBUG"] * debugs,
    ]


async def _ask(gateway: Gateway, request_ids: Collection[int]) -> dict[int, Reached]:
    found = await gateway.ask(partial(outcomes, request_ids=request_ids, maker=None))
    return {reached.request_id: reached for reached in found}


async def _holder(gateway: Gateway, id: str) -> keys.Holder | None:
    return await gateway.ask(partial(keys.holder, id=id))


@contextmanager
def at_the_signal_to_end(act: Callable[[], None]) -> Iterator[None]:
    """Act when SIGTERM or SIGINT comes, before the server that handles it waits for its requests.

    The server's own handlers are called as before; where it has none, nothing is changed.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: FrameType | None) -> None:
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
