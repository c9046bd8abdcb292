"""Requests: make one, wait for its result, read it and its audit trail."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent import logs
from bankagent.api.http.auth import TheReaderOrReviewer, TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.headers import TheKey, TheWait
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.audit import AuditTrail
from bankagent.api.models.overview import RequestWithAudit
from bankagent.api.models.requests import Created, NewRequest, Processed, Waiting
from bankagent.api.openapi.describe import problems, shown, takes, unchanged
from bankagent.domain import trace
from bankagent.domain.submission import Submission
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.access.reading import check_reading
from bankagent.service.requests.process import NotYet, process
from bankagent.service.requests.readings import ABOUT_PERSONS, note_by_api
from bankagent.service.requests.submit import submit
from bankagent.store.requests import read, trail

router = APIRouter(prefix="/requests", tags=["requests"])

ASK_AGAIN = "No result yet: ask again at the Location."
NOT_SERVED = (
    "No result yet, and no live worker serves requests of this type: an operator starts one "
    "(bankagent worker); the request is kept and will be processed then."
)
PAUSED = (
    "No result yet: an operator has paused requests of this type; the request is kept and will be "
    "processed once they are resumed."
)


@router.post(
    "",
    status_code=201,
    response_model=Created,
    summary="Make a request",
    response_description="Stored and queued.",
    responses=shown(201, Created, "Location")
    | shown(
        200,
        Created,
        "Location",
        "Idempotency-Replayed",
        description="The Idempotency-Key was used before with this body: that request.",
    )
    | problems(400, 401, 403, 409, 413, 415, 422, 503),
    openapi_extra=takes(NewRequest),
)
async def create_request(
    request: Request, resources: TheResources, caller: TheWriter, key: TheKey
) -> Response:
    """Store a request and queue it.

    The answer is sent after the commit: an acknowledged request is stored, with its audit entry and
    its job. Without an Idempotency-Key, sending it again makes another request.
    """
    new = await read_as(NewRequest, request)
    accepted = await submit(
        resources.gateway,
        resources.intake,
        Submission(
            client_id=new.client_id,
            request_type=new.request_type,
            payload=new.payload,
            actor=caller.name,
            on_behalf_of=new.on_behalf_of,
            idempotency_key=key,
            traceparent=trace.traceparent(),
        ),
    )
    logs.bind(request_id=accepted.request_id)
    replayed = accepted.disposition == "replayed"
    return ExactJson(
        Created(request_id=accepted.request_id, status=accepted.status),
        status_code=HTTPStatus.OK if replayed else HTTPStatus.CREATED,
        headers={"Location": _location(accepted.request_id)}
        | ({"Idempotency-Replayed": "true"} if replayed else {}),
    )


@router.post(
    "/{request_id}/process",
    response_model=Processed,
    summary="Wait for a request's result",
    response_description="Decided, or waiting for people or for the caller (decision is null).",
    responses=shown(200, Processed, "Preference-Applied")
    | shown(
        202,
        Waiting,
        "Location",
        "Retry-After",
        "Preference-Applied",
        description="No result within the time that the caller would wait.",
    )
    | problems(400, 401, 403, 404, 409, 503),
)
async def process_request(
    request_id: RequestId, resources: TheResources, caller: TheWriter, wait: TheWait
) -> Response:
    """Wait for the result of a request.

    The service makes sure that the request has a job, then waits. A worker does the processing:
    asking again, or disconnecting, changes nothing.
    """
    found = await process(
        resources.gateway, resources.result_waiters, caller, request_id, wait_s=wait.seconds
    )
    if isinstance(found, NotYet):
        body = Waiting(request_id=request_id, status="received", detail=_why_waiting(found))
        later = {"Location": _location(request_id), "Retry-After": str(found.retry_after_s)}
        return ExactJson(body, status_code=202, headers=later | wait.headers)
    return ExactJson(Processed.of(found), headers=wait.headers)


@router.get(
    "/{request_id}",
    response_model=RequestWithAudit,
    summary="Read a request",
    response_description="The request with its latest audit entry, its decision and its job.",
    responses=shown(200, RequestWithAudit, "ETag")
    | unchanged()
    | problems(400, 401, 403, 404, 503),
)
async def get_request(
    request_id: RequestId, resources: TheResources, reader: TheReaderOrReviewer, answer: TheAnswer
) -> Response:
    """Return a request with its latest audit entry, its decision and its job.

    A reviewer reads those whose type and desk an authority of theirs covers.
    """
    await check_reading(resources.gateway, reader, request_id)
    overview = await resources.gateway.ask(read.overview, request_id, maker=reader.sees)
    if overview is None:
        raise NotFound(NO_REQUEST)
    if overview.request_type in ABOUT_PERSONS:
        await note_by_api(resources.gateway, reader, request_id)
    return answer(RequestWithAudit.of(overview, reader.sees))


@router.get(
    "/{request_id}/audit",
    response_model=AuditTrail,
    summary="Read a request's audit trail",
    response_description="The whole audit trail.",
    responses=shown(200, AuditTrail, "ETag") | unchanged() | problems(400, 401, 403, 404, 503),
)
async def get_trail(
    request_id: RequestId, resources: TheResources, reader: TheReaderOrReviewer, answer: TheAnswer
) -> Response:
    """Return the audit entries of a request, oldest first."""
    await check_reading(resources.gateway, reader, request_id)
    entries = await resources.gateway.ask(trail.entries, request_id, maker=reader.sees)
    if not entries:
        raise NotFound(NO_REQUEST)
    await note_by_api(resources.gateway, reader, request_id)
    return answer(AuditTrail.of(request_id, entries, reader.sees))


def _why_waiting(yet: NotYet) -> str:
    if yet.paused:
        return PAUSED
    return ASK_AGAIN if yet.is_served else NOT_SERVED


def _location(request_id: int) -> str:
    return f"/requests/{request_id}"
