"""Event streams: a request's audit entries as they are written, as server-sent events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BeforeValidator

from bankagent.api.http.auth import TheReader
from bankagent.api.http.bearer import sent_key
from bankagent.api.http.ids import LARGEST_ID, RequestId, a_number
from bankagent.api.http.resources import Resources, TheResources
from bankagent.api.http.sse import BEGINNING, KEEP_ALIVE, EventStream, event
from bankagent.api.models.audit import EntryView
from bankagent.api.openapi.describe import empty, problems, text
from bankagent.errors import BadRequest, Finding
from bankagent.service.requests.follow import follow, follow_point, still_sees
from bankagent.service.requests.readings import note_by_api

router = APIRouter(tags=["requests"])

LAST_SEEN = "Last-Event-ID"
NOT_OF_THIS = "must be the id of an event of this request"
EXAMPLE = event(2, "processed", EntryView.EXAMPLE).decode()

LastEventId = Annotated[
    int | None,
    BeforeValidator(a_number),
    Header(
        alias=LAST_SEEN,
        ge=1,
        le=LARGEST_ID,
        description="The id of the last event that you have: the stream goes on with the next one, "
        "without gaps or repeats. Browsers send it by themselves.",
    ),
]


async def last_seen(request: Request, seen: LastEventId = None) -> int:
    """Return the id of the last event that the caller has, 0 without one."""
    if len(request.headers.getlist(LAST_SEEN)) > 1:
        raise BadRequest(
            f"There are two {LAST_SEEN} headers: send one.",
            findings=[Finding(LAST_SEEN, "must be sent at most once")],
        )
    return seen or 0


@router.get(
    "/requests/{request_id}/events",
    status_code=200,
    response_class=EventStream,
    summary="Follow a request",
    response_description="Its audit entries as server-sent events: id, event and data are the "
    "entry's id, its action and the entry as GET /requests/{request_id}/audit shows it.",
    responses=text(200, "text/event-stream", EXAMPLE)
    | empty(204, "The request is final and has no later event: do not reconnect.")
    | problems(400, 401, 403, 404, 422, 429, 503),
)
async def follow_request(
    request_id: RequestId,
    resources: TheResources,
    caller: TheReader,
    key: Annotated[str | None, Depends(sent_key)],
    after: Annotated[int, Depends(last_seen)],
) -> Response:
    """Stream a request's audit entries, from the first on, and each new one when it is written.

    The stream ends after the entry that makes the request final; a later call with that id gets
    204. After a disconnect, send the id of the last event that you have: the stream goes on without
    gaps or repeats. A comment is sent every 15 seconds without an event. A stream ends within
    seconds when its key is revoked or expires. A caller has at most 20 streams.
    """
    found = await follow_point(resources.gateway, caller, request_id, after)
    if not found.has_entry:
        raise BadRequest(
            f"{LAST_SEEN} is not an event of this request: leave it out to begin at the first.",
            findings=[Finding(LAST_SEEN, NOT_OF_THIS)],
        )
    if after and found.is_over:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    await note_by_api(resources.gateway, caller, request_id)
    may_go_on = _still_allowed(resources, key, found.maker)
    chunks = _chunks(resources, request_id, after, may_go_on, caller.sees)
    return EventStream(chunks, resources.streams.slot(caller.name))


def _still_allowed(
    resources: Resources, key: str | None, maker: str
) -> Callable[[], Awaitable[bool]]:
    if key is None:  # a call of this machine itself, in development
        return _always
    return partial(still_sees, resources.identify, key, maker)


async def _always() -> bool:
    return True


async def _chunks(
    resources: Resources,
    request_id: int,
    after: int,
    may_go_on: Callable[[], Awaitable[bool]],
    sees: str | None,
) -> AsyncIterator[bytes]:
    yield BEGINNING
    async for come in follow(resources.entry_waiters, request_id, after, may_go_on):
        yield (
            b"".join(
                event(one.id, one.action, EntryView.of(one, sees).model_dump()) for one in come
            )
            or KEEP_ALIVE
        )
