"""Changes that open pages wait for: one poll a second for all pages of this process."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bankagent.db.gateway import Gateway
from bankagent.service.requests.waiters import Waiters
from bankagent.store.operations import audit_tail

POLL_S = 0.5  # with the time of a page, a change shows within a second
KEPT_S = 5.0
# The last entry that is known, and the request whose entries count; None where all do.
Awaited = tuple[int, int | None]
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

    async def after(self, last: int, request_id: int | None = None) -> int | None:
        """Return the newest entry's number once it is above this one; None after five seconds."""
        return await self.waiters.wait((last, request_id), KEPT_S)

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
        newest = await _newest(gateway, {request_id for _, request_id in awaited})
        return {(last, of): newest[of] for last, of in awaited if last < newest[of]}

    return Changes(Waiters(read, poll_s=POLL_S, most=MOST_STREAMS), gateway)


async def _newest(gateway: Gateway, asked: Collection[int | None]) -> dict[int | None, int]:
    """Return the newest entry's number of each of these requests, and of all for None."""
    ids = [one for one in asked if one is not None]
    found: dict[int | None, int] = dict.fromkeys(asked, 0)
    if None in asked:
        found[None] = await gateway.ask(audit_tail.newest)
    return found | (await gateway.ask(audit_tail.newest_of, ids) if ids else {})
