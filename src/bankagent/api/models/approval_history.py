"""History of an approval, as reviewers see it: questions, answers, votes, payloads."""

from typing import Any, ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.domain.approval_history import History, PayloadStep, Question, changed_fields


class AskedView(Answer):
    """A question of a reviewer to the caller, with its answer, if it has one."""

    EXAMPLE: ClassVar[JsonObject] = {
        "vote_id": 1,
        "question": "Which desk confirmed the rate?",
        "role": "compliance",
        "asked_by": "anna",
        "asked_at": "2026-11-24T10:00:00.000000Z",
        "answer_id": 1,
        "answer": "Desk 7 confirmed it by phone.",
        "payload_version": None,
        "answered_by": "desk-7",
        "answered_at": "2026-11-24T11:00:00.000000Z",
    }

    vote_id: int | None
    question: str | None = Field(description="null where the policy asked.")
    role: str | None = Field(description="The role in which the reviewer asked.")
    asked_by: str | None
    asked_at: Time | None
    answer_id: int | None
    answer: str | None = Field(description="null where another payload came without words.")
    payload_version: int | None = Field(
        description="The version of the payload that came with the answer; null for words alone."
    )
    answered_by: str | None
    answered_at: Time | None

    @classmethod
    def of(cls, row: Question) -> Self:
        """Return the database's row of a question as reviewers see it."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class EarlierVoteView(Answer):
    """A vote on an earlier approval of the request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "vote_id": 1,
        "reviewer": "anna",
        "verdict": "needs_info",
        "reason": "Which desk confirmed the rate?",
        "stage": 1,
        "job_id": 7,
        "attempt": 1,
        "created_at": "2026-11-24T10:00:00.000000Z",
    }

    vote_id: int
    reviewer: str
    verdict: str
    reason: str
    stage: int | None
    job_id: int
    attempt: int
    created_at: Time


class FieldView(Answer):
    """A field that differs between two versions of a payload."""

    EXAMPLE: ClassVar[JsonObject] = {"field": "notional", "before": 6000000, "after": 5900000}

    field: str = Field(description="The path, as parties[0].name.")
    before: Any = Field(description="The value before; null where there was none.")
    after: Any = Field(description="The value after; null where there is none.")


class PayloadChangeView(Answer):
    """A replacement of the payload, field by field; the same payload again has no field."""

    EXAMPLE: ClassVar[JsonObject] = {
        "version": 2,
        "replaced_by": "desk-7",
        "replaced_at": "2026-11-24T11:00:00.000000Z",
        "fields": [FieldView.EXAMPLE],
    }

    version: int = Field(description="The number of the payload that came, counted from 1.")
    replaced_by: str
    replaced_at: Time
    fields: list[FieldView]

    @classmethod
    def of(cls, step: PayloadStep) -> Self:
        """Return the change from a payload to the next one."""
        fields = [
            FieldView(field=one.field, before=one.before, after=one.after)
            for one in changed_fields(step.before, step.after)
        ]
        return cls(
            version=step.version + 1,
            replaced_by=step.replaced_by,
            replaced_at=step.replaced_at,
            fields=fields,
        )


class HistoryView(Answer):
    """What went before an approval: votes on earlier approvals, and what payloads changed."""

    EXAMPLE: ClassVar[JsonObject] = {
        "votes": [EarlierVoteView.EXAMPLE],
        "payload_changes": [PayloadChangeView.EXAMPLE],
    }

    votes: list[EarlierVoteView] = Field(description="Votes on earlier approvals, oldest first.")
    payload_changes: list[PayloadChangeView] = Field(description="Replacements, oldest first.")

    @classmethod
    def of(cls, history: History) -> Self:
        """Return the database's records of what went before as reviewers see it."""
        return cls(
            votes=[
                EarlierVoteView(
                    **{name: getattr(one, name) for name in EarlierVoteView.model_fields}
                )
                for one in history.votes
            ],
            payload_changes=[PayloadChangeView.of(one) for one in history.payloads],
        )
