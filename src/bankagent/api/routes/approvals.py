"""Approvals: list, read and vote, for reviewers."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import Id, RequestId
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.approvals import Approvals, ApprovalView
from bankagent.api.models.votes import NewVote, VoteCast
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain.approval import Vote
from bankagent.errors import NotFound
from bankagent.service.approvals import vote
from bankagent.store.approvals import pending

router = APIRouter(tags=["approvals"])

NOT_WAITING = "No request of this id waits for approval: GET /requests/{id} says its status."

After = Annotated[Id | None, Query(description="Only requests with a higher id than this.")]


@router.get(
    "/approvals",
    response_model=Approvals,
    summary="List the requests that wait for people",
    response_description="The requests that wait for people, the oldest first.",
    responses=shown(200, Approvals) | problems(400, 401, 403, 422, 503),
)
async def list_approvals(
    resources: TheResources, reviewer: TheReviewer, after: After = None, limit: Limit = USUAL
) -> Response:
    """Return the requests that wait for people, the oldest first, with all that a vote needs.

    Follow `next` until it is null. Requests that you made are listed too, and say that another
    reviewer must vote on them.
    """
    found = await resources.gateway.ask(
        pending.page, after=after or 0, most=limit, reviewer=reviewer.name
    )
    last = found[-1].request_id if len(found) == limit else None
    return ExactJson(
        Approvals(
            approvals=[ApprovalView.of(row) for row in found],
            next=f"/approvals?after={last}&limit={limit}" if last else None,
        )
    )


@router.get(
    "/approvals/{request_id}",
    response_model=ApprovalView,
    summary="Read one request that waits for people",
    response_description="All that a reviewer needs for a vote.",
    responses=shown(200, ApprovalView) | problems(400, 401, 403, 404, 503),
)
async def get_approval(
    request_id: RequestId, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Return one request that waits for people, with all that a reviewer needs for a vote."""
    found = await resources.gateway.ask(
        pending.page, after=request_id - 1, most=1, reviewer=reviewer.name
    )
    if not found or found[0].request_id != request_id:
        raise NotFound(NOT_WAITING)
    return ExactJson(ApprovalView.of(found[0]))


@router.post(
    "/requests/{request_id}/votes",
    status_code=201,
    response_model=VoteCast,
    summary="Vote on a request",
    response_description="The vote is recorded, and the request has moved on.",
    responses=shown(201, VoteCast, "Location")
    | problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
    openapi_extra=takes(NewVote),
)
async def cast_vote(
    request_id: RequestId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Vote on a request that waits for people: one vote decides.

    The digest binds the vote to what was read. The maker of a request never votes on it, nor does
    the person on whose behalf it was made. Where no answer came, send the vote again: 409 then says
    that it is recorded already.
    """
    new = await read_as(NewVote, request)
    cast = Vote(
        request_id=request_id,
        reviewer=reviewer.name,
        verdict=new.verdict,
        reason=new.reason,
        digest=new.digest,
    )
    voted = await vote.cast_vote(resources.gateway, cast)
    return ExactJson(
        VoteCast.of(request_id, voted),
        status_code=HTTPStatus.CREATED,
        headers={"Location": f"/requests/{request_id}"},
    )
