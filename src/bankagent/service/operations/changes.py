"""Changes that open pages wait for: one poll a second for all pages of this process."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bankagent.db.gateway import Gateway
from bankagent.service.requests.waiters import Waiters
from bankagent.store.operations import audit_tail

POLL_S = 0.5  # with the time of a page, a change shows within a second
KEPT_S = 5.0
MOST_STREAMS = 200
LAST = 2**63  # no entry has this number: who waits for it waits until the time is up
MOST_STREAMS_EACH = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """Waits for audit entries on behalf of open pages; no page holds a connection."""

    waiters: Waiters[int, int]
    gateway: Gateway = field(repr=False)

    async def newest(self) -> int:
        """Return the number of the newest audit entry."""
        return await self.gateway.ask(audit_tail.newest)

    async def after(self, last: int) -> int | None:
        """Return the newest entry's number once it is above this one; None after five seconds."""
        return await self.waiters.wait(last, KEPT_S)

    async def rest(self, seconds: float) -> None:
        """Wait so long, so that changes gather; less where this process ends."""
        await self.waiters.wait(LAST, seconds)

    @property
    def stopped(self) -> bool:
        """Whether this process ends."""
        return self.waiters.stopped


def new_changes(gateway: Gateway) -> Changes:
    """Return the changes of a database; it is asked only while a page waits."""

    async def read(awaited: Collection[int]) -> dict[int, int]:
        newest = await gateway.ask(audit_tail.newest)
        return {last: newest for last in awaited if last < newest}

    return Changes(Waiters(read, poll_s=POLL_S, most=MOST_STREAMS), gateway)
