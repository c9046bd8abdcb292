"""Changes that open pages wait for: one poll a second for all pages of this process."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from bankagent.db.gateway import Gateway
from bankagent.service.requests.waiters import Waiters
from bankagent.store.operations import audit_tail, marks

POLL_S = 0.5  # with the time of a page, a change shows within a second
KEPT_S = 5.0


class Topic(Enum):
    """What a page shows beside requests; a mark says whether it has changed."""

    SERVICE = "service"
    FAILURES = "failures"


# The request whose entries count, or a topic; None where all entries do.
Followed = int | Topic | None
# The last entry, or the mark, that is known, and what is followed.
Awaited = tuple[int, Followed]
MARKS = {Topic.SERVICE: marks.service, Topic.FAILURES: marks.failures}
MOST_STREAMS = 200
LAST = 2**63  # no entry has this number: who waits for it waits until the time is up


@dataclass(frozen=True, slots=True)
class Changes:
    """Waits for audit entries on behalf of open pages; no page holds a connection."""

    waiters: Waiters[Awaited, int]
    gateway: Gateway = field(repr=False)

    async def before(self, seconds: float, request_id: int | None = None) -> int:
        """Return the number of the newest audit entry that is so old, of all or of one request."""
        return await self.gateway.ask(audit_tail.newest_before, seconds, request_id=request_id)

    async def after(self, last: int, of: Followed = None) -> int | None:
        """Return the newest entry's number once it is above this one; None after five seconds.

        Of a topic it is the mark, once that differs.
        """
        return await self.waiters.wait((last, of), KEPT_S)

    async def rest(self, seconds: float) -> None:
        """Wait so long, so that changes gather; less where this process ends."""
        await self.waiters.wait((LAST, None), seconds)

    @property
    def stopped(self) -> bool:
        """Whether this process ends."""
        return self.waiters.stopped


def new_changes(gateway: Gateway) -> Changes:
    """Return the changes of a database; it is asked only while a page waits."""

    async def read(awaited: Collection[Awaited]) -> dict[Awaited, int]:
        newest = await _newest(gateway, {of for _, of in awaited})
        return {(last, of): newest[of] for last, of in awaited if _is_new(last, of, newest[of])}

    return Changes(Waiters(read, poll_s=POLL_S, most=MOST_STREAMS), gateway)


def _is_new(last: int, of: Followed, newest: int) -> bool:
    return last != newest if isinstance(of, Topic) else last < newest


async def _newest(gateway: Gateway, asked: Collection[Followed]) -> dict[Followed, int]:
    """Return the newest entry's number of each of these requests, and of all; marks of topics."""
    ids = [one for one in asked if isinstance(one, int)]
    found: dict[Followed, int] = dict.fromkeys(asked, 0)
    if None in asked:
        found[None] = await gateway.ask(audit_tail.newest)
    for topic in asked:
        if isinstance(topic, Topic):
            found[topic] = await gateway.ask(MARKS[topic])
    return found | (await gateway.ask(audit_tail.newest_of, ids) if ids else {})
