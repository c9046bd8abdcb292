"""Work of reviewers: rows of their lists, and what a request is compared with."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_status import Decision, Status


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """Filters of the approvals that wait; None leaves all in.

    `at_least` is an amount in major units, of whichever currency.
    """

    request_type: str | None = None
    client_id: str | None = None
    outcome: str | None = None
    at_least: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How much waits for a reviewer, each counted up to 1,000."""

    approvals: int
    proposals: int
    exceptions: int


@dataclass(frozen=True, slots=True)
class WaitingApproval:
    """An approval in a list; `voted` names those who have voted.

    `is_reviewers_own`: the reviewer made the request, or it was made on their behalf.
    """

    request_id: int
    request_type: str
    client_id: str
    amount: Decimal | None
    currency: str | None
    maker: str
    on_behalf_of: str | None
    waiting_since: datetime
    outcome: str
    why: str
    is_reviewers_own: bool
    voted: list[str]


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal about an exception that waits for another person's vote."""

    id: int
    exception_id: int
    proposed: str
    proposer: str
    proposed_at: datetime
    exposure: Decimal | None
    currency: str | None
    primary_code: str | None
    primary_field: str | None
    client_id: str


@dataclass(frozen=True, slots=True)
class CastVote:
    """A vote as its reviewer reads it later: the receipt, and what became of the request."""

    id: int
    request_id: int
    request_type: str
    client_id: str
    verdict: str
    reason: str
    created_at: datetime
    status: Status
    decision: Decision | None
    digest: str


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """An earlier request of the same client, and how it ended."""

    id: int
    request_type: str
    status: Status
    created_at: datetime
    decision: Decision | None
    amount: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A request that people decided, of the same type, of which the same rules fired."""

    request_id: int
    decision: Decision
    actor: str
    created_at: datetime
    client_id: str


@dataclass(frozen=True, slots=True)
class PayloadVersion:
    """A payload that a correction has replaced."""

    version: int
    payload: JsonValue
    replaced_at: datetime
    replaced_by: str
