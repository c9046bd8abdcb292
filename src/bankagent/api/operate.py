"""Operators over HTTP: a request that is not to be, and one that is to be tried again."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Response

from bankagent.api.answers import ExactJson
from bankagent.api.deps import RequestId, TheDesk, TheOperator
from bankagent.api.openapi import problems, shown
from bankagent.api.schemas import Created
from bankagent.store import requests

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


@router.post("/{request_id}/cancel", response_model=Created, **CANCEL)
async def cancel_request(request_id: RequestId, desk: TheDesk, caller: TheOperator) -> Response:
    """Cancel a request that is not final.

    Its job goes at once: a run that is under way writes nothing more. Final, as a decision is.
    """
    cancel = partial(requests.cancel, request_id=request_id, actor=caller.name)
    await desk.gateway.ask(cancel)
    return ExactJson(Created(request_id=request_id, status="cancelled"))


@router.post("/{request_id}/requeue", response_model=Created, **REQUEUE)
async def requeue_request(request_id: RequestId, desk: TheDesk, caller: TheOperator) -> Response:
    """Give a failed request, or a received one that lost its job, a new job."""
    requeue = partial(requests.requeue, request_id=request_id, actor=caller.name)
    await desk.gateway.ask(requeue)
    return ExactJson(Created(request_id=request_id, status="received"))
