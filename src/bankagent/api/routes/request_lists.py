"""Lists of requests."""

from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from bankagent.api.http import cursor as cursors
from bankagent.api.http.auth import TheReader
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import LARGEST_ID
from bankagent.api.http.query import USUAL, Limit, TheFilters
from bankagent.api.http.resources import TheResources
from bankagent.api.models.requests import Status, Time
from bankagent.api.openapi.describe import UNCHANGED, problems, shown
from bankagent.service.requests.lists import page_of

router = APIRouter(tags=["requests"])

Cursor = Annotated[str | None, Query(description="Where to go on: as `next` of the page before.")]


class RequestRow(BaseModel):
    """A request in a list: where it stands, without its payload."""

    id: int
    client_id: str
    request_type: str
    status: Status
    maker: str = Field(description="Who made it.")
    created_at: Time
    updated_at: Time
    decision: Literal["approved", "rejected"] | None


class RequestList(BaseModel):
    """A page of requests, newest first."""

    requests: list[RequestRow]
    next: str | None = Field(description="Where the next page is; null where this is the last.")


ROW: dict[str, Any] = {
    "id": 1,
    "client_id": "CUST-1042",
    "request_type": "trade_review",
    "status": "processed",
    "maker": "anonymous",
    "created_at": "2026-11-24T09:30:00.000000Z",
    "updated_at": "2026-11-24T09:30:00.009000Z",
    "decision": "approved",
}
LIST: dict[str, Any] = {
    "summary": "List requests",
    "response_description": "Those that the caller may see, newest first.",
    "responses": {200: shown({"requests": [ROW], "next": None}, "ETag")}
    | UNCHANGED
    | problems(400, 401, 403, 422, 503),
}


@router.get("/requests", response_model=RequestList, **LIST)
async def list_requests(
    request: Request,
    resources: TheResources,
    answer: TheAnswer,
    caller: TheReader,
    filters: TheFilters,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return requests by their filters, newest first; a caller sees its own.

    Follow `next` until it is null. Where few match, a page may be short or even empty and `next`
    go on: one call looks at 5,000 requests at most.
    """
    asked = [caller.name, asdict(filters)]
    before = cursors.read(cursor, asked) if cursor is not None else LARGEST_ID
    page = await page_of(resources.gateway, filters, before=before, most=limit)
    rows = [
        RequestRow(**{name: getattr(one, name) for name in RequestRow.model_fields})
        for one in page.requests
    ]
    following = None
    if page.next_before is not None:
        given = {name: text for name, text in request.query_params.items() if name != "cursor"}
        following = (
            f"/requests?{urlencode(given | {'cursor': cursors.written(page.next_before, asked)})}"
        )
    return answer(RequestList(requests=rows, next=following))
