"""From start to stop: what the API opens, and on which database."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.metadata import version

from bankagent import logs, metrics
from bankagent import settings as all_settings
from bankagent.api.deps import Desk
from bankagent.api.ending import at_the_signal_to_end
from bankagent.db import door, schema
from bankagent.db.first_look import first_look
from bankagent.db.gateway import Gateway
from bankagent.db.pool import Pool, new_pool
from bankagent.domain.request import Reached
from bankagent.errors import BankagentError, SchemaMismatch, Unavailable
from bankagent.service import follow
from bankagent.service.gauges import Gauges
from bankagent.service.identify import Identify
from bankagent.service.places import Places
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
            desk = _desk(settings, pool, Gateway(pool, may_work_here), look)
            with at_the_signal_to_end(desk.waiters.stop, desk.news.stop):
                yield desk


def _desk(
    settings: Settings, pool: Pool, gateway: Gateway, look: Callable[[], Awaitable[None]]
) -> Desk:
    return Desk(
        gateway=gateway,
        intake=new_intake(gateway),
        batches=Places("batches", most=8, most_each=2),
        waiters=Waiters(partial(_ask, gateway)),
        streams=Places("event streams", most=follow.MOST, most_each=follow.MOST_EACH),
        news=follow.new_news(gateway),
        look=look,
        identify=Identify(partial(_holder, gateway)),
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
