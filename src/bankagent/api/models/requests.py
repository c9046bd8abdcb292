"""What callers send and see. Answers are built from these models, so that the docs do not lie."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from bankagent.domain.audit import AuditEntry
from bankagent.domain.request import Overview
from bankagent.service.decisions.result import NAMES

Status = Literal["received", "awaiting_approval", "needs_info", "failed", "processed", "cancelled"]
JsonObject = dict[str, Any]

# An Idempotency-Key, in a header or in an item of a batch: visible ASCII characters.
KEY = r"^[!-~]{1,255}$"

# Says +00:00 as Z, and always microseconds: one format, whatever the time.
Time = Annotated[
    datetime,
    PlainSerializer(
        lambda at: at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    ),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def in_reading_order(result: JsonObject) -> JsonObject:
    """Return the result with its names in reading order: jsonb orders names by their length."""
    return {name: result[name] for name in NAMES if name in result} | result


Result = Annotated[JsonObject, AfterValidator(in_reading_order)]


class NewRequest(BaseModel):
    """A request as a caller sends it."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(min_length=1, max_length=64, description="The client it is about.")
    request_type: str = Field(description="One of the service's request types.")
    payload: JsonObject = Field(
        description="What the type asks for. Numbers keep their exact decimal value."
    )


class Created(BaseModel):
    """A request and where it stands now."""

    request_id: int = Field(description="Its stable number.")
    status: Status = Field(description="Its status; received for a new one.")


class Processed(BaseModel):
    """Where a request stands once no worker has to act.

    `status` and `who_acts_next` are there while `result.decision` is null.
    """

    request_id: int
    result: Result = Field(description="The recorded result.")
    status: Literal["awaiting_approval", "needs_info"] | None = None
    who_acts_next: Literal["reviewers", "the caller"] | None = None


class Waiting(BaseModel):
    """A request that has no outcome yet."""

    request_id: int
    status: Literal["received"] = "received"
    detail: str


class RequestView(BaseModel):
    """A request as it was accepted, and its status."""

    id: int
    client_id: str
    request_type: str
    payload: JsonObject
    status: Status
    maker: str = Field(description="Who made it.")
    created_at: Time
    updated_at: Time


class EntryView(BaseModel):
    """An entry of the audit log."""

    id: int
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: Time
    job_id: int | None
    attempt: int | None = Field(description="Which run of the job, counted from 1.")
    trace_id: str | None = Field(description="The W3C trace of the call or run that wrote it.")
    result: Result

    @classmethod
    def of(cls, entry: AuditEntry) -> Self:
        """Show an entry of the database."""
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


class DecisionView(BaseModel):
    """The one final word on a request."""

    decision: Literal["approved", "rejected"]
    decided_by: Literal["policy", "people"]
    actor: str
    created_at: Time


class JobView(BaseModel):
    """The request's current job in the queue."""

    status: str = Field(description="todo, doing, succeeded, failed, cancelled or aborted.")
    attempt: int = Field(description="Runs so far, the present one included.")


class RequestWithStory(BaseModel):
    """A request, its latest audit entry, its decision and its job."""

    request: RequestView
    latest_audit: EntryView
    decision: DecisionView | None
    job: JobView | None
    asked: str | None = Field(description="What a reviewer asks of you, while it is needs_info.")
    payload_version: int = Field(description="Which payload this is, counted from 1.")

    @classmethod
    def of(cls, row: Overview) -> Self:
        """Take the one row of the database apart."""
        plain = {name: getattr(row, name) for name in RequestView.model_fields}
        entry = {name: getattr(row, f"entry_{name}") for name in EntryView.model_fields}
        decision = {
            "decision": row.decision,
            "decided_by": row.decided_by,
            "actor": row.decision_actor,
            "created_at": row.decided_at,
        }
        job = {"status": row.job_status, "attempt": row.job_attempt}
        return cls.model_validate(
            {
                "request": plain,
                "latest_audit": entry,
                "decision": decision if row.decision else None,
                "job": job if row.job_status else None,
                "asked": row.asked,
                "payload_version": row.payload_version,
            }
        )


class Trail(BaseModel):
    """The whole trail of a request, oldest entry first."""

    request_id: int
    audit: list[EntryView]

    @classmethod
    def of(cls, request_id: int, entries: list[AuditEntry]) -> Self:
        """Build the answer from the database's rows."""
        return cls(request_id=request_id, audit=[EntryView.of(entry) for entry in entries])


class Health(BaseModel):
    """How the service is."""

    status: Literal["alive", "ready"]


class FindingView(BaseModel):
    """One thing that is wrong with an input."""

    field: str
    expected: str


class Problem(BaseModel):
    """An error, as RFC 9457 says. What the caller sent is never repeated."""

    type: str
    title: str
    status: int
    detail: str = Field(description="One sentence on what to do next.")
    errors: list[FindingView] = Field(description="Which fields, and what is expected there.")
