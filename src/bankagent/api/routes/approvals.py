"""What waits for people, and their votes: for reviewers."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import Id, RequestId
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.approvals import Approvals, ApprovalView, NewVote, VoteCast
from bankagent.api.openapi.approvals import LISTED, SHOWN, VOTED, vote_body
from bankagent.domain.approval import Vote
from bankagent.errors import NotFound
from bankagent.service.approvals import vote
from bankagent.store.approvals import pending

router = APIRouter(tags=["approvals"])

NOT_WAITING = "No request of this number waits for approval: GET /requests/{id} tells where it is."

After = Annotated[Id | None, Query(description="Only requests with a higher number than this.")]


@router.get("/approvals", response_model=Approvals, **LISTED)
async def list_approvals(
    resources: TheResources, reviewer: TheReviewer, after: After = None, limit: Limit = USUAL
) -> Response:
    """Return the requests that wait for people, the oldest first, with all that is to be known.

    Follow `next` until it is null. Requests that you made are shown too, and say that another
    reviewer must vote on them.
    """
    found = await resources.gateway.ask(pending.page, after=after or 0, most=limit)
    last = found[-1].request_id if len(found) == limit else None
    return ExactJson(
        Approvals(
            approvals=[ApprovalView.of(row, reviewer) for row in found],
            next=f"/approvals?after={last}&limit={limit}" if last else None,
        )
    )


@router.get("/approvals/{request_id}", response_model=ApprovalView, **SHOWN)
async def get_approval(
    request_id: RequestId, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Return one request that waits for people, with all that is to be known for a vote."""
    found = await resources.gateway.ask(pending.page, after=request_id - 1, most=1)
    if not found or found[0].request_id != request_id:
        raise NotFound(NOT_WAITING)
    return ExactJson(ApprovalView.of(found[0], reviewer))


@router.post(
    "/requests/{request_id}/votes",
    status_code=201,
    response_model=VoteCast,
    **VOTED,
    openapi_extra=vote_body(),
)
async def cast_vote(
    request_id: RequestId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Vote on a request that waits for people: one vote decides.

    The digest binds the vote to what was read. Whoever made a request never votes on it. Where an
    answer did not come, send the vote again: a vote that was recorded is then a 409 that says so.
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
        VoteCast(
            request_id=request_id,
            vote_id=voted.vote_id,
            status=voted.status,
            decision=voted.decision,
        ),
        status_code=HTTPStatus.CREATED,
        headers={"Location": f"/requests/{request_id}"},
    )
