"""A request as callers bring it and as the database tells it."""

from dataclasses import dataclass, field
from datetime import datetime

from bankagent.domain import trace
from bankagent.domain.exact_json import JsonValue

JsonObject = dict[str, JsonValue]

FINAL = frozenset({"processed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Submission:
    """A request that somebody wants stored; `actor` becomes its maker.

    It goes on in the trace of whoever makes this, unless `traceparent` says otherwise.
    """

    client_id: str
    request_type: str
    payload: JsonObject
    actor: str
    idempotency_key: str | None = None
    traceparent: str | None = field(default_factory=trace.traceparent)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a submission.

    `item` counts from 0 in its batch; `outcome` is created, replayed (same key and body: the same
    request again) or conflict (same key, another body: nothing was stored).
    """

    item: int
    request_id: int
    status: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a request stands once no worker has to act; `result` is the last one recorded."""

    request_id: int
    client_id: str
    request_type: str
    status: str
    result: JsonObject | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A request with its latest audit entry, its decision and its current job, in one row.

    `job_attempt` counts runs, the present one included; `asked` is what a reviewer asks of the
    caller, while it waits for that; `payload_version` counts from 1.
    """

    id: int
    client_id: str
    request_type: str
    payload: JsonObject
    status: str
    maker: str
    created_at: datetime
    updated_at: datetime
    entry_id: int
    entry_action: str
    entry_actor: str
    entry_from_status: str
    entry_to_status: str
    entry_created_at: datetime
    entry_job_id: int | None
    entry_attempt: int | None
    entry_trace_id: str | None
    entry_result: JsonObject
    decision: str | None
    decided_by: str | None
    decision_actor: str | None
    decided_at: datetime | None
    job_status: str | None
    job_attempt: int | None
    asked: str | None
    payload_version: int

    @property
    def is_without_job(self) -> bool:
        """Whether a worker should act and nothing tells one to."""
        return self.status == "received" and self.job_status not in {"todo", "doing"}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the trail; `attempt` counts the runs of the job from 1.

    `trace_id` is the W3C trace of the call or run that wrote it.
    """

    id: int
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: datetime
    job_id: int | None
    attempt: int | None
    trace_id: str | None
    result: JsonObject


@dataclass(frozen=True, slots=True)
class Event(AuditEntry):
    """An entry of the trail that came after the one (`after`) that a follower had seen last."""

    request_id: int
    after: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands for who follows it from an entry on.

    `has_entry`: that entry is one of its trail; `goes_on`: others came after it.
    """

    maker: str
    status: str
    has_entry: bool
    goes_on: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing comes after that entry, ever."""
        return self.status in FINAL and not self.goes_on


@dataclass(frozen=True, slots=True)
class Filters:
    """Which requests a list is of; None asks for all. Times: from `created_after`, itself included.

    `maker` is not for callers to choose: it is who asks, or None where they see everybody's.
    """

    maker: str | None
    status: str | None = None
    request_type: str | None = None
    client_id: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list, without its payload.

    `matches` is false for one at which a look ended that found too few; it says only where.
    """

    id: int
    client_id: str
    request_type: str
    status: str
    maker: str
    created_at: datetime
    updated_at: datetime
    decision: str | None
    matches: bool
    ends_the_look: bool
