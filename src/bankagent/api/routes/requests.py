"""Requests: made, processed, read."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from bankagent import catalog, logs
from bankagent.api.http.auth import TheReader, TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.headers import TheKey, ThePatience
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.requests import (
    Created,
    NewRequest,
    Processed,
    RequestWithStory,
    Trail,
    Waiting,
)
from bankagent.api.openapi.requests import CREATED, PROCESSED, READ, TRAIL, body
from bankagent.domain import trace
from bankagent.domain.request_status import STATUSES
from bankagent.domain.submission import Submission
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.requests.process import NotYet, process
from bankagent.service.requests.submit import submit
from bankagent.store.requests import read, trail

router = APIRouter(prefix="/requests", tags=["requests"])

ASK_AGAIN = "No outcome yet: ask again at the Location."
NOBODY_ALIVE = (
    "No outcome yet, and no worker is alive to find one: an operator starts one "
    "(bankagent worker); the request is kept and will be processed then."
)
PAUSED = (
    "No outcome yet: an operator has paused requests of this kind; the request is kept and will be "
    "processed once they go on."
)


@router.post(
    "", status_code=201, response_model=Created, **CREATED, openapi_extra=body(catalog.TYPES)
)
async def create_request(
    request: Request, resources: TheResources, caller: TheWriter, key: TheKey
) -> Response:
    """Store a request and queue it.

    The answer leaves after the commit: what is acknowledged is stored, with its audit entry and
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


@router.post("/{request_id}/process", response_model=Processed, **PROCESSED)
async def process_request(
    request_id: RequestId, resources: TheResources, caller: TheWriter, patience: ThePatience
) -> Response:
    """Wait for the outcome of a request.

    Makes sure that a job exists and waits; processing itself is the workers' work, so that asking
    again, or going away, changes nothing.
    """
    reached = await process(
        resources.gateway, resources.result_waiters, caller, request_id, wait_s=patience.seconds
    )
    if isinstance(reached, NotYet):
        body = Waiting(
            request_id=request_id,
            status="received",
            detail=_why_not(reached),
        )
        later = {"Location": _location(request_id), "Retry-After": str(reached.retry_after_s)}
        return ExactJson(body, status_code=202, headers=later | patience.headers)
    answer: dict[str, Any] = {"request_id": request_id, "result": reached.result or {}}
    if reached.status != "processed":
        answer |= {
            "status": reached.status,
            "who_acts_next": STATUSES[reached.status].who_acts_next,
        }
    return ExactJson(Processed.model_validate(answer), headers=patience.headers)


@router.get("/{request_id}", response_model=RequestWithStory, **READ)
async def get_request(
    request_id: RequestId, resources: TheResources, caller: TheReader, answer: TheAnswer
) -> Response:
    """Return a request with its latest audit entry, its decision and its job."""
    overview = await resources.gateway.ask(read.overview, request_id, maker=caller.sees)
    if overview is None:
        raise NotFound(NO_REQUEST)
    return answer(RequestWithStory.of(overview))


@router.get("/{request_id}/audit", response_model=Trail, **TRAIL)
async def get_trail(
    request_id: RequestId, resources: TheResources, caller: TheReader, answer: TheAnswer
) -> Response:
    """Return the audit entries of a request, oldest first."""
    entries = await resources.gateway.ask(trail.entries, request_id, maker=caller.sees)
    if not entries:
        raise NotFound(NO_REQUEST)
    return answer(Trail.of(request_id, entries))


def _why_not(yet: NotYet) -> str:
    if yet.paused:
        return PAUSED
    return ASK_AGAIN if yet.workers_alive else NOBODY_ALIVE


def _location(request_id: int) -> str:
    return f"/requests/{request_id}"
