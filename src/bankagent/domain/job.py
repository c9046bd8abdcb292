"""Jobs in the hands of a worker, and the fence that proves it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fence:
    """Proof that a worker still holds a job: every write of an attempt shows it.

    `attempts` is the job's number when it was claimed; each hand-back and each end of an attempt
    raises it.
    """

    job_id: int
    worker_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this worker claimed, with its request.

    The payload is JSON text as the database has it; it may have been written by SQL and is not
    trusted. The request's fields are None when the job is not the request's current one. `waited`:
    for how many seconds the job had been due.
    """

    job_id: int
    queue_name: str
    priority: int
    attempts: int
    request_id: int
    client_id: str | None
    request_type: str | None
    payload: str | None
    traceparent: str | None = None
    waited: float | None = None

    def fence(self, worker_id: int) -> Fence:
        """Return the fence of this job in the hands of this worker."""
        return Fence(self.job_id, worker_id, self.attempts)


@dataclass(frozen=True, slots=True)
class Rescued:
    """A job that was taken back or ended, and what the verb did with it.

    `request_id` is None where an ended job named no request.
    """

    job_id: int
    request_id: int | None
    disposition: Literal["requeued", "failed", "ended"]


@dataclass(frozen=True, slots=True)
class WatchedWorker:
    """A worker as another sees it.

    `heartbeat` is a text that changes with each of its heartbeats. `stands` says that the session
    which beat last still holds the worker's lock.
    """

    worker_id: int
    heartbeat: str
    stands: bool
