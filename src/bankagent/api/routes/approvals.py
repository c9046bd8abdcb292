"""Approvals: list and read, for reviewers."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.ids import Id, RequestId
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.approvals import Approvals, ApprovalView, ApprovalWithHistory
from bankagent.api.openapi.describe import problems, shown
from bankagent.domain.approval import Approval, Page, Show
from bankagent.errors import NotFound
from bankagent.request_types.fields import AnyInstant
from bankagent.service.approvals.history import before
from bankagent.service.requests.readings import ABOUT_PERSONS, note_by_api
from bankagent.store.approvals import history, pending

router = APIRouter(tags=["approvals"])

NOT_WAITING = "No request of this id waits for approval: GET /requests/{id} says its status."

After = Annotated[
    Id | None, Query(description="The last request of the page before: only what comes after it.")
]
AfterDue = Annotated[
    AnyInstant | None, Query(description="With by=due, the due time of that request, if any.")
]
Showing = Annotated[
    Show,
    Query(
        description="mine: you have it in hand; team: you may vote on it, or it was moved to a "
        "team of yours; unassigned: no reviewer has it; second: it has a vote and waits for more; "
        "all by default, those too that are decided with their exception. GET /votes has what is "
        "done."
    ),
]
Snoozed = Annotated[bool, Query(description="Whether to list those too that are snoozed.")]
Order = Annotated[
    Literal["id", "due"], Query(description="The order: by id, or by due time, the next one first.")
]


@router.get(
    "/approvals",
    response_model=Approvals,
    summary="List the requests that wait for people",
    response_description="The requests that wait for people, the oldest first.",
    responses=shown(200, Approvals) | problems(400, 401, 403, 422, 503),
)
async def list_approvals(
    resources: TheResources,
    reviewer: TheReviewer,
    *,
    show: Showing = "all",
    by: Order = "id",
    snoozed: Snoozed = False,
    after: After = None,
    after_due: AfterDue = None,
    limit: Limit = USUAL,
) -> Response:
    """Return the requests that wait for people, the oldest first, with all that a vote needs.

    Follow `next` until it is null. Requests that you may not vote on are listed too, unless you ask
    for those of your team, and say why. What is snoozed is left out.
    """
    page = Page(reviewer.name, show, by == "due", after, after_due, snoozed=snoozed, most=limit)
    found = await resources.gateway.ask(pending.page, page)
    about_persons = (row.request_id for row in found if row.request_type in ABOUT_PERSONS)
    await note_by_api(resources.gateway, reviewer, *about_persons)
    # Of another instant: where an approval is another one by now, its digest is stale.
    asked = await resources.gateway.ask(history.questions, [row.request_id for row in found])
    return ExactJson(
        Approvals(
            approvals=[ApprovalView.of(row, asked) for row in found],
            next=_next(page, found[-1]) if len(found) == limit else None,
        )
    )


@router.get(
    "/approvals/{request_id}",
    response_model=ApprovalWithHistory,
    summary="Read one request that waits for people",
    response_description="All that a reviewer needs for a vote.",
    responses=shown(200, ApprovalWithHistory) | problems(400, 401, 403, 404, 503),
)
async def get_approval(
    request_id: RequestId, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Return one request that waits for people, with all that a reviewer needs for a vote.

    `questions` are what the caller was asked, and its answers; `history` has the votes on earlier
    approvals, and what each new payload changed.
    """
    found = await resources.gateway.ask(pending.page, Page(reviewer.name, request_id=request_id))
    if not found:
        raise NotFound(NOT_WAITING)
    if found[0].request_type in ABOUT_PERSONS:
        await note_by_api(resources.gateway, reviewer, request_id)
    gone = await before(resources.gateway, request_id)
    return ExactJson(ApprovalWithHistory.with_history(found[0], gone))


def _next(page: Page, last: Approval) -> str:
    query: dict[str, object] = {"after": last.request_id, "limit": page.most}
    if page.show != "all":
        query["show"] = page.show
    query |= {"snoozed": "true"} if page.snoozed else {}
    if page.by_due:
        query["by"] = "due"
        query |= {} if last.due_at is None else {"after_due": last.due_at.isoformat()}
    return f"/approvals?{urlencode(query)}"
