"""Votes of reviewers on requests, their own list, and escalations to the next level."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import Id, RequestId
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.approval_stages import OwnVotes, OwnVoteView
from bankagent.api.models.votes import EscalationMade, NewEscalation, NewVote, VoteCast
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain.approval import Escalation, Vote
from bankagent.service.approvals import vote
from bankagent.service.approvals.escalate import escalate
from bankagent.store.approvals import pending

router = APIRouter(tags=["approvals"])

Before = Annotated[Id | None, Query(description="Only votes with a lower id than this.")]


@router.get(
    "/votes",
    response_model=OwnVotes,
    summary="List your votes",
    response_description="Your votes, the newest first.",
    responses=shown(200, OwnVotes) | problems(400, 401, 403, 422, 503),
)
async def list_votes(
    resources: TheResources, reviewer: TheReviewer, before: Before = None, limit: Limit = USUAL
) -> Response:
    """Return your votes on requests, the newest first, and what became of each request."""
    found = await resources.gateway.ask(
        pending.voted, reviewer=reviewer.name, before=before, most=limit
    )
    last = found[-1].vote_id if len(found) == limit else None
    return ExactJson(
        OwnVotes(
            votes=[OwnVoteView.of(row) for row in found],
            next=f"/votes?before={last}&limit={limit}" if last else None,
        )
    )


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
    """Vote on a request that waits for people; it is approved once each stage has its votes.

    The digest binds the vote to what was read. The maker of a request never votes on it, nor does
    the author of its payload, or the person on whose behalf it was made; no person votes twice.
    Your authority is judged at this moment: 403 says what it does not cover. One rejection ends it.
    Where no answer came, send the vote again: 409 then says that it is recorded already.
    """
    new = await read_as(NewVote, request)
    cast = Vote(
        request_id=request_id,
        reviewer=reviewer.name,
        verdict=new.verdict,
        reason=new.reason,
        digest=new.digest,
        override_code=new.override_code,
        client_reason=new.client_reason,
    )
    voted = await vote.cast_vote(resources.gateway, cast)
    return ExactJson(
        VoteCast.of(request_id, voted),
        status_code=HTTPStatus.CREATED,
        headers={"Location": f"/requests/{request_id}"},
    )


@router.post(
    "/requests/{request_id}/escalations",
    status_code=201,
    response_model=EscalationMade,
    summary="Escalate a request to the next level",
    response_description="The escalation is recorded, and the request asks for more people.",
    responses=shown(201, EscalationMade, "Location")
    | problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
    openapi_extra=takes(NewEscalation),
)
async def escalate_request(
    request_id: RequestId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Raise what a request asks for to what the demands ask for an escalation, where that is more.

    It decides nothing, and votes that are given count on. Who may vote on it may escalate it; it is
    their vote, so that others decide. No deadline that runs is put off. 409 says that it asks for
    all of that already, or that you have voted on it.
    """
    new = await read_as(NewEscalation, request)
    asked = Escalation(request_id, reviewer.name, new.code, new.reason, new.digest)
    made = await escalate(resources.gateway, asked)
    return ExactJson(
        EscalationMade.of(request_id, made),
        status_code=HTTPStatus.CREATED,
        headers={"Location": f"/requests/{request_id}"},
    )
