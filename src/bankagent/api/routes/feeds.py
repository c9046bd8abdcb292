"""Feeds of pairs: a list, and the summary of one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from bankagent.api.http import cursor as cursors
from bankagent.api.http.auth import TheReaderOrReviewer
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import LARGEST_ID
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.models.feeds import FeedList, FeedShown, FeedView
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.domain.feed import NAME
from bankagent.service.feeds.summary import summary_of
from bankagent.store.feeds import summaries

router = APIRouter(prefix="/feeds", tags=["feeds"])

FeedName = Annotated[str, Path(pattern=NAME, description="The feed's name, as its pairs have it.")]
Maker = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]+$",
        description="The caller who sent it, where several have sent one of this name.",
    ),
]
Cursor = Annotated[
    str | None,
    Query(description="The cursor in `next` of the page before; without one, the first page."),
]


@router.get(
    "",
    response_model=FeedList,
    summary="List feeds",
    response_description="The feeds that the caller may see, newest first.",
    responses=shown(200, FeedList, "ETag") | unchanged() | problems(400, 401, 403, 422, 503),
)
async def list_feeds(
    request: Request,
    resources: TheResources,
    reader: TheReaderOrReviewer,
    answer: TheAnswer,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return feeds, newest first: files of pairs that were sent as requests `trade_exception`.

    A caller sees its own, a reviewer all. Follow `next` until it is null.
    """
    asked = [reader.name, "feeds"]
    before = cursors.read(cursor, asked) if cursor is not None else LARGEST_ID
    found = await resources.gateway.ask(
        summaries.page, maker=reader.sees, before=before, most=limit + 1
    )
    following = None
    if len(found) > limit:
        given = {name: text for name, text in request.query_params.items() if name != "cursor"}
        given["cursor"] = cursors.written(found[limit - 1].first_request_id, asked)
        following = f"{router.prefix}?{urlencode(given)}"
    return answer(FeedList(feeds=[FeedShown.of(one) for one in found[:limit]], next=following))


@router.get(
    "/{feed}",
    response_model=FeedView,
    summary="Read the summary of a feed",
    response_description="How its pairs compare, and what became of them.",
    responses=shown(200, FeedView, "ETag")
    | unchanged()
    | problems(400, 401, 403, 404, 409, 422, 503, missing="feed"),
)
async def get_feed(
    feed: FeedName,
    resources: TheResources,
    reader: TheReaderOrReviewer,
    answer: TheAnswer,
    maker: Maker = None,
) -> Response:
    """Return the numbers of a feed's pairs: matched exactly, within tolerance, broken, unmatched.

    A pair belongs to a feed by `feed` in its payload. While workers compare, `received` falls; once
    it is 0 all pairs are decided or wait for people. The numbers are those of `ops.feed_summaries`.
    """
    return answer(FeedView.of(await summary_of(resources.gateway, reader, feed, maker)))
