"""A worker by hand, which does only what a test tells it, where a test must say what comes when."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support import verbs
from tests.support.rows import Conn, connect


class WorkerByHand:
    """A registered worker, and the jobs that it holds by the id of their request."""

    def __init__(self, conn: Conn) -> None:
        self.conn = conn
        self.worker_id = verbs.register_silent(conn)
        self.held: dict[int, Any] = {}

    def beat(self) -> None:
        """Give a sign of life."""
        verbs.beat(self.conn, self.worker_id)

    def claim(self) -> set[int]:
        """Claim all jobs that wait; return their requests."""
        claimed = {job.request_id: job for job in verbs.claim(self.conn, self.worker_id)}
        self.held |= claimed
        return set(claimed)

    def settle(self, request_id: int, **end: Any) -> None:
        """End the attempt at a request: processed and approved unless said otherwise."""
        fence = verbs.fence(self.held.pop(request_id), self.worker_id)
        assert verbs.settle(self.conn, fence | (end or verbs.approved())) == ["settled"]

    def process(self, request_id: int, **end: Any) -> None:
        """Claim all jobs that wait and end this one at once."""
        self.claim()
        self.settle(request_id, **end)


@contextmanager
def worker_by_hand(worker_url: str) -> Iterator[WorkerByHand]:
    """Give a worker by hand on this database."""
    with connect(worker_url) as conn:
        yield WorkerByHand(conn)
