"""App of Procrastinate that workers run: one task, our manager, our connector."""

from collections.abc import Awaitable, Callable, Sequence

import procrastinate
from procrastinate.job_context import JobContext

from bankagent.queue.attempts import BatchDecider
from bankagent.queue.batch import Batches
from bankagent.queue.connector import Connector
from bankagent.queue.drain import Drain
from bankagent.queue.embeddings import Model
from bankagent.queue.handover import PROCESS_REQUEST
from bankagent.queue.manager import Manager
from bankagent.queue.settler import Settler
from bankagent.queue.slots import Slots, SlotWork
from bankagent.queue.summaries import Send
from bankagent.queue.turns import BATCHES

# The poll is for what no notification announces: retries that fall due.
POLL_S = 1.0


def new_app(
    connector: Connector,
    decider: BatchDecider,
    *,
    check: Callable[[], Awaitable[None]],
    probes_at: Callable[[], str | None] = lambda: None,
    facts: Sequence[str] = (),
    mailer: Callable[[], Send | None] = lambda: None,
    slot_work: SlotWork | None = None,
    embeddings: Callable[[], Model | None] = lambda: None,
) -> procrastinate.App:
    """Return the App for `procrastinate --app=… worker`.

    Args:
        connector: where the queue is; it opens its pool when the worker starts.
        decider: decides the requests.
        check: checks the database before the worker registers, which waits where it raises
            Unavailable; raises SystemExit to refuse.
        probes_at: the address (host:port) of the probe server; None for none.
        facts: names of the facts that the decider finds; it gets no request that needs another.
        mailer: returns what sends summaries to reviewers; None where none are sent.
        slot_work: decides the requests that wait for models; None where no type does.
        embeddings: returns the model of embeddings; None where none are made.
    """
    app = procrastinate.App(connector=connector)
    drain = Drain()
    manager = Manager(connector, check, probes_at, facts, mailer, slot_work, embeddings)
    app.job_manager = manager
    settler = Settler(connector.open_pool, manager.claims)
    batches = Batches(connector.open_pool, decider, drain, settler)
    slots = Slots(connector.open_pool, slot_work, drain, settler) if slot_work else None
    app.worker_defaults = {
        "concurrency": BATCHES + (slot_work.count if slot_work else 0),
        "fetch_job_polling_interval": POLL_S,
        "worker_middleware": [drain.middleware],
    }

    @app.task(name=PROCESS_REQUEST, pass_context=True)
    async def process_request(context: JobContext, request_id: int) -> None:  # noqa: ARG001
        """Process the request, and the batch that was claimed with it."""
        batch = manager.take_batch(context.job.id)
        try:
            if slots and manager.waits_for_models(batch):
                await slots.process(batch[0], context.job.worker_id or 0)
            else:
                await batches.process(batch, context.job.worker_id or 0)
        finally:
            await manager.batch_over(batch)

    return app
