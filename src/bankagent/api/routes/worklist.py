"""Work list: claim, release, assign, hand back, move and snooze, one item or many."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.worklist import (
    NewWorkBatch,
    NewWorkMove,
    WorkBatchDone,
    WorkDisposition,
    WorkMade,
)
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.api.routes.exception_lists import NO_EXCEPTION, ExceptionId
from bankagent.domain.worklist import Action
from bankagent.errors import NotFound
from bankagent.service.worklist import moves
from bankagent.store.worklist import verbs

router = APIRouter(tags=["work list"])

# As it stands in a path, which has hyphens.
Named = Literal["claim", "release", "assign", "hand-back", "move", "snooze"]
ACTIONS: dict[str, Action] = {
    "claim": "claim",
    "release": "release",
    "assign": "assign",
    "hand-back": "hand_back",
    "move": "move",
    "snooze": "snooze",
}
TheAction = Annotated[
    Named,
    Path(
        description="claim: you have it for 30 minutes, again to go on; release: it goes to the "
        "team; assign: `to` a reviewer has it, without an end; hand-back: it goes to the owner "
        "before; move: `to` a role's team; snooze: lists leave it out `until` a time."
    ),
]
REFUSED = (400, 401, 403, 404, 409, 413, 415, 422, 503)


@router.post(
    "/approvals/{request_id}/{action}",
    response_model=WorkMade,
    summary="Move an item of work",
    response_description="The item as it is after the move.",
    responses=shown(200, WorkMade) | problems(*REFUSED),
    openapi_extra=takes(NewWorkMove),
)
async def move_approval(
    request_id: RequestId,
    action: TheAction,
    request: Request,
    resources: TheResources,
    reviewer: TheReviewer,
) -> Response:
    """Say who has a request that awaits approval in hand, which team has it, or when to show it.

    A claim bars no vote of another reviewer: the digest and the stages hold votes. 409 names the
    reviewer who has it, and until when.
    """
    new = await read_as(NewWorkMove, request)
    asked = new.of(request_id, ACTIONS[action])
    item = await moves.move(resources.gateway, asked, actor=reviewer.name)
    return ExactJson(WorkMade.after(request_id, item))


@router.post(
    "/exceptions/{exception_id}/{action}",
    response_model=WorkMade,
    summary="Move a trade exception on the work list",
    response_description="The item as it is after the move.",
    responses=shown(200, WorkMade) | problems(*REFUSED, missing="exception"),
    openapi_extra=takes(NewWorkMove),
)
async def move_exceptions_item(
    exception_id: ExceptionId,
    action: TheAction,
    request: Request,
    resources: TheResources,
    reviewer: TheReviewer,
) -> Response:
    """Move the item of an exception: its owner is the assignee of the exception.

    A claim of one that is open makes it assigned, and a release makes it open again; an exception
    that is looked into keeps its state.
    """
    new = await read_as(NewWorkMove, request)
    request_id = await resources.gateway.ask(verbs.request_of_exception, exception_id)
    if request_id is None:
        raise NotFound(NO_EXCEPTION)
    asked = new.of(request_id, ACTIONS[action])
    item = await moves.move(resources.gateway, asked, actor=reviewer.name)
    return ExactJson(WorkMade.after(request_id, item))


@router.post(
    "/work:batch",
    response_model=WorkBatchDone,
    summary="Move many items of work",
    response_description="The disposition of each move.",
    responses=shown(200, WorkBatchDone) | problems(400, 401, 403, 413, 415, 422, 503),
    openapi_extra=takes(NewWorkBatch),
)
async def move_many_items(
    request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Make up to 100 moves, each in a transaction of its own, and say what became of each.

    A vote is no move: nothing is approved by a list.
    """
    new = await read_as(NewWorkBatch, request)
    asked = [one.of(one.request_id, one.action) for one in new.items]
    done = await moves.move_all(resources.gateway, asked, actor=reviewer.name)
    return ExactJson(WorkBatchDone(items=[WorkDisposition.of(one) for one in done]))
