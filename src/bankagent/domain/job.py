"""A job in a worker's hands, and how its run may end."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this worker claimed, with its request.

    job_id, worker_id and attempts are the fence: whoever writes for this run must show them.
    The payload is JSON text as the database has it; it came in by any door and is not trusted.
    The request's fields are None when the job is not the request's current one. `waited`: for how
    many seconds it had been due.
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


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A fence as the database has it: a job that is 'doing' for a worker."""

    job_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Rescued:
    """A job that was taken back from a dead worker, and what the verb did with it."""

    job_id: int
    request_id: int
    disposition: Literal["requeued", "failed"]
