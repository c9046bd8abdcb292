"""How the service is, as an operator asks it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bankagent.domain.pause import Pause


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """What waits in a queue: ready now, later, and in a worker's hands."""

    queue: str
    ready: int
    scheduled: int
    doing: int
    oldest_wait: timedelta


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A registered worker; its process is None where it is not of bankagent."""

    worker_id: int
    host: str | None
    pid: int | None
    version: str | None
    last_heartbeat: datetime
    heartbeat_age: timedelta
    alive: bool
    jobs_held: int
    oldest_wait: timedelta | None


@dataclass(frozen=True, slots=True)
class OpenRequests:
    """How many requests stand at a status that somebody has to act on."""

    status: str
    requests: int


@dataclass(frozen=True, slots=True)
class PendingApprovals:
    """What waits for people: how many requests, and for how long the oldest of them."""

    pending: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is to be done, as Prometheus is told it; queues without open jobs are left out."""

    queues: tuple[QueueDepth, ...]
    workers_alive: int
    open: tuple[OpenRequests, ...]
    approvals: PendingApprovals


@dataclass(frozen=True, slots=True)
class Trouble:
    """A stuck request, or a gap in the audit trail; a person must look at it.

    `kind` is stuck_request or audit_gap; `code` is that of ops.stuck_requests or ops.audit_gaps;
    `what` says the same in words.
    """

    request_id: int
    kind: Literal["stuck_request", "audit_gap"]
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The whole answer; `troubles` is empty and `verdict` is "well" when nobody need come."""

    queues: tuple[QueueDepth, ...]
    pauses: tuple[Pause, ...]
    workers: tuple[WorkerState, ...]
    open: tuple[OpenRequests, ...]
    troubles: tuple[Trouble, ...]
    verdict: str

    @property
    def well(self) -> bool:
        """Whether nobody need come."""
        return self.verdict == "well"
