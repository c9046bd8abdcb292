"""The Procrastinate App that workers run: one task, our manager, our connector."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

import procrastinate
from procrastinate.job_context import JobContext

from bankagent.db.pool import Connection, Pool
from bankagent.queue.attempts import Decider
from bankagent.queue.batch import Fence, carry, new_settles
from bankagent.queue.connector import Connector
from bankagent.queue.manager import PROCESS_REQUEST, Manager

# Two batches in hand: while one is settled the other is decided. More gains nothing on one core.
BATCHES = 2
# The poll is for what no notification announces: retries that fall due.
POLL_S = 1.0


def new_app(
    source: Callable[[], AbstractContextManager[str]],
    new_decider: Callable[[Callable[[], Pool]], Decider],
    *,
    check: Callable[[Connection], Awaitable[None]],
    probes_at: Callable[[], str | None] = lambda: None,
) -> procrastinate.App:
    """Return the App for `procrastinate --app=… worker`.

    Args:
        source: gives the connection string when the worker starts.
        new_decider: makes, from the pool, the decider of all requests; a decider is called with no
            transaction open and no connection held.
        check: looks at the database before the worker registers; raises SystemExit to refuse.
        probes_at: the address (host:port) for those who watch; None for none.
    """
    connector = Connector(source, most=BATCHES + 2)
    app = procrastinate.App(connector=connector)
    settles = new_settles(lambda: connector.connections)
    decider = new_decider(lambda: connector.connections)

    async def look() -> None:
        async with connector.connections.connection() as conn:
            await check(conn)

    manager = Manager(connector, look, probes_at)
    app.job_manager = manager
    app.worker_defaults = {
        "concurrency": BATCHES,
        "fetch_job_polling_interval": POLL_S,
        "worker_middleware": [manager.know_worker],
    }

    @app.task(name=PROCESS_REQUEST, pass_context=True)
    async def process_request(context: JobContext, request_id: int) -> None:  # noqa: ARG001
        """Decide the request, and the batch that was claimed with it."""
        batch = manager.take_batch(context.job.id)
        fence = Fence(context.job.worker_id or 0, lambda: connector.connections)
        try:
            await carry(batch, fence, decider, settles, draining=manager.draining)
        finally:
            await manager.batch_over(batch)

    return app
