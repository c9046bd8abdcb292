"""Places: how many may do at once what is costly, and how many of them for one caller."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bankagent.errors import TooMany, Unavailable


class Places:
    """Counts who is inside, so that neither all callers nor one of them take everything."""

    def __init__(self, what: str, *, most: int, most_each: int) -> None:
        """Make places.

        Args:
            what: what is done there, in the plural and for the caller to read.
            most: how many there are.
            most_each: how many one caller may have.
        """
        self._what = what
        self._most = most
        self._most_each = most_each
        self._taken: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._taken.total()

    @contextmanager
    def taken(self, name: str) -> Iterator[None]:
        """Hold a place for this caller while inside.

        Raises:
            TooMany: this caller has as many as one may.
            Unavailable: there is none for anybody now.
        """
        if self._taken[name] >= self._most_each:
            raise TooMany(
                f"You have {self._most_each} {self._what} under way at this service already: "
                "end one, or wait until one has ended."
            )
        if len(self) >= self._most:
            raise Unavailable(
                f"This service has {self._most} {self._what} under way: try again in a moment."
            )
        self._taken[name] += 1
        try:
            yield
        finally:
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]
