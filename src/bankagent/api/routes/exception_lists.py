"""Trade exceptions, read: a list with counts by state, and one with all that it has."""

from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from bankagent.api.http import cursor as cursors
from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.ids import LARGEST_ID, Id
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.exceptions import ExceptionList, ExceptionRow, ExceptionView
from bankagent.api.models.texts import Label, ReasonCode, ReviewerName
from bankagent.api.openapi.describe import problems, shown
from bankagent.domain.trade_exception import ExceptionFilters, PeopleOutcome, Showing, State
from bankagent.errors import NotFound
from bankagent.service.access.reading import check_reading
from bankagent.store.exceptions import lists

router = APIRouter(prefix="/exceptions", tags=["exceptions"])

NO_EXCEPTION = "There is no such exception."
ExceptionId = Annotated[Id, Path(description="The exception's number.")]
Cursor = Annotated[
    str | None,
    Query(description="The cursor in `next` of the page before; without one, the first page."),
]


async def filters_of(
    reviewer: TheReviewer,
    state: Annotated[State | None, Query(description="Only exceptions in this state.")] = None,
    assignee: Annotated[ReviewerName | None, Query(description="Only this reviewer's.")] = None,
    code: Annotated[
        ReasonCode | None, Query(description="Only those with this primary reason code.")
    ] = None,
    outcome: Annotated[
        PeopleOutcome | None, Query(description="Only those of which the policy asks this.")
    ] = None,
    label: Annotated[Label | None, Query(description="Only those with this label.")] = None,
    show: Annotated[
        Showing,
        Query(
            description="mine: you have it in hand; team: it was moved to a team of yours; "
            "unassigned: it is open and no reviewer has it; all by default."
        ),
    ] = "all",
    *,
    snoozed: Annotated[
        bool, Query(description="Whether to list those too that are snoozed.")
    ] = False,
) -> ExceptionFilters:
    """Return the filters of a list."""
    return ExceptionFilters(
        state=state,
        assignee=assignee,
        code=code,
        outcome=outcome,
        label=label,
        show=show,
        snoozed=snoozed,
        reviewer=reviewer.name,
    )


@router.get(
    "",
    response_model=ExceptionList,
    summary="List trade exceptions",
    response_description="The exceptions, the newest first, and the counts by state.",
    responses=shown(200, ExceptionList) | problems(400, 401, 403, 422, 503),
)
async def list_exceptions(
    request: Request,
    resources: TheResources,
    reviewer: TheReviewer,
    filters: Annotated[ExceptionFilters, Depends(filters_of)],
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return exceptions by their filters, the newest first, and how many are in each state.

    Follow `next` until it is null.
    """
    asked = [reviewer.name, "exceptions", asdict(filters)]
    before = cursors.read(cursor, asked) if cursor is not None else LARGEST_ID
    found = await resources.gateway.ask(lists.page, filters, before=before, most=limit + 1)
    following = None
    if len(found) > limit:
        given = {name: text for name, text in request.query_params.items() if name != "cursor"}
        given["cursor"] = cursors.written(found[limit - 1].id, asked)
        following = f"{router.prefix}?{urlencode(given)}"
    return ExactJson(
        ExceptionList(
            exceptions=[ExceptionRow.of(one) for one in found[:limit]],
            counts=await resources.gateway.ask(lists.counts),
            next=following,
        )
    )


@router.get(
    "/{exception_id}",
    response_model=ExceptionView,
    summary="Read a trade exception",
    response_description="The exception with all that it has.",
    responses=shown(200, ExceptionView) | problems(400, 401, 403, 404, 503, missing="exception"),
)
async def get_exception(
    exception_id: ExceptionId, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Return an exception with its breaks, moves, comments, labels and proposals."""
    found = await resources.gateway.ask(lists.read, exception_id)
    if found is None:
        raise NotFound(NO_EXCEPTION)
    await check_reading(resources.gateway, reviewer, found.request_id)
    return ExactJson(ExceptionView.of(found))
