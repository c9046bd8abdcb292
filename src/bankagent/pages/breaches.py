"""Breaches of a page's policy that browsers report: a line in the log at most once a minute."""

import time
from collections import Counter
from collections.abc import Callable

LEAST_BETWEEN_S = 60.0


class Breaches:
    """Counts reports by directive: anybody may send them, and must not fill the log."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said_at: dict[str, float] = {}
        self._count: Counter[str] = Counter()

    def count(self, directive: str) -> int:
        """Return how many reports came since the last line; 0 where it is too early for one."""
        self._count[directive] += 1
        now = self._clock()
        if now < self._said_at.get(directive, -LEAST_BETWEEN_S) + LEAST_BETWEEN_S:
            return 0
        self._said_at[directive] = now
        return self._count.pop(directive)
