"""Requests: the list with its filters, for all who read requests; callers see their own."""

from typing import get_args

from starlette.responses import Response

from bankagent import catalog
from bankagent.domain.request import Filters
from bankagent.domain.request_status import Status
from bankagent.errors import BadRequest, Finding
from bankagent.pages import queries, render
from bankagent.pages.visit import PREFIX, Page, Visit, to
from bankagent.service.requests.lists import page_of

PATH = f"{PREFIX}/requests"


async def show(visit: Visit) -> Response:
    """Return the requests that the filters leave in, the newest first; a number leads to one."""
    query = visit.request.query_params
    if number := queries.number(query, "id", 0):
        return to(f"/requests/{number}")
    state = queries.text(query, "status")
    if state is not None and state not in get_args(Status):
        raise BadRequest(
            "The address of this page is wrong.", findings=[Finding("status", "must be a status")]
        )
    filters = Filters(
        maker=visit.sees,
        status=state,  # type: ignore[arg-type] # checked above
        request_type=queries.text(query, "type"),
        client_id=queries.text(query, "client"),
        reviewer=visit.name if visit.may("request.vote") else None,
    )
    before = queries.number(query, "before", queries.LARGEST_ID)
    found = await page_of(visit.resources.gateway, filters, before=before, most=queries.MOST_ROWS)
    given = {name: query.get(name) for name in ("status", "type", "client")}
    return render.page(
        visit,
        "requests",
        title="Requests",
        rows=found.requests,
        given=given,
        is_filtered=any(given.values()),
        statuses=get_args(Status),
        types=[known.name for known in catalog.TYPES],
        first=queries.link(PATH, given) if "before" in query else None,
        following=found.next_before and queries.link(PATH, given, before=found.next_before),
    )


PAGES = (Page("GET", "/requests", "requests.see", show),)
