"""What goes without saying in a line: the call, the request, the job that it was logged for."""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from types import TracebackType

_AROUND: ContextVar[Mapping[str, object]] = ContextVar("log context")
_EVERYWHERE: dict[str, object] = {}


def fields() -> Mapping[str, object]:
    """Return the fields that are bound here."""
    return _AROUND.get(_EVERYWHERE)


def bind_everywhere(**more: object) -> None:
    """Have these fields in every line of this process, but where others are bound already."""
    _EVERYWHERE.update(more)


def bind(**more: object) -> None:
    """Have these fields in every line that is logged from here on, in this context."""
    _AROUND.set({**fields(), **more})


class bound:  # noqa: N801 - reads as words: with logs.bound(request_id=1)
    """Have these fields in every line that is logged inside.

    One context variable for all fields, and no generator: this is done for every request that a
    worker decides, and a generator cost several times as much.
    """

    __slots__ = ("_more", "_token")

    def __init__(self, **more: object) -> None:
        self._more = more
        self._token: Token[Mapping[str, object]] | None = None

    def __enter__(self) -> None:
        self._token = _AROUND.set({**fields(), **self._more})

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._token:
            _AROUND.reset(self._token)
