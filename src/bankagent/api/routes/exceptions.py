"""Trade exceptions, worked on: moves, comments, labels, reopening."""

from dataclasses import asdict
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.exception_work import (
    BulkAnswer,
    BulkMove,
    CommentWritten,
    ItemAnswer,
    LabelChanged,
    MoveMade,
    NewComment,
    NewLabel,
    NewMove,
    NewReopening,
    Reopened,
)
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.api.routes.exception_lists import ExceptionId
from bankagent.domain import trace
from bankagent.service.exceptions import bulk, decide
from bankagent.store.exceptions import verbs

router = APIRouter(prefix="/exceptions", tags=["exceptions"])
REFUSED = problems(400, 401, 403, 404, 409, 413, 415, 422, 503, missing="exception")


@router.post(
    "/bulk",
    response_model=BulkAnswer,
    summary="Move many trade exceptions",
    response_description="The disposition of each exception.",
    responses=shown(200, BulkAnswer) | problems(400, 401, 403, 413, 415, 422, 503),
    openapi_extra=takes(BulkMove),
)
async def move_many(request: Request, resources: TheResources, reviewer: TheReviewer) -> Response:
    """Move up to 100 exceptions, each in a transaction of its own, and say what became of each.

    One that is not eligible says why: its state, or that its request is yours, does not allow it.
    """
    new = await read_as(BulkMove, request)
    found = await bulk.move_all(
        resources.gateway,
        new.exception_ids,
        to_state=new.to_state,
        reason=new.reason,
        assignee=new.assignee,
        actor=reviewer.name,
    )
    return ExactJson(BulkAnswer(items=[ItemAnswer(**asdict(one)) for one in found]))


@router.post(
    "/{exception_id}/moves",
    response_model=MoveMade,
    summary="Move a trade exception",
    response_description="The exception has moved.",
    responses=shown(200, MoveMade) | REFUSED,
    openapi_extra=takes(NewMove),
)
async def move_exception(
    exception_id: ExceptionId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Assign an exception, look into it, hand it back to the team, or close it with a reason.

    `rematched` is for a pair that people accept after its repair, though nothing matches (forced);
    the repair's proposer may do so, too. `trade_cancelled` is for a trade that is gone. Closing
    decides the request. A move withdraws a proposal that waits.
    """
    new = await read_as(NewMove, request)
    moved = await decide.move(
        resources.gateway,
        exception_id,
        to_state=new.to_state,
        reason=new.reason,
        assignee=new.assignee,
        actor=reviewer.name,
    )
    return ExactJson(
        MoveMade(
            exception_id=exception_id,
            state=moved.state,
            status=moved.status,
            decision=moved.decision,
        )
    )


@router.post(
    "/{exception_id}/comments",
    status_code=201,
    response_model=CommentWritten,
    summary="Comment on a trade exception",
    response_description="The comment is stored.",
    responses=shown(201, CommentWritten) | REFUSED,
    openapi_extra=takes(NewComment),
)
async def comment(
    exception_id: ExceptionId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Comment on an exception, open or closed, for colleagues or for the counterparty."""
    new = await read_as(NewComment, request)
    number = await resources.gateway.ask(
        verbs.comment,
        exception_id,
        visibility=new.visibility,
        text=new.text,
        actor=reviewer.name,
    )
    return ExactJson(
        CommentWritten(exception_id=exception_id, comment_id=number),
        status_code=HTTPStatus.CREATED,
    )


@router.post(
    "/{exception_id}/labels",
    response_model=LabelChanged,
    summary="Label a trade exception",
    response_description="The label is as it was asked for.",
    responses=shown(200, LabelChanged) | REFUSED,
    openapi_extra=takes(NewLabel),
)
async def label(
    exception_id: ExceptionId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Set or remove a label, such as a root cause."""
    new = await read_as(NewLabel, request)
    done = await resources.gateway.ask(
        verbs.label, exception_id, label=new.label, is_set=new.is_set, actor=reviewer.name
    )
    answer = {"exception_id": exception_id, "label": new.label, "disposition": done}
    return ExactJson(LabelChanged.model_validate(answer))


@router.post(
    "/{exception_id}/reopen",
    status_code=201,
    response_model=Reopened,
    summary="Reopen a trade exception",
    response_description="A new request compares the pair again.",
    responses=shown(201, Reopened, "Location") | REFUSED,
    openapi_extra=takes(NewReopening),
)
async def reopen(
    exception_id: ExceptionId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Reopen a closed exception, once: a new request compares the pair again.

    If the pair is still broken, the new request opens an exception that names this one.
    """
    new = await read_as(NewReopening, request)
    request_id = await resources.gateway.ask(
        verbs.reopen,
        exception_id,
        reason=new.reason,
        actor=reviewer.name,
        traceparent=trace.traceparent(),
    )
    return ExactJson(
        Reopened(exception_id=exception_id, request_id=request_id),
        status_code=HTTPStatus.CREATED,
        headers={"Location": f"/requests/{request_id}"},
    )
