"""The policies in force, read from the database at most once a second."""

import asyncio
import time
from collections.abc import Callable, Collection

from bankagent.db.errors import translated
from bankagent.db.gateway import within
from bankagent.db.pool import Pool
from bankagent.domain.evaluation import PolicyInForce
from bankagent.errors import SchemaMismatch, Unavailable
from bankagent.store.decisions import policies

FRESH_FOR_S = 1.0
# A connection that is frozen is given up; the next one is another.
PATIENCE_S = 5.0


class Policies:
    """A cache of the policies in force; an entry is at most a second old.

    A version that needs a fact which this code does not find stays out for a minute: claim_jobs
    gives this worker no more requests, and those in hand were claimed under the version before.
    """

    def __init__(self, pool: Callable[[], Pool], facts: Collection[str]) -> None:
        self._pool = pool
        self._facts = sorted(facts)
        self._found: dict[str, PolicyInForce] = {}
        self._fresh_until = 0.0

    async def in_force(self, key: str) -> PolicyInForce | None:
        """Return the version of a policy that is in force, or None where none is."""
        while time.monotonic() >= self._fresh_until:
            try:
                with translated():
                    self._found = await within(PATIENCE_S, self._ask())
            except (Unavailable, SchemaMismatch):
                # An older entry is good enough: nothing is settled until the database is back.
                if not self._found:
                    await asyncio.sleep(FRESH_FOR_S)
                    continue
            self._fresh_until = time.monotonic() + FRESH_FOR_S
        return self._found.get(key)

    async def _ask(self) -> dict[str, PolicyInForce]:
        async with self._pool().connection() as conn:
            try:
                with translated():
                    return await policies.in_force(conn, self._facts)
            except SchemaMismatch:
                # Schema version 2 has no activations, and no version that is not in force.
                return await policies.newest(conn)
