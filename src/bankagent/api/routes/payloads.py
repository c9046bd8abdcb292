"""Payloads: correct the payload of a request that waits for its caller."""

from fastapi import APIRouter, Request, Response

from bankagent.api.http.auth import TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.payloads import NewPayload, Replaced
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.service.requests.payload import replace_payload

router = APIRouter(tags=["requests"])


@router.put(
    "/requests/{request_id}/payload",
    response_model=Replaced,
    summary="Correct a request's payload",
    response_description="Stored, and queued again.",
    responses=shown(200, Replaced) | problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
    openapi_extra=takes(NewPayload),
)
async def put_payload(
    request_id: RequestId, request: Request, resources: TheResources, caller: TheWriter
) -> Response:
    """Give a request of your own that is needs_info another payload; it is processed anew.

    `asked` of GET /requests/{request_id} says what a reviewer asked for. The payload before it is
    kept, and the audit trail names both by their SHA-256.
    """
    new = await read_as(NewPayload, request)
    replaced = await replace_payload(resources.gateway, caller, request_id, new.payload)
    return ExactJson(Replaced(request_id=request_id, status="received", payload_version=replaced))
