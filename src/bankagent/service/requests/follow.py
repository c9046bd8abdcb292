"""Follow a request: its entries as they come, from one that was seen on."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

from bankagent.db.gateway import Gateway
from bankagent.domain.audit import FollowedEntry, FollowPoint
from bankagent.domain.caller import READ, Caller, Reviewer
from bankagent.domain.request_status import FINAL
from bankagent.errors import NO_REQUEST, NotFound, SchemaMismatch, Unauthorized, Unavailable
from bankagent.service.requests.waiters import Waiters
from bankagent.store.requests import trail

# Which request, and the last entry that was seen of it.
Followed = tuple[int, int]
News = Waiters[Followed, list[FollowedEntry]]

POLL_S = 0.1  # 200 followers cost the database 1 to 3 ms a poll
MOST = 200
MOST_EACH = 20
LOOK_AFTER_KEY_S = 5.0
KEEP_ALIVE_S = 15.0


def new_news(gateway: Gateway) -> News:
    """Return the waiting room of this process's followers: one poll asks for all of them."""

    async def ask(followers: Collection[Followed]) -> dict[Followed, list[FollowedEntry]]:
        found: dict[Followed, list[FollowedEntry]] = {}
        for event in await gateway.ask(trail.entries_after, followers):
            found.setdefault((event.request_id, event.after), []).append(event)
        return found

    return Waiters(ask, poll_s=POLL_S, most=MOST)


async def follow_point(
    gateway: Gateway, caller: Caller, request_id: int, after: int
) -> FollowPoint:
    """Return the point from which this caller follows a request.

    Raises:
        NotFound: there is no such request, for this caller.
    """
    found = await gateway.ask(trail.follow_point, request_id, after=after, maker=caller.sees)
    if found is None:
        raise NotFound(NO_REQUEST)
    return found


async def follow(
    news: News, request_id: int, after: int, may_go_on: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Sequence[FollowedEntry]]:
    """Yield the entries after one, as they come; nothing where nothing came for 15 s.

    Ends after the entry that makes the request final, when this process ends, and within 5 s
    once `may_go_on` says no. Goes on through restarts of the database.
    """
    told_at = looked_at = time.monotonic()
    while True:
        come = await news.wait((request_id, after), LOOK_AFTER_KEY_S)
        if come:
            told_at = time.monotonic()
            after = come[-1].id
            yield come
            if come[-1].to_status in FINAL:
                return
        if news.stopped:
            return
        if time.monotonic() - told_at >= KEEP_ALIVE_S:
            told_at = time.monotonic()
            yield ()
        if time.monotonic() - looked_at >= LOOK_AFTER_KEY_S:
            looked_at = time.monotonic()
            if not await may_go_on():
                return


async def still_sees(
    identify: Callable[[str], Awaitable[Caller | Reviewer]], key: str, maker: str
) -> bool:
    """Whether who holds this key may still see what this maker made; yes while nobody can tell."""
    try:
        asks = await identify(key)
    except Unauthorized:
        return False
    except (Unavailable, SchemaMismatch):
        return True
    return isinstance(asks, Caller) and asks.may(READ) and asks.sees in {None, maker}
