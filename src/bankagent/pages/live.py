"""Live pages: one stream of server-sent events that says when something was written.

An event carries no data: the page asks for itself again, so that rights are checked in one place.
"""

import time
from collections.abc import AsyncIterator

from starlette.responses import Response

from bankagent.errors import Unavailable
from bankagent.pages.visit import Page, Visit
from bankagent.service.access.sessions import Session, session_of

BEGINNING = b"retry: 1000\n\n"  # ms that a browser waits before it connects again
CHANGED = b"event: changed\ndata: 1\n\n"
ENDED = b"event: ended\ndata: 1\n\n"
KEEP_ALIVE = b": nothing new\n\n"
CHECK_EVERY_S = 4.0  # less than one wait for changes, so that each wait ends in a check
# A busy service writes hundreds of entries a second: a page must not ask for itself at each.
LEAST_BETWEEN_S = 1.0


async def follow(visit: Visit) -> Response:
    """Stream an event for each change, until the session ends or the page is left."""
    resources = visit.resources
    slot = resources.streams.slot(visit.name)
    return resources.stream(_events(visit, await resources.changes.newest()), slot)


def ended() -> Response:
    """Return the whole stream of a session that works no more."""
    return Response(ENDED, media_type="text/event-stream")


async def _events(visit: Visit, last: int) -> AsyncIterator[bytes]:
    changes = visit.resources.changes
    sent_at = checked_at = 0.0
    yield BEGINNING
    while not changes.stopped:
        newest = await changes.after(last)
        if newest is not None and time.monotonic() - sent_at < LEAST_BETWEEN_S:
            await changes.rest(LEAST_BETWEEN_S)
        if time.monotonic() - checked_at >= CHECK_EVERY_S:
            checked_at = time.monotonic()
            if not await _still_works(visit):
                yield ENDED
                return
        if newest is not None:
            last, sent_at = newest, time.monotonic()
        yield KEEP_ALIVE if newest is None else CHANGED


async def _still_works(visit: Visit) -> bool:
    cookie = visit.session.cookie if visit.session else ""
    try:
        found = await session_of(visit.resources.gateway, cookie, by_person=False)
    except Unavailable:
        return True  # the database is away and cannot tell
    return isinstance(found, Session)


PAGES = (Page("GET", "/live", "live", follow),)
