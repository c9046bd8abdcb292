"""Parts of a request as callers read it: decision, job, cause, follow-ups, exception, comments."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.api.models.words import ClientReason, Reason, said
from bankagent.domain.request import Overview
from bankagent.domain.request_status import DecidedBy, Decision
from bankagent.domain.trade_exception import State


class DecisionView(Answer):
    """The one final decision on a request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "decision": "approved",
        "decided_by": "policy",
        "actor": "policy:trade_review@1",
        "created_at": "2026-11-24T09:30:00.009000Z",
        "reason": None,
        "client_reason": None,
    }

    decision: Decision
    decided_by: DecidedBy
    actor: str
    created_at: Time
    reason: Reason
    client_reason: ClientReason

    @classmethod
    def of(cls, row: Overview) -> Self | None:
        """Return the decision of the database's row of a request; None where there is none."""
        if not (row.decision and row.decided_by and row.decision_actor and row.decided_at):
            return None
        words = said(row.decision_words)
        return cls(
            decision=row.decision,
            decided_by=row.decided_by,
            actor=row.decision_actor,
            created_at=row.decided_at,
            reason=words["reason"],
            client_reason=words["client_reason"],
        )


class JobView(Answer):
    """The request's current job in the queue."""

    EXAMPLE: ClassVar[JsonObject] = {"status": "succeeded", "attempt": 1}

    status: str = Field(description="todo, doing, succeeded, failed, cancelled or aborted.")
    attempt: int = Field(
        description="The number of times that workers have claimed the job, a claim under way "
        "included. Claims that were handed back unprocessed count too."
    )

    @classmethod
    def of(cls, row: Overview) -> Self | None:
        """Return the job of the database's row of a request; None once retention removed it."""
        if row.job_status is None or row.job_attempt is None:
            return None
        return cls(status=row.job_status, attempt=row.job_attempt)


class CauseView(Answer):
    """The request that caused this one."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "reason": "The trade must be reviewed."}

    request_id: int
    reason: str


class FollowUpView(Answer):
    """A request that the decision on this one caused."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 2,
        "request_type": "trade_review",
        "reason": "The trade must be reviewed.",
    }

    request_id: int
    request_type: str
    reason: str


class ExceptionState(Answer):
    """The trade exception that a request opened."""

    EXAMPLE: ClassVar[JsonObject] = {"id": 3, "state": "investigating"}

    id: int
    state: State


class CallersCommentView(Answer):
    """A comment of a reviewer for the caller."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 1,
        "text": "We wait for the rate of the day.",
        "author": "anna",
        "written_at": "2026-11-24T10:00:00.000000Z",
    }

    id: int
    text: str
    author: str
    written_at: Time
