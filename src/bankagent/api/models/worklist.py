"""Work list, as reviewers send moves and see what became of them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject, Time
from bankagent.api.models.texts import Reason, ReviewerName
from bankagent.domain.approval import Approval
from bankagent.domain.worklist import Action, WorkItem, WorkMove, WorkMoved
from bankagent.request_types.fields import AnyInstant

MOST_ITEMS = 100


class NewWorkMove(Body):
    """What a move of an item of work has beside its action."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "claim": {"summary": "Claim, release or hand back.", "value": {}},
        "assign": {"summary": "Assign.", "value": {"to": "ben", "reason": "You know the desk."}},
        "move": {"summary": "Move to a team.", "value": {"to": "operations"}},
        "snooze": {"summary": "Snooze.", "value": {"until": "2026-11-25T08:00:00Z"}},
    }

    to: ReviewerName | None = Field(
        default=None, description="With assign a reviewer, with move the role of a team."
    )
    until: AnyInstant | None = Field(
        default=None, description="With snooze the time when it ends; without one it ends now."
    )
    reason: Reason | None = None

    def of(self, request_id: int, action: Action) -> WorkMove:
        """Return the move of an item."""
        return WorkMove(request_id, action, self.to, self.until, self.reason)


class BatchItem(NewWorkMove):
    """A move of one item among many."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {}

    request_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    action: Action


class NewWorkBatch(Body):
    """Moves of many items of work; a vote is none of them."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "two": {
            "summary": "Claim one, and assign one.",
            "value": {
                "items": [
                    {"request_id": 7, "action": "claim"},
                    {"request_id": 8, "action": "assign", "to": "ben"},
                ]
            },
        }
    }

    items: list[BatchItem] = Field(min_length=1, max_length=MOST_ITEMS)


class ItemView(Answer):
    """An item of work: a request that awaits approval, in the hands of people."""

    EXAMPLE: ClassVar[JsonObject] = {
        "owner": "anna",
        "owned_until": "2026-11-24T10:30:00.000000Z",
        "team": None,
        "snoozed_until": None,
    }

    owner: str | None = Field(description="The reviewer who has it in hand; null for the team.")
    owned_until: Time | None = Field(
        description="The end of the owner's claim; null where it was assigned, without an end."
    )
    team: str | None = Field(
        description="The role of the team to which it was moved; null for those who may vote."
    )
    snoozed_until: Time | None = Field(description="The time until which lists leave it out.")

    @classmethod
    def of(cls, row: WorkItem | Approval) -> Self:
        """Return what a row says of its item."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class WorkMade(ItemView):
    """An item of work after a move."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 7} | ItemView.EXAMPLE

    request_id: int

    @classmethod
    def after(cls, request_id: int, item: WorkItem) -> Self:
        """Return the item of a request after a move."""
        return cls(request_id=request_id, **ItemView.of(item).model_dump())


class WorkDisposition(Answer):
    """The disposition of one move of many."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 7,
        "action": "claim",
        "disposition": "done",
        "item": ItemView.EXAMPLE,
        "why": None,
    }

    request_id: int
    action: Action
    disposition: Literal["done", "not_eligible", "failed"] = Field(
        description="failed: the database was away or busy; send it again."
    )
    item: ItemView | None = Field(description="The item after the move; null where none was made.")
    why: str | None = Field(description="The reason why it was not moved.")

    @classmethod
    def of(cls, made: WorkMoved) -> Self:
        """Return what became of a move."""
        return cls(
            request_id=made.move.request_id,
            action=made.move.action,
            disposition=made.disposition,
            item=ItemView.of(made.item) if made.item else None,
            why=made.why,
        )


class WorkBatchDone(Answer):
    """The dispositions of many moves, in the order in which they were sent."""

    EXAMPLE: ClassVar[JsonObject] = {"items": [WorkDisposition.EXAMPLE]}

    items: list[WorkDisposition]
