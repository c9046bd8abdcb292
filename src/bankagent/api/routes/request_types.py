"""What may be asked: the board in the lobby, for callers."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from bankagent import catalog
from bankagent.api.http.auth import Anybody
from bankagent.api.http.etag import TheAnswer
from bankagent.api.openapi.describe import UNCHANGED, problems, shown
from bankagent.domain.request_type import RequestType

router = APIRouter(tags=["request types"])


class RequestTypeView(BaseModel):
    """One type of request."""

    name: str = Field(description="What to send as request_type.")
    description: str = Field(description="What the type is for.")
    payload_schema: dict[str, Any] = Field(description="The JSON Schema of its payload.")
    example: dict[str, Any] = Field(description="A payload that is valid.")

    @classmethod
    def of(cls, known: RequestType) -> "RequestTypeView":
        """Return a type as callers see it."""
        return cls(
            name=known.name,
            description=known.description,
            payload_schema=known.payload.model_json_schema(),
            example=dict(known.example),
        )


class RequestTypes(BaseModel):
    """All types of request."""

    request_types: list[RequestTypeView]


TYPES = RequestTypes(request_types=[RequestTypeView.of(known) for known in catalog.TYPES])
LIST: dict[str, Any] = {
    "summary": "List the request types",
    "response_description": "Each with the JSON Schema of its payload and an example.",
    "responses": {200: shown(TYPES.model_dump(), "ETag")} | UNCHANGED | problems(400, 401, 503),
}


@router.get("/request-types", response_model=RequestTypes, **LIST)
async def list_request_types(_: Anybody, answer: TheAnswer) -> Response:
    """List what may be asked here."""
    return answer(TYPES)
