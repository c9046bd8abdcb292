"""Lists of requests, page by page."""

from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from bankagent.api.http import cursor as cursors
from bankagent.api.http.auth import TheReaderOrReviewer
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import LARGEST_ID
from bankagent.api.http.query import USUAL, Limit, TheFilters
from bankagent.api.http.resources import TheResources
from bankagent.api.models.request_lists import RequestList, RequestRow
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.service.requests.lists import page_of

router = APIRouter(tags=["requests"])

Cursor = Annotated[
    str | None,
    Query(description="The cursor in `next` of the page before; without one, the first page."),
]


@router.get(
    "/requests",
    response_model=RequestList,
    summary="List requests",
    response_description="The requests that the caller may see, newest first.",
    responses=shown(200, RequestList, "ETag") | unchanged() | problems(400, 401, 403, 422, 503),
)
async def list_requests(
    request: Request,
    resources: TheResources,
    answer: TheAnswer,
    reader: TheReaderOrReviewer,
    filters: TheFilters,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return requests by their filters, newest first; a caller sees its own.

    A reviewer sees those whose type and desk an authority of theirs covers.

    Follow `next` until it is null. One call scans 5,000 requests at most: where few match, a page
    may be short, or even empty, although there is a next one.
    """
    # As before reviewers read lists: a cursor of the version before goes on.
    given_filters = {name: it for name, it in asdict(filters).items() if name != "reviewer"}
    asked = [reader.name, given_filters]
    before = cursors.read(cursor, asked) if cursor is not None else LARGEST_ID
    page = await page_of(resources.gateway, filters, before=before, most=limit)
    following = None
    if page.next_before is not None:
        given = {name: text for name, text in request.query_params.items() if name != "cursor"}
        following = (
            f"/requests?{urlencode(given | {'cursor': cursors.written(page.next_before, asked)})}"
        )
    return answer(
        RequestList(requests=[RequestRow.of(one) for one in page.requests], next=following)
    )
