"""Another payload for a request that waits for its caller."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bankagent import catalog
from bankagent.api.http.auth import TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.requests import Created, JsonObject
from bankagent.api.openapi.describe import of_types, problems, shown
from bankagent.service.requests.payload import replace_payload

router = APIRouter(tags=["requests"])


class NewPayload(BaseModel):
    """The payload that takes the place of the one before."""

    model_config = ConfigDict(extra="forbid")

    payload: JsonObject = Field(
        description="All of what the request's type asks for, as in POST /requests."
    )


class Replaced(Created):
    """A request with another payload, and where it stands now."""

    payload_version: int = Field(description="Which payload this is, counted from 1.")


REPLACED: dict[str, Any] = {"request_id": 1, "status": "received", "payload_version": 2}
REPLACE: dict[str, Any] = {
    "summary": "Correct a request's payload",
    "response_description": "Stored, and queued again.",
    "responses": {200: shown(REPLACED)} | problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


def _body() -> dict[str, Any]:
    schema = of_types(NewPayload.model_json_schema(), catalog.TYPES)
    examples = {
        known.name: {"summary": known.description, "value": {"payload": dict(known.example)}}
        for known in catalog.TYPES
    }
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


@router.put(
    "/requests/{request_id}/payload",
    response_model=Replaced,
    **REPLACE,
    openapi_extra=_body(),
)
async def put_payload(
    request_id: RequestId, request: Request, resources: TheResources, caller: TheWriter
) -> Response:
    """Give a request of your own that is needs_info another payload; it is processed anew.

    `asked` of GET /requests/{request_id} says what a reviewer asked for. The payload that was there
    before is kept, and the trail names both by their SHA-256.
    """
    new = await read_as(NewPayload, request)
    replaced = await replace_payload(resources.gateway, caller, request_id, new.payload)
    return ExactJson(Replaced(request_id=request_id, status="received", payload_version=replaced))
