"""Stops of attempts before, inside and after the transactions of a step, for agent_app.

The client_id STOP-<when>-<n> stops the first attempt before, inside or after its n-th transaction:
0 begins the run, 1 to 9 are its steps, 10 settles. It goes on when the file go-on is there.
APPROVE-<when>-<n> counts on in the attempt after the approval: 4 asks, 5 settles, 6 goes on.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from bankagent.queue.slots import Slots
from bankagent.service.agents import journal
from bankagent.store.agents import steps

FOLDER = Path(os.environ.get("TEST_FOLDER", "/nonexistent"))


class Stops:
    """Stops the first attempt of each request that asks for it at its point, until it may go on."""

    def __init__(self) -> None:
        self.point: dict[int, str] = {}
        self.count: dict[int, int] = {}

    def begin_attempt(self, request_id: int, client: str) -> None:
        self.point[request_id] = client
        if request_id not in self.count or not client.startswith("APPROVE"):
            self.count[request_id] = -1

    async def maybe(self, request_id: int, when: str) -> None:
        if when == "before":
            self.count[request_id] += 1
        at = f"{when}-{self.count[request_id]}"
        if self.point[request_id] not in {f"STOP-{at}", f"APPROVE-{at}"}:
            return
        try:
            (FOLDER / f"stopped-{request_id}").touch(exist_ok=False)
        except FileExistsError:
            return
        while not (FOLDER / "go-on").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)


stops = Stops()


def stops_around(method: Any) -> Any:
    async def called(self: Any, *args: Any) -> Any:
        await stops.maybe(self.request_id, "before")
        found = await method(self, *args)
        await stops.maybe(self.request_id, "after")
        return found

    return called


def stops_inside(function: Any, *, alone: bool = False) -> Any:
    """Stop after the statement and before its commit, in the transaction that it begins or is in.

    `alone`: no method of a journal is around the function.
    """

    async def called(conn: Any, fence: Any, request_id: int, *args: Any) -> Any:
        if alone:
            await stops.maybe(request_id, "before")
        async with conn.transaction():
            found = await function(conn, fence, request_id, *args)
            await stops.maybe(request_id, "inside")
        if alone:
            await stops.maybe(request_id, "after")
        return found

    return called


async def settle(slots: Any, ended: Any) -> None:
    await stops.maybe(ended.job.request_id, "before")
    await settled(slots, ended)
    await stops.maybe(ended.job.request_id, "after")


for name in ("record", "begin", "write"):
    setattr(journal.StoredJournal, name, stops_around(getattr(journal.StoredJournal, name)))
steps.record = stops_inside(steps.record)
steps.record_with_call = stops_inside(steps.record_with_call)
steps.begin_call = stops_inside(steps.begin_call)
steps.begin_run = stops_inside(steps.begin_run, alone=True)
settled, Slots._settle = Slots._settle, settle  # type: ignore[method-assign]
