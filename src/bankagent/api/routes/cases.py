"""Cases of onboarding, worked on by reviewers: findings, waivers, the file of a case."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import Id, RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.cases import CaseAfter, CaseFile, FindingsStored, NewFindings
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain import trace
from bankagent.request_types.fields import AnyInstant
from bankagent.service.access.reading import check_reading
from bankagent.service.requests.readings import note_by_api
from bankagent.store.cases import verbs

router = APIRouter(prefix="/requests/{request_id}", tags=["cases"])
WaiverId = Annotated[Id, Path(description="The waiver's number.")]
At = Annotated[
    AnyInstant | None,
    Query(description="A time that is over; without one, now."),
]


@router.post(
    "/findings",
    status_code=201,
    response_model=FindingsStored,
    summary="Give findings on a case",
    response_description="The findings are stored.",
    responses=shown(201, FindingsStored)
    | problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
    openapi_extra=takes(NewFindings),
)
async def give_findings(
    request_id: RequestId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Give verdicts on documents, waivers of requirements and judgements of hits, all in one call.

    The case is evaluated again with them. Waivers alone wait for a second person. The maker of the
    request, and the person for whom it was made, give none.
    """
    new = await read_as(NewFindings, request)
    given = await resources.gateway.ask(
        verbs.give_findings,
        request_id,
        findings=new.model_dump(mode="json"),
        actor=reviewer.name,
        traceparent=trace.traceparent(),
    )
    return ExactJson(
        FindingsStored(request_id=request_id, **asdict(given)), status_code=HTTPStatus.CREATED
    )


@router.post(
    "/waivers/{waiver_id}/confirm",
    response_model=CaseAfter,
    summary="Confirm a waiver",
    response_description="The waiver counts, and the case is evaluated again.",
    responses=shown(200, CaseAfter) | problems(400, 401, 403, 404, 409, 503),
)
async def confirm_waiver(
    request_id: RequestId, waiver_id: WaiverId, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Confirm a waiver as its second person; the person who asked for it cannot."""
    status = await resources.gateway.ask(
        verbs.confirm_waiver,
        request_id,
        waiver_id,
        actor=reviewer.name,
        traceparent=trace.traceparent(),
    )
    return ExactJson(CaseAfter.model_validate({"request_id": request_id, "status": status}))


@router.get(
    "/file",
    response_model=CaseFile,
    summary="Read the file of a case as of a time",
    response_description="All that was known then.",
    responses=shown(200, CaseFile) | problems(400, 401, 403, 404, 409, 422, 503),
)
async def case_file(
    request_id: RequestId, resources: TheResources, reviewer: TheReviewer, at: At = None
) -> Response:
    """Return all that was known of a case at a time: payloads, entries, evaluations, findings.

    For one time it is byte for byte the same, whenever it is asked for. A reviewer reads the file
    of a case that an authority of theirs covers.
    """
    await check_reading(resources.gateway, reviewer, request_id)
    text = await resources.gateway.ask(verbs.file, request_id, at=at)
    await note_by_api(resources.gateway, reviewer, request_id)
    return Response(text.encode(), media_type="application/json")
