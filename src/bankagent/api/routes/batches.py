"""Many requests in one call: all of them, or none."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent import catalog
from bankagent.api.http.auth import TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.headers import NoKey
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.batches import LIMITS, BatchStored, NewBatch, Stored
from bankagent.api.openapi.batches import BATCH, batch_body
from bankagent.domain import trace
from bankagent.domain.submission import Submission
from bankagent.service.requests.batch import submit_batch

router = APIRouter(tags=["requests"])


@router.post(
    "/requests:batch",
    status_code=201,
    response_model=BatchStored,
    **BATCH,
    openapi_extra=batch_body(catalog.TYPES),
)
async def create_batch(
    request: Request, resources: TheResources, caller: TheWriter, _no_key: NoKey
) -> Response:
    """Store 1 to 500 requests in one transaction: all of them, or none.

    Where one item is wrong nothing is stored, and each error names its item, counted from 0. Give
    each item an idempotency_key to send a batch again safely: those that are stored already are
    given again. The body has at most 4 MiB. A caller has at most 2 batches under way.
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
                    idempotency_key=item.idempotency_key,
                    traceparent=trace.traceparent(),
                )
                for item in new.requests
            ],
            within="requests",
        )
    stored = [
        Stored(request_id=one.request_id, status=one.status, replayed=one.disposition == "replayed")
        for one in accepted
    ]
    replayed = all(one.replayed for one in stored)
    return ExactJson(
        BatchStored(requests=stored),
        status_code=HTTPStatus.OK if replayed else HTTPStatus.CREATED,
        headers={"Idempotency-Replayed": "true"} if replayed else {},
    )
