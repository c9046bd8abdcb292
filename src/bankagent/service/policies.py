"""The policies that are in force, asked for at most once a second."""

import time
from collections.abc import Callable

from bankagent.db.pool import Pool
from bankagent.domain.evaluation import Policy
from bankagent.store import policies

FRESH_FOR_S = 1.0


class Policies:
    """What the table of policies said within the last second."""

    def __init__(self, pool: Callable[[], Pool]) -> None:
        self._pool = pool
        self._found: dict[str, Policy] = {}
        self._fresh_until = 0.0

    async def in_force(self, key: str) -> Policy | None:
        """Return the newest version of a policy, or None where there is none of this key."""
        if time.monotonic() >= self._fresh_until:
            async with self._pool().connection() as conn:
                self._found = await policies.in_force(conn)
            self._fresh_until = time.monotonic() + FRESH_FOR_S
        return self._found.get(key)
