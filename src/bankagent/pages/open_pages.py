"""Open pages that follow changes: bounded in all, and a person's newest takes the oldest's place.

A refusal would be worse: htmx does not connect a page again whose first stream was refused, and the
page that a person has just opened is the one that they read.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bankagent.service.operations.changes import MOST_STREAMS

# A browser has six connections to a host without HTTP/2: four streams leave it room for pages.
MOST_EACH = 4


class OpenPage:
    """The stream of one page; `is_replaced` once the person's newer pages have taken its place."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        self.is_replaced = False


class OpenPages:
    """The streams of all pages of this process."""

    def __init__(self) -> None:
        self._open: list[OpenPage] = []

    def __len__(self) -> int:
        return len(self._open)

    def has_room(self, holder: str) -> bool:
        """Whether one more stream may begin; those that are replaced count until they have ended.

        A person may have as many of these as others, so that one who opens many leaves room.
        """
        own = Counter(page.holder for page in self._open)[holder]
        return len(self) < MOST_STREAMS and own < 2 * MOST_EACH

    @contextmanager
    def held(self, page: OpenPage) -> Iterator[None]:
        """Hold a place for this page while inside; the oldest of its holder's gives up its own."""
        own = [one for one in self._open if one.holder == page.holder and not one.is_replaced]
        for oldest in own[: max(0, len(own) - MOST_EACH + 1)]:
            oldest.is_replaced = True
        self._open.append(page)
        try:
            yield
        finally:
            self._open.remove(page)
