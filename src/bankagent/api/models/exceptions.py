"""Trade exceptions, as reviewers read them."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, WithJsonSchema

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.api.models.reference import Day
from bankagent.domain.request_status import Status
from bankagent.domain.trade_exception import ListedException, PeopleOutcome, State, WholeException

Number = Annotated[Any, WithJsonSchema({"type": ["number", "null"]})]


class ExceptionRow(Answer):
    """An exception in a list."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 3,
        "request_id": 7,
        "client_id": "CUST-1042",
        "state": "investigating",
        "assignee": "anna",
        "priority": 2,
        "severity": "high",
        "outcome": "review",
        "match": "broken",
        "primary_code": "DQUA",
        "primary_field": "quantity",
        "exposure": 100000.50,
        "currency": "EUR",
        "value_date": "2026-11-24",
        "age": 3,
        "cut_off_at": "2026-11-25T02:00:00.000000Z",
        "opened_at": "2026-11-26T09:30:00.000000Z",
        "changed_at": "2026-11-26T10:30:00.000000Z",
        "closed_at": None,
        "labels": ["late-booking"],
        "owner": "anna",
        "owned_until": "2026-11-26T11:00:00.000000Z",
        "team": None,
        "snoozed_until": None,
    }

    id: int
    request_id: int = Field(description="The request that opened it.")
    client_id: str
    state: State
    assignee: str | None = Field(description="The reviewer who has it; null for the team.")
    priority: int | None = Field(description="1 (most urgent) to 4; 1 for what is escalated.")
    severity: str | None
    outcome: PeopleOutcome | None = Field(
        description="What the policy asks of people, the strictest of its rules; null where none "
        "asks for people."
    )
    match: str = Field(
        description="broken, unmatched_ours (theirs is missing) or unmatched_theirs."
    )
    primary_code: str | None = Field(description="The reason code (ISO) that counts most.")
    primary_field: str | None
    exposure: Number = Field(description="The amount at stake, in major units of the currency.")
    currency: str | None
    value_date: Day | None
    age: int | None = Field(
        description="Business days from the value date to today; null once it is closed."
    )
    cut_off_at: Time | None
    opened_at: Time
    changed_at: Time
    closed_at: Time | None
    labels: list[str]
    owner: str | None = Field(
        description="The reviewer who has it in hand: the assignee, unless their claim has ended."
    )
    owned_until: Time | None = Field(
        description="The end of the owner's claim; null where it was assigned, without an end."
    )
    team: str | None = Field(description="The role of the team to which it was moved.")
    snoozed_until: Time | None = Field(description="The time until which lists leave it out.")

    @classmethod
    def of(cls, row: ListedException | WholeException) -> Self:
        """Return the database's row as reviewers see it."""
        return cls.model_validate(row, from_attributes=True)


class ExceptionList(Answer):
    """A page of exceptions, the newest first, and how many are in each state."""

    EXAMPLE: ClassVar[JsonObject] = {
        "exceptions": [ExceptionRow.EXAMPLE],
        "counts": {"open": 12, "investigating": 1, "rematched": 40},
        "next": None,
    }

    exceptions: list[ExceptionRow]
    counts: dict[str, int] = Field(description="How many exceptions are in each state, in all.")
    next: str | None = Field(description="The next page's path; null on the last page.")


class ExceptionView(ExceptionRow):
    """An exception with its breaks, moves, comments and proposals."""

    EXAMPLE: ClassVar[JsonObject] = ExceptionRow.EXAMPLE | {
        "status": "awaiting_approval",
        "pair": {
            "our_source": "OMS",
            "our_record": "4711",
            "their_source": "BROKER-A",
            "their_record": "9-17",
        },
        "breaks": [
            {
                "field": "quantity",
                "code": "DQUA",
                "ours": "1000",
                "theirs": "900",
                "difference": "-100",
                "within": False,
            }
        ],
        "exposure_usd": 110000.55,
        "expected_penalty": None,
        "closed_reason": None,
        "closed_match": None,
        "closed_by_request": None,
        "reopens_id": None,
        "reopened_by": None,
        "moves": [{"id": 5, "action": "opened", "from_state": "new", "to_state": "open"}],
        "comments": [],
        "proposals": [],
    }

    status: Status = Field(description="The status of the request.")
    pair: Any = Field(description="The source and record number of each side.")
    breaks: Any = Field(description="The breaks, the primary one first.")
    exposure_usd: Number
    expected_penalty: Any
    closed_reason: str | None
    closed_match: str | None = Field(
        description="The match that closed it: exact, within_tolerance or forced."
    )
    closed_by_request: int | None = Field(description="The later request that matched.")
    reopens_id: int | None = Field(description="The closed exception that this one continues.")
    reopened_by: int | None = Field(description="The request that reopens this one.")
    moves: Any = Field(description="All moves, in order, each with its author and audit entry.")
    comments: Any = Field(description="All comments: internal, or for the counterparty.")
    proposals: Any = Field(
        description="All proposals, each with its vote; vote with the digest of one that waits."
    )
