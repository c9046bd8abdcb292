"""Stream the audit entries of a request that are newer than the last one the caller saw."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

from bankagent.db.gateway import Gateway
from bankagent.domain.audit import FollowedEntry, FollowPoint
from bankagent.domain.caller import READ, Caller, Reviewer
from bankagent.domain.request_status import FINAL
from bankagent.errors import NO_REQUEST, NotFound, SchemaMismatch, Unauthorized, Unavailable
from bankagent.service.requests.waiters import Waiters
from bankagent.store.requests import trail

# (request id, id of the last entry that the follower has seen)
Followed = tuple[int, int]
EntryWaiters = Waiters[Followed, list[FollowedEntry]]

POLL_S = 0.1  # 200 followers cost the database 1 to 3 ms a poll
MOST_STREAMS = 200
MOST_STREAMS_EACH = 20
CHECK_KEY_EVERY_S = 5.0
KEEP_ALIVE_S = 15.0


def new_entry_waiters(gateway: Gateway) -> EntryWaiters:
    """Return the waiters of this process's followers: one poll asks for all of them."""

    async def read(followers: Collection[Followed]) -> dict[Followed, list[FollowedEntry]]:
        found: dict[Followed, list[FollowedEntry]] = {}
        for entry in await gateway.ask(trail.entries_after, followers):
            found.setdefault((entry.request_id, entry.after), []).append(entry)
        return found

    return Waiters(read, poll_s=POLL_S, most=MOST_STREAMS)


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
    waiters: EntryWaiters, request_id: int, after: int, may_go_on: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Sequence[FollowedEntry]]:
    """Yield the entries after one as they come, and an empty sequence after 15 s without any.

    Ends after the entry that makes the request final, when this process ends, and within 5 s
    once `may_go_on` says no. Goes on through restarts of the database.
    """
    yielded_at = checked_at = time.monotonic()
    while True:
        entries = await waiters.wait((request_id, after), CHECK_KEY_EVERY_S)
        if entries:
            yielded_at = time.monotonic()
            after = entries[-1].id
            yield entries
            if entries[-1].to_status in FINAL:
                return
        if waiters.stopped:
            return
        if time.monotonic() - yielded_at >= KEEP_ALIVE_S:
            yielded_at = time.monotonic()
            yield ()
        if time.monotonic() - checked_at >= CHECK_KEY_EVERY_S:
            checked_at = time.monotonic()
            if not await may_go_on():
                return


async def still_sees(
    identify: Callable[[str], Awaitable[Caller | Reviewer]], key: str, maker: str
) -> bool:
    """Whether the holder of this key may still read the requests of this maker.

    True while the database is away and cannot tell.
    """
    try:
        holder = await identify(key)
    except Unauthorized:
        return False
    except (Unavailable, SchemaMismatch):
        return True
    return isinstance(holder, Caller) and holder.may(READ) and holder.sees in {None, maker}
