"""Repairs and write-offs of trade exceptions: one person proposes, another one votes."""

from dataclasses import asdict
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.exception_proposals import (
    NewProposal,
    NewProposalVote,
    ProposalVoteCast,
    ProposalWaits,
)
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.api.routes.exception_lists import ExceptionId
from bankagent.api.routes.exceptions import REFUSED
from bankagent.domain import trace
from bankagent.errors import NotFound
from bankagent.service.exceptions import decide
from bankagent.store.exceptions import lists, verbs

router = APIRouter(prefix="/exceptions", tags=["exceptions"])


@router.post(
    "/{exception_id}/proposals",
    status_code=201,
    response_model=ProposalWaits,
    summary="Propose a repair or a write-off",
    response_description="The proposal waits for the vote of another person.",
    responses=shown(201, ProposalWaits) | REFUSED,
    openapi_extra=takes(NewProposal),
)
async def propose(
    exception_id: ExceptionId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Propose to repair an exception or to write it off; another person votes on it."""
    new = await read_as(NewProposal, request)
    made = await resources.gateway.ask(
        verbs.propose,
        exception_id,
        proposed=new.proposed,
        content=new.content,
        reason=new.reason,
        actor=reviewer.name,
        traceparent=trace.traceparent(),
    )
    return ExactJson(
        ProposalWaits(exception_id=exception_id, **asdict(made)), status_code=HTTPStatus.CREATED
    )


@router.post(
    "/{exception_id}/votes",
    status_code=201,
    response_model=ProposalVoteCast,
    summary="Vote on a repair or a write-off",
    response_description="The vote is recorded, and decides the proposal.",
    responses=shown(201, ProposalVoteCast) | REFUSED | problems(412),
    openapi_extra=takes(NewProposalVote),
)
async def vote(
    exception_id: ExceptionId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Vote on the proposal that waits: one vote decides it.

    Its proposer never votes on it, nor does the maker of the request or the person for whom it was
    made. An approved repair waits for a match; an approved write-off closes the exception.
    """
    new = await read_as(NewProposalVote, request)
    found = await resources.gateway.ask(lists.proposal_of, new.proposal_id)
    if found != exception_id:
        raise NotFound("There is no such proposal on this exception.")
    cast = await decide.vote(
        resources.gateway,
        new.proposal_id,
        verdict=new.verdict,
        reason=new.reason,
        digest=new.digest,
        actor=reviewer.name,
    )
    answer = ProposalVoteCast(
        exception_id=exception_id,
        vote_id=cast.vote_id,
        state=cast.state,
        status=cast.status,
        decision=cast.decision,
    )
    return ExactJson(answer, status_code=HTTPStatus.CREATED)
