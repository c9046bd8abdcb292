"""Work on trade exceptions, as reviewers send it and see it done."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.texts import CommentText, Label, Reason
from bankagent.domain.request_status import Decision, Status
from bankagent.domain.trade_exception import MovableTo, State

MOST_ITEMS = 100


def example_of(summary: str, value: JsonObject) -> Mapping[str, JsonObject]:
    """Return the one example of a body."""
    return {"usual": {"summary": summary, "value": value}}


class NewMove(Body):
    """A move of an exception; rematched and trade_cancelled close it and need a reason."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Give it to a person.", {"to_state": "assigned", "assignee": "anna"}
    )

    to_state: MovableTo
    reason: Reason | None = None
    assignee: str | None = Field(
        default=None, min_length=1, max_length=200, description="A reviewer, with assigned alone."
    )


class BulkMove(NewMove):
    """One move of many exceptions."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Look into two.", {"exception_ids": [3, 4], "to_state": "investigating"}
    )

    exception_ids: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field(
        min_length=1, max_length=MOST_ITEMS
    )


class MoveMade(Answer):
    """An exception after a move, and its request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "exception_id": 3,
        "state": "assigned",
        "status": "awaiting_approval",
        "decision": None,
    }

    exception_id: int
    state: State
    status: Status
    decision: Decision | None = Field(description="null while the exception is open.")


class ItemAnswer(Answer):
    """The disposition of one exception of a bulk move."""

    EXAMPLE: ClassVar[JsonObject] = {
        "exception_id": 3,
        "disposition": "done",
        "state": "investigating",
        "why": None,
    }

    exception_id: int
    disposition: Literal["done", "not_eligible", "failed"] = Field(
        description="failed: the database was away or busy; send it again."
    )
    state: State | None = Field(description="The state after the move; null where none was made.")
    why: str | None = Field(description="The reason why it was not moved.")


class BulkAnswer(Answer):
    """The dispositions of a bulk move, one for each exception."""

    EXAMPLE: ClassVar[JsonObject] = {
        "items": [
            ItemAnswer.EXAMPLE,
            {
                "exception_id": 4,
                "disposition": "not_eligible",
                "state": None,
                "why": "Exception 4 is written_off: moved to investigating is not a legal move "
                "from there (see exception_legal_moves).",
            },
        ]
    }

    items: list[ItemAnswer]


class NewComment(Body):
    """A comment on an exception."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "For colleagues.", {"visibility": "internal", "text": "Their desk looks for it."}
    )

    visibility: Literal["internal", "counterparty"] = Field(
        description="counterparty: the text may be shown to it."
    )
    text: CommentText


class CommentWritten(Answer):
    """The number of a comment."""

    EXAMPLE: ClassVar[JsonObject] = {"exception_id": 3, "comment_id": 1}

    exception_id: int
    comment_id: int


class NewLabel(Body):
    """A label that is set or removed."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Name the root cause.", {"label": "late-booking", "is_set": True}
    )

    label: Label
    is_set: bool = True


class LabelChanged(Answer):
    """The disposition of a change of a label."""

    EXAMPLE: ClassVar[JsonObject] = {
        "exception_id": 3,
        "label": "late-booking",
        "disposition": "set",
    }

    exception_id: int
    label: str
    disposition: Literal["set", "removed", "unchanged"]


class NewReopening(Body):
    """The reason why a closed exception is reopened."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Compare again.", {"reason": "The broker has corrected its record."}
    )

    reason: Reason


class Reopened(Answer):
    """The new request that compares the pair of a closed exception again."""

    EXAMPLE: ClassVar[JsonObject] = {"exception_id": 3, "request_id": 9}

    exception_id: int
    request_id: int
