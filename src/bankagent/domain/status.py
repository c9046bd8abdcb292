"""Status of the service: queues, workers, open requests and troubles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bankagent.domain.pause import Pause
from bankagent.domain.policy_version import ScheduledVersion
from bankagent.domain.stop import Stop


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """Open jobs of a queue: ready now, scheduled for later, and doing (claimed by a worker).

    `workers` is the number of live workers that serve the queue; None where no request type has it.
    """

    queue: str
    ready: int
    scheduled: int
    doing: int
    oldest_wait: timedelta
    workers: int | None


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A registered worker; host, pid and version are None where it is not one of bankagent's.

    `queues` are those that it serves, None for all. One that does not listen polls for new jobs.
    """

    worker_id: int
    host: str | None
    pid: int | None
    version: str | None
    last_heartbeat: datetime
    heartbeat_age: timedelta
    alive: bool
    jobs_held: int
    oldest_wait: timedelta | None
    queues: Sequence[str] | None
    listens: bool | None


@dataclass(frozen=True, slots=True)
class OpenRequests:
    """The number of requests at a status that is not final."""

    status: str
    requests: int


@dataclass(frozen=True, slots=True)
class PendingApprovals:
    """Requests that wait for people: their number, and for how long the oldest has waited."""

    pending: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class PendingAsks:
    """Asks that wait for a second person: their number, and the oldest wait, None without one."""

    pending: int
    oldest: timedelta | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open work, as the metrics show it; queues without open jobs are left out."""

    queues: tuple[QueueDepth, ...]
    workers_alive: int
    open: tuple[OpenRequests, ...]
    approvals: PendingApprovals


@dataclass(frozen=True, slots=True)
class Trouble:
    """A stuck request, or a gap in the audit trail; a person must look at it.

    `kind` is stuck_request or audit_gap; `code` is that of ops.stuck_requests or ops.audit_gaps;
    `what` says the same in words. `request_id` is None for an open job that names no request.
    """

    request_id: int | None
    kind: Literal["stuck_request", "audit_gap"]
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class RowHolder:
    """A session that holds rows of `tables` until it commits; pid is None where it is prepared."""

    pid: int | None
    who: str
    application: str
    lasts: timedelta
    state: str
    tables: Sequence[str]
    what_to_do: str


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The whole status; `verdict` is "well", or a sentence that says what needs a person.

    `unsigned` names the policies in force that no person of the bank has activated, as
    trade_review@1. `scheduled` are the policy versions that take over later. `unreviewed` is
    break-glass that was not reviewed within a business day, by the number of its ask.
    `redaction_asks` are the redactions that a second person has not confirmed yet.
    """

    queues: tuple[QueueDepth, ...]
    pauses: tuple[Pause, ...]
    workers: tuple[WorkerState, ...]
    open: tuple[OpenRequests, ...]
    troubles: tuple[Trouble, ...]
    row_holders: tuple[RowHolder, ...]
    unsigned: tuple[str, ...]
    scheduled: tuple[ScheduledVersion, ...]
    stops: tuple[Stop, ...]
    unreviewed: tuple[int, ...]
    redaction_asks: PendingAsks
    verdict: str

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return self.verdict == "well"
