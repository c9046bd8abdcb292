"""Lists of requests, as callers see them."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.api.models.words import ClientReason, Question, Reason, said
from bankagent.domain.request import ListedRequest
from bankagent.domain.request_status import Decision, Status


class RequestRow(Answer):
    """A request in a list: its status and decision, without its payload."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 1,
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "status": "processed",
        "maker": "anonymous",
        "on_behalf_of": None,
        "created_at": "2026-11-24T09:30:00.000000Z",
        "updated_at": "2026-11-24T09:30:00.009000Z",
        "decision": "approved",
        "reason": None,
        "client_reason": None,
        "question": None,
    }

    id: int
    client_id: str
    request_type: str
    status: Status
    maker: str = Field(description="The caller that made the request.")
    on_behalf_of: str | None = Field(
        description="The person for whom the maker submitted; null where it named none."
    )
    created_at: Time
    updated_at: Time
    decision: Decision | None
    reason: Reason
    client_reason: ClientReason
    question: Question

    @classmethod
    def of(cls, row: ListedRequest) -> Self:
        """Return the database's row of a list as callers see it."""
        return cls(
            id=row.id,
            client_id=row.client_id,
            request_type=row.request_type,
            status=row.status,
            maker=row.maker,
            on_behalf_of=row.on_behalf_of,
            created_at=row.created_at,
            updated_at=row.updated_at,
            decision=row.decision,
            **said(row.words),
        )


class RequestList(Answer):
    """A page of requests, newest first."""

    EXAMPLE: ClassVar[JsonObject] = {"requests": [RequestRow.EXAMPLE], "next": None}

    requests: list[RequestRow]
    next: str | None = Field(description="The next page's path; null on the last page.")
