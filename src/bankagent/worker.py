"""App of a worker: `procrastinate --app=bankagent.worker.app worker`, with its own options."""

import gc
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version

import procrastinate

from bankagent import catalog, logs, metrics, settings
from bankagent.db import schema, service_login
from bankagent.db.errors import translated
from bankagent.db.shared_session import refuse_shared_session
from bankagent.domain.request_type import RequestType
from bankagent.errors import BankagentError, CannotRun, Unavailable
from bankagent.queue.app import new_app
from bankagent.queue.attempts import BatchDecider
from bankagent.queue.connector import Connector
from bankagent.queue.mailer import Mailer
from bankagent.queue.slots import SlotDecider, SlotWork
from bankagent.queue.summaries import Send
from bankagent.service.agents import extra
from bankagent.service.agents.models import Models
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.slot_decider import AgentDecider
from bankagent.service.decisions.suggestions import waiting
from bankagent.service.documents.embeddings import from_settings
from bankagent.service.policies import packages
from bankagent.store.operations.startup import check

log = logging.getLogger(__name__)

# A batch of 100 makes some 20,000 objects, nearly all freed by their counts. At the usual 700 the
# collector walked the screening lists again and again, for a tenth of a worker's time.
OBJECTS_BETWEEN_COLLECTIONS = 20_000


def new_connector() -> Connector:
    """Return a connector that finds its database, by the settings, when the worker starts."""
    return Connector(_conninfo)


def build(
    connector: Connector,
    decider: BatchDecider,
    types: Sequence[RequestType] = catalog.TYPES,
    slot_decider: SlotDecider | None = None,
) -> procrastinate.App:
    """Return the App of a worker that decides requests of these types with this decider.

    `slot_decider` decides those of the types that wait for models; without one they are refused.

    Example:
        connector = new_connector()
        app = build(connector, Decider(connector.open_pool))
    """
    types = _suggesting(types)
    check = partial(_check, connector)
    facts = catalog.fact_names(types)
    return new_app(
        connector,
        decider,
        check=check,
        probes_at=_probes_at,
        facts=facts,
        mailer=_mailer,
        slot_work=_slot_work(slot_decider, types),
        embeddings=from_settings,
    )


def _suggesting(types: Sequence[RequestType]) -> Sequence[RequestType]:
    """Return the types, of which those with suggestions wait for models."""
    with _one_sentence():
        names = settings.load().suggestions
        if names and not extra.has_loop():
            raise CannotRun("BANKAGENT_SUGGESTIONS needs more packages: " + extra.HELP)
    return waiting(types, names)


def _slot_work(decider: SlotDecider | None, types: Sequence[RequestType]) -> SlotWork | None:
    deadlines = {known.queue: known.deadline_s for known in types if known.deadline_s}
    if not deadlines:
        return None
    with _one_sentence():
        if decider is None:
            waits = ", ".join(sorted(known.name for known in types if known.deadline_s))
            raise CannotRun(
                f"The app has no slot_decider for types that wait for models ({waits}): "
                "pass one to bankagent.worker.build."
            )
        slots = settings.load().agent_slots
    return SlotWork(decider, deadlines, slots)


@contextmanager
def _conninfo() -> Iterator[service_login.Conninfo]:
    with (
        _one_sentence(),
        service_login.opened(_begun(), service_login.WORKER) as found,
    ):
        yield found


async def _check(connector: Connector) -> None:
    """Refuse a database that is not ours to work with; Unavailable says to look again."""
    with _one_sentence(but=Unavailable), translated():
        async with await connector.first() as conn:
            await refuse_shared_session(conn, connector.conninfo)
            production = settings.load().app_env == "production"
            await check(conn, service_login.WORKER, production=production)


def _probes_at() -> str | None:
    return settings.load().metrics_address


def _mailer() -> Send | None:
    found = Mailer.of(settings.load())
    return found.send if found else None


def _begun() -> settings.Settings:
    """Return the settings, and log as they say: the CLI has set up its own log by now."""
    packages.refuse_broken()
    found = settings.load()
    logs.configure(found.log_format, found.log_level)
    # Refused before a worker registers.
    Mailer.of(found)
    Models(lambda: found).check()
    from_settings(lambda: found)
    if not extra.has_loop():
        log.warning(extra.MISSING, extra={"detail": extra.HELP})
    metrics.BUILD.labels(version("bankagent"), schema.version()).set(1)
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    return found


@contextmanager
def _one_sentence(*, but: type[BankagentError] | tuple[()] = ()) -> Iterator[None]:
    try:
        yield
    except but:
        raise
    except BankagentError as error:
        sys.stderr.write(f"bankagent worker: {error.detail}\n")
        # 2 says that starting again is of no use; a database may come back, or be migrated.
        raise SystemExit(2 if isinstance(error, CannotRun) else 1) from None


# Without the extra of the agent, its types are not claimed.
_types = [one for one in catalog.TYPES if extra.has_loop() or not one.deadline_s]
_connector = new_connector()
_decider = Decider(_connector.open_pool)
app = build(
    _connector,
    _decider,
    _types,
    slot_decider=AgentDecider(_connector.open_pool, _decider),
)
