"""Delegations and break-glass, as reviewers ask for them, confirm and review them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.exception_work import example_of
from bankagent.api.models.texts import Reason, ReviewerName, ShortReason, in_words
from bankagent.domain.authority import AskKind, NewAsk, ReviewVerdict
from bankagent.request_types.fields import AnyInstant, Currency

MOST_HOURS = 8
Role = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{0,39}$"),
    in_words("must be a role: 1 to 40 small letters, digits or _, first a letter"),
]
TypeName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{0,39}$"),
    in_words("must be the name of a request type"),
]
Limit = Annotated[
    str,
    Field(pattern=r"^[0-9]{1,18}(\.[0-9]{1,10})?$"),
    in_words("must be an amount as text: up to 18 digits, and 10 after the point"),
]
Desk = Annotated[
    str,
    Field(min_length=1, max_length=256, pattern=r"\S"),
    in_words("must have 1 to 256 characters"),
]


class NewLimit(Body):
    """A largest exposure with its currency."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "A million.", {"amount": "1000000", "currency": "USD"}
    )

    amount: Limit
    currency: Currency


class _NewAsk(Body):
    """What both kinds of asks say."""

    reason: ShortReason
    request_type: TypeName | None = Field(default=None, description="Only for this request type.")
    desk: Desk | None = Field(default=None, description="Only for this trading desk.")
    limit: NewLimit | None = Field(default=None, description="Only up to this exposure.")

    def asked(self, kind: AskKind, valid_from: datetime | None, valid_to: datetime) -> NewAsk:
        """Return the ask, without what only one kind says."""
        return NewAsk(
            kind=kind,
            reason=self.reason,
            valid_from=valid_from,
            valid_to=valid_to,
            request_type=self.request_type,
            desk=self.desk,
            max_amount=Decimal(self.limit.amount) if self.limit else None,
            currency=self.limit.currency if self.limit else None,
        )


class NewDelegation(_NewAsk):
    """A delegation of one of your authorities to a colleague, for 90 days at most."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Leave for a week.",
        {
            "authority_id": 7,
            "holder": "ben",
            "valid_to": "2099-01-08T17:00:00Z",
            "reason": "On leave.",
        },
    )

    authority_id: int = Field(ge=1, le=2**63 - 1, description="The authority; GET /authorities.")
    holder: ReviewerName = Field(description="The colleague who votes by it.")
    valid_from: AnyInstant | None = Field(default=None, description="Without it, now.")
    valid_to: AnyInstant


class NewBreakGlass(_NewAsk):
    """An authority for hours, which you ask for yourself, and which is reviewed afterwards."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "No senior is here.",
        {"role": "senior", "hours": 2, "reason": "The cut-off is at 17:00, and no senior is here."},
    )

    role: Role = Field(description="The role in which you vote by it.")
    hours: int = Field(ge=1, le=MOST_HOURS)

    def broken(self) -> NewAsk:
        """Return the ask, from this moment on."""
        now = datetime.now(UTC)
        return self.asked("break_glass", now, now + timedelta(hours=self.hours))


class AskMade(Answer):
    """The number of an ask, which another person is to confirm."""

    EXAMPLE: ClassVar[JsonObject] = {"ask_id": 3}

    ask_id: int


class AskConfirmed(Answer):
    """The authority that is in force by a confirmation."""

    EXAMPLE: ClassVar[JsonObject] = {"ask_id": 3, "authority_id": 12}

    ask_id: int
    authority_id: int


class NewReview(Body):
    """A review of break-glass, after it has ended."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "It was needed.", {"verdict": "justified", "note": "One vote, at 16:40, as he said."}
    )

    verdict: ReviewVerdict
    note: Reason


class Reviewed(Answer):
    """A review of break-glass that is recorded."""

    EXAMPLE: ClassVar[JsonObject] = {"ask_id": 3, "verdict": "justified"}

    ask_id: int
    verdict: ReviewVerdict
