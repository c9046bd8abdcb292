"""Pace of a stream's events: slower while a busy service writes and writes, at once after quiet."""

import time
from collections.abc import Callable

LEAST_BETWEEN_S = 1.0
# 40 pages of requests that asked for themselves each second took 9 of 10 calls from the API.
MOST_BETWEEN_S = 5.0


class Pace:
    """How long the next event must wait."""

    def __init__(self, *, most_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most_s = most_s
        self._clock = clock
        self._between_s = LEAST_BETWEEN_S
        self._sent_at: float | None = None

    @property
    def left_s(self) -> float:
        """The time in s until the next event may be sent; 0 or less where it may be now."""
        return 0.0 if self._sent_at is None else self._sent_at + self._between_s - self._clock()

    def sent(self) -> None:
        """Note an event; the next one waits twice as long as this one, up to the most."""
        if self._sent_at is not None:
            self._between_s = min(2 * self._between_s, self._most_s)
        self._sent_at = self._clock()

    def quiet(self) -> None:
        """Note that nothing came for a while."""
        self._between_s, self._sent_at = LEAST_BETWEEN_S, None
