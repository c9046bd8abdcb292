"""Log lines: the fields that are written, and their form.

Of our own records the text and the fields below are written. Of other libraries' records the text
is written without its arguments, which may be a payload, a path, a header or a URL with its
password.
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

# No other field is written; in this order; docs/observability.md says what each means.
FIELDS = (
    "call_id", "trace_id", "span_id", "request_id", "job_id", "attempt", "worker_id", "caller",
    "method", "route", "status", "duration_ms", "outcome", "disposition", "policy", "count",
    "again_in_s", "detail", "error", "where", "action", "key_id", "address",
)  # fmt: skip
FOREIGN_FIELDS = ("action",)  # the name that Procrastinate gives to its own action
MAX_CHARACTERS = 1000


class LineFormatter(logging.Formatter):
    """Formats a record as one line of known fields, as JSON or as text."""

    def __init__(self, format: Format) -> None:
        super().__init__()
        self._write = as_json if format == "json" else as_text

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, without a line end."""
        return self._write(line_fields(record))


def line_fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return the fields of a record's line, in their order."""
    is_ours = record.name.partition(".")[0] == "bankagent"
    at = datetime.fromtimestamp(record.created, UTC)
    written: dict[str, Any] = {
        "at": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": (_our_text if is_ours else _foreign_text)(record),
        "logger": record.name,
    }
    known = {**fields(), **failure(_error(record))}
    if span := trace.current():
        known |= {"trace_id": span.trace_id, "span_id": span.span_id}
    given = record.__dict__
    for name in FIELDS:
        is_given = name in given and (is_ours or name in FOREIGN_FIELDS)
        value = given[name] if is_given else known.get(name)
        if isinstance(value, str):
            written[name] = value[:MAX_CHARACTERS]
        elif isinstance(value, int | float):
            written[name] = value
    return written


def as_json(line: dict[str, Any]) -> str:
    """Write a line for machines; ASCII only, so that nothing in it moves a cursor."""
    return json.dumps(line).replace("\x7f", "\\u007f")


def as_text(line: dict[str, Any]) -> str:
    """Write a line for people, with their local time."""
    at = datetime.fromisoformat(line["at"]).astimezone()
    head = ("at", "level", "event", "logger")
    rest = " ".join(f"{name}={value}" for name, value in line.items() if name not in head)
    text = f"{at:%H:%M:%S} {line['level']:<7} {line['event']}  {rest}".rstrip()
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def _error(record: logging.LogRecord) -> object:
    info: object = record.exc_info
    return info[1] if isinstance(info, tuple) else info


def _our_text(record: logging.LogRecord) -> str:
    return record.getMessage()[:MAX_CHARACTERS]


class _Withheld:
    """Stands for an argument that another library put into its text."""

    def __init__(self, value: object) -> None:
        self._kind = type(value).__name__

    def __repr__(self) -> str:
        return f"({self._kind})"


def _foreign_text(record: logging.LogRecord) -> str:
    """Return another library's text without its arguments, except numbers."""
    # Annotated, because libraries log exceptions, too, which logging's stubs do not know.
    message: object = record.msg
    args = record.args
    if isinstance(message, OSError) and message.errno:
        return os.strerror(message.errno)  # such as "Address already in use"
    if not isinstance(message, str):
        return type(message).__name__
    if message.startswith("bankagent: "):
        return message[:MAX_CHARACTERS]  # our own sentence, which a server prints for us
    if args and not isinstance(args, Mapping):
        seen = [one if isinstance(one, int | float) else _Withheld(one) for one in args]
        try:
            message %= tuple(seen)
        except (TypeError, ValueError):  # %d for a withheld argument: then the bare pattern
            return message[:MAX_CHARACTERS]
    elif not args:
        # Formatted already: a repr, and the part after a colon, may hold client data.
        message = re.sub(r"<.*>", "(…)", message).partition(": ")[0]
    return message.partition("\n")[0][:MAX_CHARACTERS]
