"""A request that is not to be, for its maker and operators; and one to be tried again."""

from typing import Any

from fastapi import APIRouter, Response

from bankagent.api.http.auth import TheCanceller, TheOperator
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.requests import Created
from bankagent.api.openapi.describe import problems, shown, with_any_of
from bankagent.domain import trace
from bankagent.domain.caller import OPERATE, WRITE
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.store.requests import verbs

router = APIRouter(prefix="/requests", tags=["requests"])

CANCEL: dict[str, Any] = {
    "summary": "Cancel a request",
    "response_description": "It is cancelled, and its job with it.",
    "responses": {200: shown({"request_id": 1, "status": "cancelled"})}
    | problems(400, 401, 403, 404, 409, 503),
}
REQUEUE: dict[str, Any] = {
    "summary": "Requeue a request",
    "response_description": "It has a new job, with a retry budget of its own.",
    "responses": {200: shown({"request_id": 1, "status": "received"})}
    | problems(400, 401, 403, 404, 409, 503),
}


@router.post(
    "/{request_id}/cancel",
    response_model=Created,
    **CANCEL,
    openapi_extra=with_any_of(OPERATE, WRITE),
)
async def cancel_request(
    request_id: RequestId, resources: TheResources, caller: TheCanceller
) -> Response:
    """Cancel a request that is not final: one of your own, or as an operator anybody's.

    Its job goes at once: a run that is under way writes nothing more. Final, as a decision is.
    """
    if not await resources.gateway.ask(
        verbs.cancel,
        request_id,
        actor=caller.name,
        maker=caller.cancels,
        traceparent=trace.traceparent(),
    ):
        raise NotFound(NO_REQUEST)
    return ExactJson(Created(request_id=request_id, status="cancelled"))


@router.post("/{request_id}/requeue", response_model=Created, **REQUEUE)
async def requeue_request(
    request_id: RequestId, resources: TheResources, caller: TheOperator
) -> Response:
    """Give a failed request, or a received one that lost its job, a new job."""
    await resources.gateway.ask(
        verbs.requeue, request_id, actor=caller.name, traceparent=trace.traceparent()
    )
    return ExactJson(Created(request_id=request_id, status="received"))
