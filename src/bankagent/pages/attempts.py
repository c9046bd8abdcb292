"""Login attempts: how many may fail from one address before the next failure must wait.

A key has 256 random bits, so that guessing is hopeless; the limit keeps the log readable. A right
key is let in at any time: the id of a key is public, and colleagues behind one proxy may share an
address, so that a limit that refuses right keys would be a switch in a stranger's hand. It counts
in this process alone.
"""

import math
import time
from collections.abc import Callable

MOST_OF_ADDRESS = 20
WINDOW_S = 300.0
MOST_KEPT = 10_000


class LoginAttempts:
    """Counts failed logins by address, in a window of five minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[str, list[float]] = {}

    def wait_min(self, address: str) -> int:
        """Return the minutes that this address must wait after too many failures; else 0."""
        recent = self._recent(address)
        if len(recent) < MOST_OF_ADDRESS:
            return 0
        return math.ceil((recent[0] + WINDOW_S - self._clock()) / 60)

    def failed(self, address: str) -> None:
        """Count a login that failed."""
        self._failed[address] = [*self._recent(address), self._clock()][-MOST_OF_ADDRESS:]
        while len(self._failed) > MOST_KEPT:
            del self._failed[next(iter(self._failed))]

    def _recent(self, address: str) -> list[float]:
        since = self._clock() - WINDOW_S
        return [at for at in self._failed.get(address, []) if at > since]
