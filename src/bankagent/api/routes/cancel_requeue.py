"""Cancel a request, for its maker and for operators; requeue one, for operators."""

from fastapi import APIRouter, Response

from bankagent.api.http.auth import TheCanceller, TheOperator
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.requests import Created
from bankagent.api.openapi.describe import any_scope_of, problems, shown
from bankagent.domain import trace
from bankagent.domain.caller import OPERATE, WRITE
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.store.requests import verbs

router = APIRouter(prefix="/requests", tags=["requests"])


@router.post(
    "/{request_id}/cancel",
    response_model=Created,
    summary="Cancel a request",
    response_description="The request is cancelled, and its job with it.",
    responses=shown(200, Created, example={"request_id": 1, "status": "cancelled"})
    | problems(400, 401, 403, 404, 409, 503),
    openapi_extra=any_scope_of(OPERATE, WRITE),
)
async def cancel_request(
    request_id: RequestId, resources: TheResources, caller: TheCanceller
) -> Response:
    """Cancel a request that is not final: one of your own or, as an operator, any.

    Its job is removed at once: an attempt under way writes nothing more. A cancelled request stays
    cancelled.
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


@router.post(
    "/{request_id}/requeue",
    response_model=Created,
    summary="Requeue a request",
    response_description="The request has a new job, with a retry budget of its own.",
    responses=shown(200, Created) | problems(400, 401, 403, 404, 409, 503),
)
async def requeue_request(
    request_id: RequestId, resources: TheResources, caller: TheOperator
) -> Response:
    """Give a failed request, or a received one that lost its job, a new job."""
    await resources.gateway.ask(
        verbs.requeue, request_id, actor=caller.name, traceparent=trace.traceparent()
    )
    return ExactJson(Created(request_id=request_id, status="received"))
