"""Requests, as callers make them, and wait for their results."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field

from bankagent import catalog
from bankagent.api.models.audit import RESULT
from bankagent.api.models.common import (
    Answer,
    Body,
    JsonObject,
    Result,
    a_payload,
    one_of_the_types,
)
from bankagent.api.models.words import ClientReason, Question, Reason, said
from bankagent.domain import person
from bankagent.domain.request import RequestResult
from bankagent.domain.request_status import STATUSES, Status

PersonName = Annotated[
    str,
    AfterValidator(person.checked_name),
    Field(
        json_schema_extra={
            "minLength": 1,
            "maxLength": person.LONGEST,
            "pattern": person.PATTERN,
        }
    ),
]


class NewRequest(Body):
    """A request as a caller sends it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        known.name: {
            "summary": known.description,
            "value": {
                "client_id": "CUST-1042",
                "request_type": known.name,
                "payload": dict(known.example),
            },
        }
        for known in catalog.TYPES
    }

    client_id: str = Field(
        min_length=1, max_length=64, description="The client that the request is about."
    )
    request_type: str = Field(
        description="One of the service's request types.", json_schema_extra=one_of_the_types()
    )
    payload: JsonObject = Field(
        description="What the type asks for. Numbers keep their exact decimal value.",
        json_schema_extra=a_payload(),
    )
    on_behalf_of: PersonName | None = Field(
        default=None,
        description="The person for whom a system submits, as the bank names its reviewers; that "
        "person never votes on the request. 1 to 200 printable characters.",
    )


class Created(Answer):
    """A request and its status now."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "status": "received"}

    request_id: int = Field(description="The request's stable number.")
    status: Status = Field(description="The request's status; received for a new one.")


class Processed(Answer):
    """The result of a request that waits for no worker.

    `status` and `who_acts_next` are there while `result.decision` is null; `reason`,
    `client_reason` and `question` where a reviewer rejected it, or asks.
    """

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "result": RESULT}

    request_id: int
    result: Result = Field(description="The recorded result.")
    status: Literal["awaiting_approval", "needs_info"] | None = None
    who_acts_next: Literal["reviewers", "the caller"] | None = None
    reason: Reason = None
    client_reason: ClientReason = None
    question: Question = None

    @classmethod
    def of(cls, found: RequestResult) -> Self:
        """Return a request's result as its caller sees it; fields that are not set stay unsent."""
        result = found.result or {}
        words = said(found.words) if found.words else {}
        if found.status == "processed":
            return cls(request_id=found.request_id, result=result, **words)
        return cls.model_validate(
            {
                "request_id": found.request_id,
                "result": result,
                "status": found.status,
                "who_acts_next": STATUSES[found.status].who_acts_next,
            }
            | words
        )


class Waiting(Answer):
    """A request that has no result yet."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 1,
        "status": "received",
        "detail": "No result yet: ask again at the Location.",
    }

    request_id: int
    status: Literal["received"] = "received"
    detail: str
