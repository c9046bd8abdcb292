"""Live pages: one stream of server-sent events that says when something was written.

An event carries no data: the page asks for itself again, so that rights are checked in one place.
"""

import time
from collections.abc import AsyncIterator

from starlette.responses import Response

from bankagent.errors import BadRequest, Finding, Unavailable
from bankagent.pages import access, queries
from bankagent.pages.open_pages import OpenPage
from bankagent.pages.pace import LEAST_BETWEEN_S, MOST_BETWEEN_S, Pace
from bankagent.pages.visit import Page, Visit
from bankagent.service.access.sessions import Session, session_of
from bankagent.service.operations.changes import Followed, Topic

# `retry` is the time in ms after which a page connects again; htmx reads it beside an event only.
# A browser sends the last id when it connects again, as after a tab was hidden.
FOLLOWING = b"id: %d\nretry: 1000\nevent: following\ndata: 1\n\n"
LATER = b"retry: 15000\nevent: later\ndata: 1\n\n"
CHANGED = b"id: %d\nevent: changed\ndata: 1\n\n"
ENDED = b"event: ended\ndata: 1\n\n"
KEEP_ALIVE = b": nothing new\n\n"
OLDEST_PAGE_S = 5.0
LONGEST_ID = 19
TOPICS = {topic.value: topic for topic in Topic}
SEEN_BY = {Topic.SERVICE: "status.see", Topic.FAILURES: "failures.see"}
CHECK_EVERY_S = 4.0  # less than one wait for changes, so that each wait ends in a check


async def follow(visit: Visit) -> Response:
    """Stream an event for each change, until the session ends or the page is left.

    With `request` or `topic` it is told of that alone; `seen` is the mark of a topic that the page
    shows.
    """
    of = _followed(visit)
    resources, page = visit.resources, OpenPage(visit.name)
    if not resources.open_pages.has_room(visit.name):
        return _whole(LATER)
    last = _last_seen(visit)
    if last is None:
        last = await _shown(visit, of)
    events = _events(visit, page, of, last)
    return resources.stream(events, resources.open_pages.held(page))


def ended() -> Response:
    """Return the whole stream of a session that works no more."""
    return _whole(ENDED)


def _followed(visit: Visit) -> Followed:
    """Return what the page follows; whoever follows a topic may see its page.

    Raises:
        BadRequest: there is no such topic.
        Forbidden: its page is not for the reader.
    """
    name = visit.request.query_params.get("topic")
    if name is None:
        return queries.number(visit.request.query_params, "request", 0) or None
    topic = TOPICS.get(name)
    if topic is None:
        wrong = Finding("topic", f"must be one of {', '.join(TOPICS)}")
        raise BadRequest("The address of this stream is wrong.", findings=[wrong])
    access.refuse_unless(visit.holder, SEEN_BY[topic])
    return topic


def _last_seen(visit: Visit) -> int | None:
    sent = visit.request.headers.get("last-event-id", "")
    is_id = sent.isascii() and sent.isdigit() and len(sent) < LONGEST_ID
    return int(sent) if is_id else None


async def _shown(visit: Visit, of: Followed) -> int:
    """Return the entry or the mark that the page has; what was written while it came is newer."""
    if isinstance(of, Topic):
        return queries.number(visit.request.query_params, "seen", 0)
    return await visit.resources.changes.before(OLDEST_PAGE_S, of)


def _whole(event: bytes) -> Response:
    return Response(event, media_type="text/event-stream")


async def _events(visit: Visit, page: OpenPage, of: Followed, last: int) -> AsyncIterator[bytes]:
    changes, snapshots = visit.resources.changes, visit.resources.snapshots
    checked_at = 0.0
    # A busy service writes hundreds of entries a second: a list must not ask for itself at each.
    pace = Pace(most_s=LEAST_BETWEEN_S if isinstance(of, int) else MOST_BETWEEN_S)
    yield FOLLOWING % last
    while not changes.stopped:
        newest = await changes.after(last, of)
        if newest is not None:
            # All pages share a snapshot: what they read before its end would not have the change.
            shared_s = snapshots.left_s if of is Topic.SERVICE else 0.0
            await changes.rest(max(pace.left_s, shared_s))
        if page.is_replaced:
            yield LATER
            return
        if time.monotonic() - checked_at >= CHECK_EVERY_S:
            checked_at = time.monotonic()
            if not await _still_works(visit):
                yield ENDED
                return
        if newest is None:
            pace.quiet()
            yield KEEP_ALIVE
        else:
            last = newest
            pace.sent()
            yield CHANGED % last


async def _still_works(visit: Visit) -> bool:
    cookie = visit.session.cookie if visit.session else ""
    try:
        found = await session_of(visit.resources.gateway, cookie, by_person=False)
    except Unavailable:
        return True  # the database is away and cannot tell
    return isinstance(found, Session)


PAGES = (Page("GET", "/live", "live", follow),)
