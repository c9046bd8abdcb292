"""Login attempts: how many may fail from one address, and for one key, before others must wait.

A key has 256 random bits, so that guessing is hopeless; the limit keeps the log readable, and the
database free of the questions. It counts in this process alone.
"""

import time
from collections.abc import Callable

from bankagent.errors import TooMany

MOST_OF_ADDRESS = 20
MOST_OF_KEY = 5
WINDOW_S = 300.0
MOST_KEPT = 10_000


class LoginAttempts:
    """Counts failed logins by address and by key id, each in a window of five minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[str, list[float]] = {}

    def refuse_too_many(self, address: str, key_id: str | None) -> None:
        """Refuse a login where too many have failed lately.

        Raises:
            TooMany: the text says for how long.
        """
        limits = {f"address {address}": MOST_OF_ADDRESS, f"key {key_id}": MOST_OF_KEY}
        if key_id is None:
            del limits["key None"]
        for name, most in limits.items():
            recent = self._recent(name)
            if len(recent) >= most:
                minutes = 1 + int((recent[0] + WINDOW_S - self._clock()) // 60)
                raise TooMany(f"Too many logins have failed: try again in {minutes} min.")

    def failed(self, address: str, key_id: str | None) -> None:
        """Count a login that failed."""
        for name in (f"address {address}", *([f"key {key_id}"] if key_id else [])):
            self._failed[name] = [*self._recent(name), self._clock()][-MOST_OF_ADDRESS:]
        while len(self._failed) > MOST_KEPT:
            del self._failed[next(iter(self._failed))]

    def _recent(self, name: str) -> list[float]:
        since = self._clock() - WINDOW_S
        return [at for at in self._failed.get(name, []) if at > since]
