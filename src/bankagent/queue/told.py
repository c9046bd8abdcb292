"""Facts, queues and listening of a worker, as it tells the database with each heartbeat."""

import logging
from collections.abc import Callable, Iterable, Sequence

from bankagent.db.pool import Connection
from bankagent.store.queue import heartbeat

log = logging.getLogger(__name__)


class Told:
    """Tells each time anew, since the rows of a worker may be pruned."""

    def __init__(self, facts: Sequence[str], listens: Callable[[], bool]) -> None:
        """Make it; `facts` are names of the facts that the worker finds."""
        self._facts = facts
        self._listens = listens
        self._queues: tuple[str, ...] | None = None
        self._knows_queues = False
        self._without_a_type: list[str] = []

    def serves(self, queues: Iterable[str] | None) -> None:
        """Take the queues that the Worker fetches from; None for all."""
        self._queues = None if queues is None else tuple(queues)
        self._knows_queues = True

    async def tell(self, conn: Connection, worker_id: int) -> None:
        """Tell what is known so far, and log queues from which nothing will ever come."""
        if self._facts:
            await heartbeat.tell_facts(conn, worker_id, self._facts)
        if not self._knows_queues:
            return
        unknown = await heartbeat.tell_queues(
            conn, worker_id, self._queues, listens=self._listens()
        )
        if unknown and unknown != self._without_a_type:
            log.warning(
                "no request type has a queue of this name: see the option -q",
                extra={"queues": unknown},
            )
        self._without_a_type = unknown
