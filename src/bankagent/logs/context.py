"""Context of log lines: fields of the call, request or job that a line is logged for."""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from types import TracebackType

_CONTEXT: ContextVar[Mapping[str, object]] = ContextVar("log context")
_PROCESS: dict[str, object] = {}


def fields() -> Mapping[str, object]:
    """Return the fields that are bound in this context."""
    return _CONTEXT.get(_PROCESS)


def bind_everywhere(**more: object) -> None:
    """Add these fields to every line of this process that is logged outside any context."""
    _PROCESS.update(more)


def bind(**more: object) -> None:
    """Add these fields to every line that is logged from here on in this context."""
    _CONTEXT.set({**fields(), **more})


class bound:  # noqa: N801 - reads as words: with logs.bound(request_id=1)
    """Add these fields to every line that is logged inside the with block.

    One context variable for all fields, and no generator, which cost several times as much: a
    worker enters one for every request that it decides.
    """

    __slots__ = ("_more", "_token")

    def __init__(self, **more: object) -> None:
        self._more = more
        self._token: Token[Mapping[str, object]] | None = None

    def __enter__(self) -> None:
        self._token = _CONTEXT.set({**fields(), **self._more})

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._token:
            _CONTEXT.reset(self._token)
