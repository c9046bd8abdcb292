"""Portfolio snapshots: store one, read it, list those of a client as of a time."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from bankagent.api.http import cursor as cursors
from bankagent.api.http.auth import TheReader, TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import LARGEST_ID, Id
from bankagent.api.http.query import USUAL, ClientFilter, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.portfolio_snapshots import (
    INVALID,
    LIMITS,
    NewPortfolioSnapshot,
    SnapshotList,
    SnapshotRow,
    SnapshotStored,
    SnapshotView,
)
from bankagent.api.openapi.describe import problems, shown, takes, unchanged
from bankagent.domain.portfolio import NewSnapshot
from bankagent.errors import NotFound
from bankagent.request_types.fields import AnyInstant
from bankagent.store.portfolios import snapshots

router = APIRouter(prefix="/portfolio-snapshots", tags=["portfolio snapshots"])

SnapshotId = Annotated[Id, Path(description="The snapshot's number.")]
Client = Annotated[ClientFilter, Query(description="Only snapshots of this client.")]
AsOf = Annotated[
    AnyInstant | None,
    Query(
        description="Only snapshots of this time or before: RFC 3339 with an offset, as in "
        "2026-11-24T09:30:00Z; write a + as %2B."
    ),
]
Cursor = Annotated[
    str | None,
    Query(description="The cursor in `next` of the page before; without one, the first page."),
]


@router.post(
    "",
    status_code=201,
    response_model=SnapshotStored,
    summary="Store a portfolio snapshot",
    response_description="Stored.",
    responses=shown(201, SnapshotStored, "Location")
    | shown(
        200,
        SnapshotStored,
        "Location",
        "Idempotency-Replayed",
        description="These positions of this client, source and time were stored before: that "
        "snapshot.",
    )
    | problems(400, 401, 403, 409, 413, 415, 422, 503, longest="1 MiB", invalid=INVALID),
    openapi_extra=takes(NewPortfolioSnapshot),
)
async def store_snapshot(request: Request, resources: TheResources, caller: TheWriter) -> Response:
    """Store what a client held at an instant, as one source says: 1 to 5,000 positions.

    A snapshot never changes. There is one for each client, source and time of yours: the same
    positions again are the same snapshot, so that a call may be repeated without a key; others are
    a 409. A correction has another source or time. The body has at most 1 MiB.
    """
    new = await read_as(NewPortfolioSnapshot, request, LIMITS, described=True)
    stored = await resources.gateway.ask(
        snapshots.store,
        NewSnapshot(new.client_id, new.source, new.as_of, new.positions_as_json()),
        actor=caller.name,
    )
    replayed = stored.disposition == "replayed"
    return ExactJson(
        SnapshotStored(portfolio_snapshot_id=stored.snapshot_id),
        status_code=HTTPStatus.OK if replayed else HTTPStatus.CREATED,
        headers={"Location": f"{router.prefix}/{stored.snapshot_id}"}
        | ({"Idempotency-Replayed": "true"} if replayed else {}),
    )


@router.get(
    "",
    response_model=SnapshotList,
    summary="List a client's portfolio snapshots",
    response_description="The snapshots that the caller may see, newest instant first.",
    responses=shown(200, SnapshotList, "ETag") | unchanged() | problems(400, 401, 403, 422, 503),
)
async def list_snapshots(
    request: Request,
    resources: TheResources,
    answer: TheAnswer,
    caller: TheReader,
    client_id: Client,
    as_of: AsOf = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return a client's snapshots without their positions, newest instant first.

    With `as_of` and `limit=1` it is the newest snapshot at or before that time. A caller sees its
    own. Follow `next` until it is null.
    """
    asked = [caller.name, "portfolio_snapshots", client_id, as_of]
    before = cursors.read(cursor, asked) if cursor is not None else LARGEST_ID
    found = await resources.gateway.ask(
        snapshots.page,
        client_id,
        as_of=as_of,
        maker=caller.sees,
        before=before,
        most=limit + 1,
    )
    following = None
    if len(found) > limit:
        given = {name: text for name, text in request.query_params.items() if name != "cursor"}
        given["cursor"] = cursors.written(found[limit - 1].id, asked)
        following = f"{router.prefix}?{urlencode(given)}"
    shown_rows = [SnapshotRow.of(one) for one in found[:limit]]
    return answer(SnapshotList(portfolio_snapshots=shown_rows, next=following))


@router.get(
    "/{snapshot_id}",
    response_model=SnapshotView,
    summary="Read a portfolio snapshot",
    response_description="The snapshot with its positions.",
    responses=shown(200, SnapshotView, "ETag")
    | unchanged()
    | problems(400, 401, 403, 404, 503, missing="portfolio snapshot"),
)
async def get_snapshot(
    snapshot_id: SnapshotId, resources: TheResources, caller: TheReader, answer: TheAnswer
) -> Response:
    """Return a snapshot with its positions, in the order in which they were sent."""
    found = await resources.gateway.ask(snapshots.read, snapshot_id, maker=caller.sees)
    if found is None:
        raise NotFound("There is no such portfolio snapshot.")
    return answer(SnapshotView.of(found))
