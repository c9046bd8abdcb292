"""Batches: store many requests in one call, all of them or none."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent.api.http.auth import TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.headers import NoKey
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.batches import INVALID, LIMITS, BatchStored, NewBatch
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain import trace
from bankagent.domain.submission import Submission
from bankagent.service.requests.batch import submit_batch

router = APIRouter(tags=["requests"])


@router.post(
    "/requests:batch",
    status_code=201,
    response_model=BatchStored,
    summary="Make many requests together",
    response_description="All of them are stored and queued.",
    responses=shown(201, BatchStored)
    | shown(
        200,
        BatchStored,
        "Idempotency-Replayed",
        example=BatchStored.REPLAYED,
        description="Each idempotency_key was used before with its item: those requests.",
    )
    | problems(400, 401, 403, 409, 413, 415, 422, 429, 503, longest="4 MiB", invalid=INVALID),
    openapi_extra=takes(NewBatch),
)
async def create_batch(
    request: Request, resources: TheResources, caller: TheWriter, _no_key: NoKey
) -> Response:
    """Store 1 to 500 requests in one transaction: all of them, or none.

    Where one item is invalid nothing is stored, and each error names its item, counted from 0. Give
    each item an idempotency_key so that the batch can be sent again safely: items that are stored
    already are answered with their requests. The body has at most 4 MiB. A caller has at most 2
    batches under way.
    """
    with resources.batches.slot(caller.name):
        new = await read_as(NewBatch, request, LIMITS)
        accepted = await submit_batch(
            resources.gateway,
            [
                Submission(
                    client_id=item.client_id,
                    request_type=item.request_type,
                    payload=item.payload,
                    actor=caller.name,
                    on_behalf_of=item.on_behalf_of,
                    idempotency_key=item.idempotency_key,
                    traceparent=trace.traceparent(),
                )
                for item in new.requests
            ],
            within="requests",
        )
    stored = BatchStored.of(accepted)
    replayed = all(one.replayed for one in stored.requests)
    return ExactJson(
        stored,
        status_code=HTTPStatus.OK if replayed else HTTPStatus.CREATED,
        headers={"Idempotency-Replayed": "true"} if replayed else {},
    )
