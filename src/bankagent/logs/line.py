"""One line: which fields leave, and how it is written.

Of our own lines the text and the fields below leave. Of other libraries' lines the text leaves
without what was put into it: that may be a payload, a path, a header, a URL with its password.
"""

import json
import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from bankagent.domain import trace
from bankagent.logs.context import fields
from bankagent.logs.failure import failure

Format = Literal["json", "text"]

# Nothing else leaves, in this order; docs/observability.md says what each means.
FIELDS = (
    "call_id", "trace_id", "span_id", "request_id", "job_id", "attempt", "worker_id", "caller",
    "method", "route", "status", "duration_ms", "outcome", "disposition", "policy", "count",
    "again_in_s", "detail", "error", "where", "action",
)  # fmt: skip
OF_OTHERS = ("action",)  # what Procrastinate calls what it does
LONGEST = 1000


class LineFormatter(logging.Formatter):
    """Formats a record as one line of known fields, as JSON or as text."""

    def __init__(self, format: Format) -> None:
        super().__init__()
        self._write = as_json if format == "json" else as_text

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, without a line end."""
        return self._write(line(record))


def line(record: logging.LogRecord) -> dict[str, Any]:
    """Return the fields of a record's line, in their order."""
    is_ours = record.name.partition(".")[0] == "bankagent"
    at = datetime.fromtimestamp(record.created, UTC)
    leaves: dict[str, Any] = {
        "at": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": (_our_text if is_ours else _their_text)(record),
        "logger": record.name,
    }
    known = {**fields(), **failure(_error(record))}
    if span := trace.current():
        known |= {"trace_id": span.trace_id, "span_id": span.span_id}
    said = record.__dict__
    for name in FIELDS:
        value = said[name] if name in said and (is_ours or name in OF_OTHERS) else known.get(name)
        if isinstance(value, str):
            leaves[name] = value[:LONGEST]
        elif isinstance(value, int | float):
            leaves[name] = value
    return leaves


def as_json(leaves: dict[str, Any]) -> str:
    """Write a line for machines; ASCII only, so that nothing in it moves a cursor."""
    return json.dumps(leaves).replace("\x7f", "\\u007f")


def as_text(leaves: dict[str, Any]) -> str:
    """Write a line for people, with the time of their place."""
    at = datetime.fromisoformat(leaves["at"]).astimezone()
    head = ("at", "level", "event", "logger")
    rest = " ".join(f"{name}={value}" for name, value in leaves.items() if name not in head)
    text = f"{at:%H:%M:%S} {leaves['level']:<7} {leaves['event']}  {rest}".rstrip()
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def _error(record: logging.LogRecord) -> object:
    info: object = record.exc_info
    return info[1] if isinstance(info, tuple) else info


def _our_text(record: logging.LogRecord) -> str:
    return record.getMessage()[:LONGEST]


class _Withheld:
    """Stands for what another library put into its text."""

    def __init__(self, value: object) -> None:
        self._kind = type(value).__name__

    def __repr__(self) -> str:
        return f"({self._kind})"


def _their_text(record: logging.LogRecord) -> str:
    """Return what another library says, without what it put in; numbers may stay."""
    # Annotated, because libraries log exceptions, too, which logging's stubs do not know.
    message: object = record.msg
    args = record.args
    if isinstance(message, OSError) and message.errno:
        return os.strerror(message.errno)  # such as a port that is taken
    if not isinstance(message, str):
        return type(message).__name__
    if message.startswith("bankagent: "):
        return message[:LONGEST]  # our own sentence, which a server prints for us
    if args and not isinstance(args, Mapping):
        seen = [one if isinstance(one, int | float) else _Withheld(one) for one in args]
        try:
            message %= tuple(seen)
        except (TypeError, ValueError):  # %d for what is withheld: then the bare pattern
            return message[:LONGEST]
    elif not args:
        # Put together already: a repr, and what follows a colon, may be anybody's.
        message = re.sub(r"<.*>", "(…)", message).partition(": ")[0]
    return message.partition("\n")[0][:LONGEST]
