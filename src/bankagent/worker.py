"""The Procrastinate App of a worker: `procrastinate --app=bankagent.worker.app worker`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

import procrastinate

from bankagent import logs, metrics, settings
from bankagent.db import schema, service_login
from bankagent.db.pool import Connection, Pool
from bankagent.errors import BankagentError, CannotRun
from bankagent.queue.app import new_app
from bankagent.queue.attempts import Decider
from bankagent.service.decisions import decider
from bankagent.store.operations.startup import check


def build(new_decider: Callable[[Callable[[], Pool]], Decider]) -> procrastinate.App:
    """Return the App of a worker; `new_decider` makes its decider from the pool."""

    @contextmanager
    def source() -> Iterator[str]:
        with (
            _one_sentence(),
            service_login.opened(_begun(), service_login.WORKER, search_path=True) as found,
        ):
            yield found

    async def refuse(conn: Connection) -> None:
        with _one_sentence():
            await check(
                conn, service_login.WORKER, production=settings.load().app_env == "production"
            )

    def probes_at() -> str | None:
        return settings.load().metrics_address

    return new_app(source, new_decider, check=refuse, probes_at=probes_at)


def _begun() -> settings.Settings:
    """Return the settings, and log as they say: the CLI has set up its own log by now."""
    found = settings.load()
    logs.configure(found.log_format, found.log_level)
    metrics.BUILD.labels(version("bankagent"), schema.version()).set(1)
    return found


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except BankagentError as error:
        sys.stderr.write(f"bankagent worker: {error.detail}\n")
        # 2 says that starting again is of no use; a database may come back, or be migrated.
        raise SystemExit(2 if isinstance(error, CannotRun) else 1) from None


app = build(decider.Decider)
