"""Concurrency limits: how many costly calls may be under way, in all and for one caller."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bankagent.errors import TooMany, Unavailable


class ConcurrencyLimit:
    """Counts the calls under way, so that neither one caller nor all of them take everything."""

    def __init__(self, what: str, *, most: int, most_each: int) -> None:
        """Make a limit.

        Args:
            what: the calls, in the plural and for the caller to read.
            most: how many may be under way at this service.
            most_each: how many of them may be one caller's.
        """
        self._what = what
        self._most = most
        self._most_each = most_each
        self._under_way: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._under_way.total()

    @contextmanager
    def slot(self, caller: str) -> Iterator[None]:
        """Hold a slot of the limit for this caller while inside.

        Raises:
            TooMany: this caller has as many under way as one caller may.
            Unavailable: the service has as many under way as it takes.
        """
        if self._under_way[caller] >= self._most_each:
            raise TooMany(
                f"You have {self._most_each} {self._what} under way at this service already: "
                "end one, or wait until one has ended."
            )
        if len(self) >= self._most:
            raise Unavailable(
                f"This service has {self._most} {self._what} under way: try again in a moment."
            )
        self._under_way[caller] += 1
        try:
            yield
        finally:
            self._under_way[caller] -= 1
            if not self._under_way[caller]:
                del self._under_way[caller]
