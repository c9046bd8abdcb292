"""Authorities of the reviewer who asks, and delegations and break-glass among reviewers."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import LARGEST_ID, Id
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.authorities import Asks, AskView, AuthorityView, OwnAuthorities
from bankagent.api.models.authority_asks import (
    AskConfirmed,
    AskMade,
    NewBreakGlass,
    NewDelegation,
    NewReview,
    Reviewed,
)
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain.authority import NewAsk, ShowAsks
from bankagent.store.access import asks, authorities

router = APIRouter(prefix="/authorities", tags=["authorities"])
AskId = Annotated[Id, Path(description="The number of the ask.")]
Showing = Annotated[
    ShowAsks,
    Query(
        description="mine: you asked or would have it; to_confirm: it waits for a second person; "
        "to_review: break-glass of others that is over and not reviewed; all by default."
    ),
]
Before = Annotated[Id | None, Query(description="Only asks with a lower number than this.")]
REFUSED = problems(400, 401, 403, 404, 409, 413, 415, 422, 503, missing="ask")


@router.get(
    "",
    response_model=OwnAuthorities,
    summary="List your authorities",
    response_description="Your authorities that are in force.",
    responses=shown(200, OwnAuthorities) | problems(400, 401, 403, 503),
)
async def list_own(resources: TheResources, reviewer: TheReviewer) -> Response:
    """Return what you may decide now: your authorities that are in force."""
    found = await resources.gateway.ask(authorities.of_reviewer, reviewer.name, in_force=True)
    return ExactJson(OwnAuthorities(authorities=list(map(AuthorityView.of, found))))


@router.get(
    "/asks",
    response_model=Asks,
    summary="List delegations and break-glass",
    response_description="Delegations and break-glass, the newest first.",
    responses=shown(200, Asks) | problems(400, 401, 403, 422, 503),
)
async def list_asks(
    resources: TheResources,
    reviewer: TheReviewer,
    show: Showing = "all",
    before: Before = None,
    limit: Limit = USUAL,
) -> Response:
    """Return what people asked for, the newest first: by whom, until when, confirmed by whom."""
    found = await resources.gateway.ask(
        asks.listed, reviewer.name, show=show, before=before or LARGEST_ID, most=limit
    )
    last = found[-1].ask_id if len(found) == limit else None
    path = f"/authorities/asks?show={show}&before={last}&limit={limit}"
    return ExactJson(Asks(asks=list(map(AskView.of, found)), next=path if last else None))


@router.post(
    "/delegations",
    status_code=201,
    response_model=AskMade,
    summary="Delegate an authority of yours",
    response_description="It waits for the confirmation of another person.",
    responses=shown(201, AskMade) | REFUSED,
    openapi_extra=takes(NewDelegation),
)
async def delegate(request: Request, resources: TheResources, reviewer: TheReviewer) -> Response:
    """Delegate an authority of yours to a colleague for a time; another person confirms it.

    It is never wider than yours, and ends with it. You and the colleague never both vote on one
    approval by it.
    """
    new = await read_as(NewDelegation, request)
    ask = replace(
        new.asked("delegation", new.valid_from, new.valid_to),
        holder=new.holder,
        from_authority_id=new.authority_id,
    )
    return await _made(resources, reviewer.name, ask)


@router.post(
    "/break-glass",
    status_code=201,
    response_model=AskMade,
    summary="Ask for an authority for hours",
    response_description="It waits for the confirmation of another person.",
    responses=shown(201, AskMade) | REFUSED,
    openapi_extra=takes(NewBreakGlass),
)
async def break_glass(request: Request, resources: TheResources, reviewer: TheReviewer) -> Response:
    """Ask for an authority of up to 8 hours; another person confirms it, and reviews it later."""
    new = await read_as(NewBreakGlass, request)
    return await _made(resources, reviewer.name, replace(new.broken(), role=new.role))


@router.post(
    "/asks/{ask_id}/confirm",
    response_model=AskConfirmed,
    summary="Confirm a delegation or break-glass",
    response_description="It is in force.",
    responses=shown(200, AskConfirmed) | problems(400, 401, 403, 404, 409, 503, missing="ask"),
)
async def confirm(ask_id: AskId, resources: TheResources, reviewer: TheReviewer) -> Response:
    """Confirm what another person asked for; neither they nor the holder can.

    You need an authority of your own for the request type, and no break-glass that is in force.
    """
    number = await resources.gateway.ask(asks.confirm, ask_id, actor=reviewer.name)
    return ExactJson(AskConfirmed(ask_id=ask_id, authority_id=number))


@router.post(
    "/asks/{ask_id}/review",
    response_model=Reviewed,
    summary="Review break-glass",
    response_description="The review is recorded.",
    responses=shown(200, Reviewed) | REFUSED,
    openapi_extra=takes(NewReview),
)
async def review(
    ask_id: AskId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Say whether break-glass was justified, once it has ended; its holder cannot."""
    new = await read_as(NewReview, request)
    await resources.gateway.ask(
        asks.review, ask_id, verdict=new.verdict, note=new.note, actor=reviewer.name
    )
    return ExactJson(Reviewed(ask_id=ask_id, verdict=new.verdict))


async def _made(resources: TheResources, actor: str, ask: NewAsk) -> Response:
    number = await resources.gateway.ask(asks.ask, ask, actor=actor)
    return ExactJson(AskMade(ask_id=number), status_code=HTTPStatus.CREATED)
