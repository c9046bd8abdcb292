"""Work of reviewers: rows of their lists, and what a request is compared with."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_status import Decision, Status


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How much a reviewer has in hand, and proposals of others, each counted up to 1,000."""

    mine: int
    proposals: int
    exceptions: int


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
