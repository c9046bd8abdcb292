"""Requests, as callers read them: with the latest audit entry, the decision and the job."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.audit import EntryView
from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.api.models.request_parts import (
    CallersCommentView,
    CauseView,
    DecisionView,
    ExceptionState,
    FollowUpView,
    JobView,
)
from bankagent.api.models.words import Question, QuestionView, question, said
from bankagent.domain.audit import told
from bankagent.domain.request import Overview
from bankagent.domain.request_status import Status


class RequestView(Answer):
    """A request as it was accepted, and its status."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 1,
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "payload": {"symbol": "AAPL", "notional": 2500000},
        "status": "processed",
        "maker": "anonymous",
        "on_behalf_of": None,
        "created_at": "2026-11-24T09:30:00.000000Z",
        "updated_at": "2026-11-24T09:30:00.009000Z",
    }

    id: int
    client_id: str
    request_type: str
    payload: JsonObject
    status: Status
    maker: str = Field(description="The caller that made the request.")
    on_behalf_of: str | None = Field(
        description="The person for whom the maker submitted; null where it named none."
    )
    created_at: Time
    updated_at: Time


class RequestWithAudit(Answer):
    """A request, its latest audit entry, its decision and its job."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request": RequestView.EXAMPLE,
        "latest_audit": EntryView.EXAMPLE,
        "decision": DecisionView.EXAMPLE,
        "job": JobView.EXAMPLE,
        "asked": None,
        "question": QuestionView.EXAMPLE,
        "payload_version": 1,
        "caused_by": None,
        "follow_ups": [FollowUpView.EXAMPLE],
        "exception": None,
        "comments": [CallersCommentView.EXAMPLE],
    }

    request: RequestView
    latest_audit: EntryView = Field(
        description="The latest entry that says what became of it: comments, and who has it in "
        "hand, stand in the audit trail alone."
    )
    decision: DecisionView | None
    job: JobView | None
    asked: str | None = Field(
        description="The text of `question`, as it was before that was there."
    )
    question: Question
    payload_version: int = Field(description="The number of this payload, counted from 1.")
    caused_by: CauseView | None = Field(
        description="The request whose decision, or whose reopened exception, caused this one; "
        "null for one that a caller made."
    )
    follow_ups: list[FollowUpView] = Field(
        description="The requests that the decision on this one caused, submitted with it."
    )
    exception: ExceptionState | None = Field(
        description="The trade exception that this request opened; its closing decides the "
        "request. Null without one."
    )
    comments: list[CallersCommentView] = Field(
        description="What reviewers have told you of it, the oldest first."
    )

    @classmethod
    def of(cls, row: Overview, sees: str | None) -> Self:
        """Return the database's row of a request, for a reader of own requests (sees) or all."""
        asked = question(row.asked_words)
        return cls(
            request=_request(row),
            latest_audit=_latest_audit(row, sees),
            decision=DecisionView.of(row),
            job=JobView.of(row),
            asked=asked.text if asked else None,
            question=asked,
            payload_version=row.payload_version,
            caused_by=CauseView.model_validate(row.caused_by) if row.caused_by else None,
            follow_ups=[FollowUpView.model_validate(one) for one in row.follow_ups],
            exception=ExceptionState.model_validate(row.exception) if row.exception else None,
            comments=[CallersCommentView(**one) for one in row.comments],
        )


def _request(row: Overview) -> RequestView:
    return RequestView(
        id=row.id,
        client_id=row.client_id,
        request_type=row.request_type,
        payload=row.payload,
        status=row.status,
        maker=row.maker,
        on_behalf_of=row.on_behalf_of,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _latest_audit(row: Overview, sees: str | None) -> EntryView:
    return EntryView(
        id=row.entry_id,
        action=row.entry_action,
        actor=row.entry_actor,
        from_status=row.entry_from_status,
        to_status=row.entry_to_status,
        created_at=row.entry_created_at,
        job_id=row.entry_job_id,
        attempt=row.entry_attempt,
        trace_id=row.entry_trace_id,
        result=told(row.entry_action, row.entry_result, sees),
        **said(row.entry_words),
    )
