"""The worker's door: `procrastinate --app=bankagent.worker.app worker`, with its own options."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

import procrastinate

from bankagent import catalog, logs, metrics, settings
from bankagent.db import schema, service_login
from bankagent.db.pool import Connection, Pool
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.errors import BankagentError, CannotRun
from bankagent.queue.app import new_app
from bankagent.queue.attempts import Decide
from bankagent.service.decisions import evaluate
from bankagent.service.decisions.policies import Policies
from bankagent.store.operations.startup import check


def build(decide: Callable[[Callable[[], Pool]], Decide]) -> procrastinate.App:
    """Return the App of a worker; given the pool, `decide` returns what decides one request."""

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

    return new_app(source, decide, check=refuse, probes_at=probes_at)


def decider(types: Sequence[RequestType], pool: Callable[[], Pool]) -> Decide:
    """Return what decides one request: its type, the policy in force, and nothing held open."""
    by_name = {type_.name: type_ for type_ in types}
    policies = Policies(pool)

    async def decide(request: ClaimedRequest) -> Settlement:
        known = by_name.get(request.request_type)
        policy = await policies.in_force(known.policy_key) if known else None
        return evaluate.decide(request, policy, types)

    return decide


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


app = build(lambda pool: decider(catalog.TYPES, pool))
