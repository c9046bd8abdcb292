"""Trade exceptions: states, filters, what readers are shown, and what became of a move."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_status import Decision, Status

State = Literal[
    "open",
    "assigned",
    "investigating",
    "counterparty_contacted",
    "repair_proposed",
    "repaired",
    "rematched",
    "written_off",
    "trade_cancelled",
]
# States that a person moves an exception to; proposals and votes lead to the others.
MovableTo = Literal[
    "open",
    "assigned",
    "investigating",
    "counterparty_contacted",
    "rematched",
    "trade_cancelled",
]
# What a policy asks of people for a pair.
PeopleOutcome = Literal["review", "dual_control", "escalate"]
# A repair closes nothing; each of the others closes the exception.
Proposed = Literal["repair", "write_off", "cancellation", "forced_match"]
Showing = Literal["all", "mine", "team", "unassigned"]


@dataclass(frozen=True, slots=True)
class ExceptionFilters:
    """Filters of a list of exceptions; None leaves all in.

    `show` is all; mine, which `reviewer` has in hand; team, which were moved to a team of theirs;
    unassigned, which no reviewer has. What is snoozed is left out unless `snoozed`.
    """

    state: State | None = None
    assignee: str | None = None
    code: str | None = None
    outcome: PeopleOutcome | None = None
    label: str | None = None
    show: Showing = "all"
    snoozed: bool = False
    reviewer: str | None = None


@dataclass(frozen=True, slots=True)
class ListedException:
    """An exception in a list; `age` is in business days from the value date, None once closed.

    `owner` is the assignee, unless it is one whose claim has ended.
    """

    id: int
    request_id: int
    client_id: str
    state: State
    assignee: str | None
    priority: int | None
    severity: str | None
    outcome: PeopleOutcome | None
    match: str
    primary_code: str | None
    primary_field: str | None
    exposure: Decimal | None
    currency: str | None
    value_date: date | None
    age: int | None
    cut_off_at: datetime | None
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    labels: list[str]
    owner: str | None
    owned_until: datetime | None
    team: str | None
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class AgeBucket:
    """How many open exceptions have an age in calendar days, and what is at stake in USD."""

    bucket: str
    exceptions: int
    exposure_usd: Decimal


@dataclass(frozen=True, slots=True)
class WholeException:
    """An exception with its breaks, moves, comments, labels and proposals.

    `reopened_by` is the later request that compares the pair again, `reopens_id` the closed
    exception that this one continues.
    """

    id: int
    request_id: int
    client_id: str
    status: Status
    state: State
    assignee: str | None
    priority: int | None
    severity: str | None
    outcome: PeopleOutcome | None
    match: str
    primary_code: str | None
    primary_field: str | None
    pair: JsonValue
    breaks: JsonValue
    exposure: Decimal | None
    currency: str | None
    exposure_usd: Decimal | None
    value_date: date | None
    age: int | None
    cut_off_at: datetime | None
    expected_penalty: JsonValue
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    closed_reason: str | None
    closed_match: str | None
    closed_by_request: int | None
    reopens_id: int | None
    owner: str | None
    owned_until: datetime | None
    team: str | None
    snoozed_until: datetime | None
    reopened_by: int | None
    labels: list[str]
    moves: JsonValue
    comments: JsonValue
    proposals: JsonValue


@dataclass(frozen=True, slots=True)
class Moved:
    """State of an exception and of its request after a move; the decision is None while open."""

    state: State
    status: Status
    decision: Decision | None
    request_type: str


@dataclass(frozen=True, slots=True)
class ProposalMade:
    """A proposal that waits for the vote of another person, who must name its digest."""

    proposal_id: int
    digest: str
    state: State


@dataclass(frozen=True, slots=True)
class ProposalVoted:
    """A vote on a proposal, and the states after it."""

    vote_id: int
    state: State
    status: Status
    decision: Decision | None
    request_type: str


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """Disposition of one item of a bulk move: done, not_eligible or failed, and why."""

    exception_id: int
    disposition: Literal["done", "not_eligible", "failed"]
    state: State | None
    why: str | None
