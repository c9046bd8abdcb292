"""Trace context of a call or an attempt (W3C Trace Context, level 1): the trace and our span.

A traceparent is 00-<trace id>-<span id>-<flags>, in lower-case hex; the only flag is 01, recorded.
"""

import re
import secrets
from contextvars import ContextVar, Token
from dataclasses import dataclass
from types import TracebackType
from typing import Self

# A later version may have more fields after those that we know; ff is no version.
TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})(?P<span>[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?",
    re.ASCII,
)
LONGEST = 512
RECORDED = 1


@dataclass(frozen=True, slots=True)
class Trace:
    """A span of a trace, and whether the caller records it."""

    trace_id: str
    span_id: str
    recorded: bool = False

    @classmethod
    def new(cls) -> Self:
        """Return a span of a new trace."""
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """Return the span that a traceparent names; None where the text is no traceparent."""
        found = TRACEPARENT.fullmatch(text) if text and len(text) <= LONGEST else None
        if found is None or (found["version"] == "00" and found["more"]):
            return None
        return cls(found["trace"], found["span"], bool(int(found["flags"], 16) & RECORDED))

    def child(self) -> Self:
        """Return a new span of this trace."""
        return type(self)(self.trace_id, secrets.token_hex(8), self.recorded)

    @property
    def traceparent(self) -> str:
        """The traceparent of this span, for the next call or job."""
        return f"00-{self.trace_id}-{self.span_id}-{int(self.recorded):02x}"


_CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """Return the span of the current task."""
    return _CURRENT.get()


def traceparent() -> str | None:
    """Return the traceparent of the current task's span; None outside a trace."""
    span = _CURRENT.get()
    return span.traceparent if span else None


class within:  # noqa: N801 - reads as words: with trace.within(span)
    """Make this span the current one inside."""

    __slots__ = ("_before", "_span")

    def __init__(self, span: Trace | None) -> None:
        self._span = span
        self._before: Token[Trace | None] | None = None

    def __enter__(self) -> None:
        self._before = _CURRENT.set(self._span)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._before:
            _CURRENT.reset(self._before)
