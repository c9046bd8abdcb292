"""Stages of an approval, the votes that it has, and the votes of one reviewer."""

from decimal import Decimal
from typing import ClassVar, Literal, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.api.models.votes import DIGEST_EXAMPLE, EscalationCode, OverrideCode
from bankagent.domain.approval import Approval, OwnVote
from bankagent.domain.request_status import Decision, Status


class StageView(Answer):
    """A stage of an approval: the votes that it asks for, and how many are given."""

    EXAMPLE: ClassVar[JsonObject] = {
        "stage": 1,
        "role": None,
        "votes": 1,
        "given": 0,
        "due_at": "2026-11-26T09:30:00.009000Z",
        "expires_at": "2026-11-30T09:30:00.009000Z",
    }

    stage: int = Field(
        description="The number of the stage; each waits for those before it. "
        "After an escalation the stages that waited are left out, and others follow."
    )
    role: str | None = Field(description="The role in which its votes are given; null for any.")
    votes: int = Field(description="The votes that it asks for, each of another person.")
    given: int = Field(description="The votes to approve that it has.")
    due_at: Time | None = Field(description="When it is escalated; null where no time is set.")
    expires_at: Time | None = Field(description="When the request is rejected as expired.")


class GivenVoteView(Answer):
    """A vote that an approval has."""

    EXAMPLE: ClassVar[JsonObject] = {
        "reviewer": "anna",
        "verdict": "approve",
        "escalation_code": None,
        "reason": "Within the client's limit.",
        "stage": 1,
        "at": "2026-11-24T10:00:00.000000Z",
    }

    reviewer: str
    verdict: str = Field(description="approve, or escalate, which asks the next level.")
    escalation_code: str | None = Field(description="Why it was escalated; null with approve.")
    reason: str
    stage: int | None
    at: Time


class AmountView(Answer):
    """An amount with its currency."""

    EXAMPLE: ClassVar[JsonObject] = {"amount": "6000000", "currency": "USD"}

    amount: str = Field(description="The amount as an exact decimal number.")
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | None, currency: str | None) -> Self | None:
        """Return an amount; None where there is none."""
        if amount is None or currency is None:
            return None
        return cls(amount=f"{Decimal(amount):f}", currency=currency)


class DemandView(Answer):
    """What an approval asks for: stages, due times, what is at stake, and the reader's limit."""

    EXAMPLE: ClassVar[JsonObject] = {
        "stage": 1,
        "due_at": "2026-11-26T09:30:00.009000Z",
        "expires_at": "2026-11-30T09:30:00.009000Z",
        "exposure": AmountView.EXAMPLE,
        "your_limit": {"amount": "50000000", "currency": "USD"},
        "stages": [StageView.EXAMPLE],
        "votes": [],
    }

    stage: int | None = Field(description="The stage that waits.")
    due_at: Time | None = Field(description="When it is due, and escalated; null for never.")
    expires_at: Time | None = Field(description="When the request is rejected as expired.")
    exposure: AmountView | None = Field(
        description="The amount at stake, by which limits are judged; null where it is not known."
    )
    your_limit: AmountView | None = Field(
        description="The limit of the authority that your vote would rest on; null without one."
    )
    stages: list[StageView]
    votes: list[GivenVoteView] = Field(description="The votes that it has, the oldest first.")

    @classmethod
    def of(cls, row: Approval) -> Self:
        """Return the demand of the database's row of an approval."""
        limit = row.limit_of_reviewer or {}
        return cls(
            stage=row.stage,
            due_at=row.due_at,
            expires_at=row.expires_at,
            exposure=AmountView.of(row.exposure_amount, row.exposure_currency),
            your_limit=AmountView.of(limit.get("amount"), limit.get("currency")),
            stages=[StageView(**one) for one in row.stages],
            votes=[GivenVoteView(**one) for one in row.votes],
        )


class OwnVoteView(Answer):
    """A vote of yours: the receipt for it, and what became of the request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "vote_id": 1,
        "request_id": 7,
        "request_type": "trade_review",
        "client_id": "CUST-1042",
        "status": "processed",
        "verdict": "approve",
        "reason": "Within the client's limit.",
        "override_code": None,
        "escalation_code": None,
        "client_reason": None,
        "stage": 1,
        "digest": DIGEST_EXAMPLE,
        "created_at": "2026-11-24T10:00:00.000000Z",
        "decision": "approved",
        "decided_at": "2026-11-24T10:00:00.000000Z",
    }

    vote_id: int
    request_id: int
    request_type: str
    client_id: str
    status: Status
    verdict: Literal["approve", "reject", "needs_info", "escalate"]
    reason: str
    override_code: OverrideCode | None
    escalation_code: EscalationCode | None
    client_reason: str | None = Field(description="The words of it that may reach the client.")
    stage: int | None = Field(description="null for a vote from before there were stages.")
    digest: str = Field(description="The digest that you voted on.")
    created_at: Time
    decision: Decision | None = Field(description="null while the request is not decided.")
    decided_at: Time | None

    @classmethod
    def of(cls, row: OwnVote) -> Self:
        """Return the database's row of a vote as its reviewer sees it."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class OwnVotes(Answer):
    """A page of your votes, the newest first."""

    EXAMPLE: ClassVar[JsonObject] = {"votes": [OwnVoteView.EXAMPLE], "next": None}

    votes: list[OwnVoteView]
    next: str | None = Field(description="The next page's path; null on the last page.")
