"""Requests as the database has them: read one by one, listed, and with their result."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.domain.request_status import DecidedBy, Decision, Status


@dataclass(frozen=True, slots=True)
class RequestResult:
    """A request that waits for no worker; `result` is the last one that was recorded.

    `words` are what a reviewer said to the caller with it; None where people said nothing.
    """

    request_id: int
    client_id: str
    request_type: str
    status: Status
    result: JsonObject | None
    words: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A request with its latest audit entry, its decision and its current job, in one row.

    `job_attempt` counts attempts, the present one included; `payload_version` counts from 1. Words
    are what reviewers said to the caller: `entry_words` with the latest entry, `decision_words`
    with a rejection, `asked_words` the question that the request waits for. `caused_by` is the
    request whose decision, or whose reopened exception, caused this one; `follow_ups` are those
    that its own decision caused. `exception` is the trade exception that it opened, with its state.
    `comments` are those of reviewers for the caller, the oldest first.
    """

    id: int
    client_id: str
    request_type: str
    payload: JsonObject
    status: Status
    maker: str
    on_behalf_of: str | None
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
    entry_words: JsonObject | None
    decision: Decision | None
    decided_by: DecidedBy | None
    decision_actor: str | None
    decided_at: datetime | None
    decision_words: JsonObject | None
    job_status: str | None
    job_attempt: int | None
    asked_words: JsonObject | None
    payload_version: int
    caused_by: JsonObject | None
    follow_ups: list[JsonObject]
    exception: JsonObject | None
    comments: list[dict[str, Any]]

    @property
    def is_without_job(self) -> bool:
        """Whether the request waits for a worker and has no open job."""
        return self.status == "received" and self.job_status not in {"todo", "doing"}


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a list of requests; None asks for all. `created_after` includes its own instant.

    `maker` is not a filter for callers to choose: it is the caller, or None where the caller may
    read every request. Nor is `reviewer`: whose authorities must cover type and desk; else None.
    """

    maker: str | None
    status: Status | None = None
    request_type: str | None = None
    client_id: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    reviewer: str | None = None


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A request in a list, without its payload.

    `words` are what a reviewer said to the caller at its end or with a question.
    `ends_scan` is true for the last row scanned when the scan limit was reached. Where such a row
    does not match the filters (`matches` is false), it only marks where the next page starts.
    """

    id: int
    client_id: str
    request_type: str
    status: Status
    maker: str
    on_behalf_of: str | None
    created_at: datetime
    updated_at: datetime
    decision: Decision | None
    words: JsonObject | None
    matches: bool
    ends_scan: bool
