"""Reference data that a process holds from one batch to the next, by version.

Versions never change, so only what is in force is asked again, at most once a second, as policies
are. An evaluation records the version that it used.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from bankagent.db.pool import Connection
from bankagent.domain.known import Case, LookedUp
from bankagent.store.decisions import reference
from bankagent.store.decisions.reference import Version

# Finds the value of one need for a whole batch.
Lookup = Callable[[Connection, Sequence[Case]], Awaitable[LookedUp]]

FRESH_FOR_S = 1.0
SOON_S = 1.0

Value = TypeVar("Value")


class Unfinished(Exception):
    """Raised by a look-up whose computing takes long: `work` goes on, and is asked for again.

    The limit of a look-up is made for statements, and its connection must not wait beside a thread.
    """

    def __init__(self, work: "asyncio.Task[Any]") -> None:
        super().__init__("the work goes on")
        self.work = work


async def finished(work: "asyncio.Task[Value]") -> Value:
    """Return what the work returns, if it ends soon.

    Raises:
        Unfinished: it does not; it is begun, and must not be begun again.
    """
    done, _ = await asyncio.wait({work}, timeout=SOON_S)
    if not done:
        raise Unfinished(work)
    return work.result()


class InForce:
    """The versions in force, at most a second old."""

    def __init__(self) -> None:
        self._found: dict[str, Version] = {}
        self._fresh_until = 0.0

    async def all(self, conn: Connection) -> dict[str, Version]:
        """Return the version in force of each dataset."""
        return {name: one for name, one in (await self._fresh(conn)).items() if one.is_in_force}

    async def retired(self, conn: Connection) -> list[str]:
        """Return the screening lists that were in force and have no version in force now."""
        return sorted(name for name, it in (await self._fresh(conn)).items() if not it.is_in_force)

    async def _fresh(self, conn: Connection) -> dict[str, Version]:
        if time.monotonic() >= self._fresh_until:
            self._found = await reference.in_force(conn)
            self._fresh_until = time.monotonic() + FRESH_FOR_S
        return self._found


class Held(Generic[Value]):
    """The value that is made of the version in force of one dataset; made again for another one."""

    def __init__(
        self,
        in_force: InForce,
        dataset: str,
        make: Callable[[Connection, Version], Awaitable[Value]],
        without: Value,
    ) -> None:
        self._in_force = in_force
        self._dataset = dataset
        self._make = make
        self._without = without
        self._value = without
        self._of: Version | None = None

    async def value(self, conn: Connection) -> Value:
        """Return the value of the version in force, or the one without any."""
        version = (await self._in_force.all(conn)).get(self._dataset)
        if version is None:
            return self._without
        if version != self._of:
            self._value = await self._make(conn, version)
            self._of = version
        return self._value
