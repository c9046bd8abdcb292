"""Lifespan of the API: open its resources at the start, close them at the end."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.metadata import version

from bankagent import catalog, logs, metrics
from bankagent import settings as all_settings
from bankagent.api.http.resources import Resources
from bankagent.api.http.shutdown import on_shutdown_signal
from bankagent.api.limits import ApiLimits
from bankagent.db import schema, service_login
from bankagent.db.gateway import Gateway
from bankagent.db.pool import Pool, new_pool
from bankagent.db.probe import probe
from bankagent.errors import BankagentError, Unavailable
from bankagent.service.access.concurrency_limits import ConcurrencyLimit
from bankagent.service.access.identify import Identify
from bankagent.service.documents.embeddings import from_settings
from bankagent.service.operations.changes import new_changes
from bankagent.service.operations.gauges import Gauges
from bankagent.service.requests import follow
from bankagent.service.requests.process import new_result_waiters
from bankagent.service.requests.submit import new_intake
from bankagent.settings import Settings
from bankagent.store.access import identify
from bankagent.store.operations.startup import check

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_resources(settings: Settings | None, limits: ApiLimits) -> AsyncIterator[Resources]:
    """Open the resources that the API works with.

    Starts although the database is not reachable yet: /livez answers, /readyz says what is wrong.

    Raises:
        CannotRun: a setting, a package of request types, or the rights of the database user must be
            changed first.
        SchemaMismatch: the database must be migrated first.
    """
    if settings is None:
        settings = all_settings.load()
        logs.configure(settings.log_format, settings.log_level)
    catalog.refuse_broken_packages()
    metrics.BUILD.labels(version("bankagent"), schema.version()).set(1)
    may_work_here = partial(
        check, role=service_login.API, production=settings.app_env == "production"
    )
    with service_login.opened(settings, service_login.API, unsafe=_of_the_server()) as conninfo:
        probe_once = partial(probe, conninfo, may_work_here)
        try:
            await probe_once()
        except Unavailable as error:
            log.warning("not ready yet", extra={"detail": error.detail})
        async with new_pool(conninfo, shared=True) as pool:
            resources = _resources(settings, pool, Gateway(pool, may_work_here), probe_once, limits)
            stops = (
                resources.result_waiters.stop,
                resources.entry_waiters.stop,
                resources.changes.waiters.stop,
            )
            with on_shutdown_signal(*stops):
                yield resources


def _resources(
    settings: Settings,
    pool: Pool,
    gateway: Gateway,
    probe: Callable[[], Awaitable[None]],
    limits: ApiLimits,
) -> Resources:
    return Resources(
        gateway=gateway,
        intake=new_intake(gateway),
        batches=ConcurrencyLimit("batches", most=limits.batches, most_each=limits.batches_each),
        documents=ConcurrencyLimit(
            "documents", most=limits.documents, most_each=limits.documents_each
        ),
        result_waiters=new_result_waiters(gateway),
        streams=ConcurrencyLimit(
            "event streams", most=limits.streams, most_each=limits.streams_each
        ),
        entry_waiters=follow.new_entry_waiters(gateway),
        changes=new_changes(gateway),
        probe=probe,
        identify=Identify(partial(_holder, gateway), kept_s=limits.key_kept_s),
        trusts_this_machine=settings.app_env == "development",
        gauges=Gauges(gateway),
        pool_stats=pool.get_stats,
        embeddings=from_settings(lambda: settings),
    )


def configure_logs() -> None:
    """Log as the settings say; where they cannot be read, the start reports it."""
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


async def _holder(gateway: Gateway, id: str) -> identify.Holder | None:
    return await gateway.ask(identify.holder, id)
