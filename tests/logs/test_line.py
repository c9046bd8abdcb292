"""A line of the log: known fields, one line, and nothing of what strangers or errors say."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bankagent import logs
from bankagent.domain import trace
from bankagent.domain.trace import Trace
from bankagent.logs.line import FIELDS, LineFormatter

SECRET = "canary-5up3r"


def record(
    text: Any, *args: Any, name: str = "bankagent.queue.heartbeat", broke: Any = None, **extra: Any
) -> logging.LogRecord:
    info = (type(broke), broke, broke.__traceback__) if broke else None
    made = logging.getLogger(name).makeRecord(
        name, logging.WARNING, "a.py", 1, text, args, info, extra=extra
    )
    made.created = 1795766345.022866
    return made


def said(*args: Any, **more: Any) -> dict[str, Any]:
    line = LineFormatter("json").format(record(*args, **more))
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def raised() -> Exception:
    try:
        raise ValueError(SECRET)  # noqa: TRY301
    except ValueError as error:
        return error


def test_a_line_has_its_time_level_event_and_logger_first() -> None:
    assert said("heartbeat failed", error="OSError", again_in_s=1.0) == {
        "at": "2026-11-27T07:59:05.022866Z",
        "level": "warning",
        "event": "heartbeat failed",
        "logger": "bankagent.queue.heartbeat",
        "again_in_s": 1.0,
        "error": "OSError",
    }
    assert list(said("x"))[:4] == ["at", "level", "event", "logger"]
    assert datetime.fromisoformat(said("x")["at"]).tzinfo == UTC


def test_what_is_bound_around_it_is_in_it_and_no_longer_after() -> None:
    span = Trace.new()
    with logs.bound(call_id="abcdefgh"), trace.within(span):
        logs.bind(caller="desk-7")
        with logs.bound(request_id=7, job_id=8, attempt=1, caller="inner"):
            inner = said("x")
        outer = said("x")
    assert inner | {"caller": "desk-7"} == outer | {"request_id": 7, "job_id": 8, "attempt": 1}
    assert (inner["caller"], outer["caller"]) == ("inner", "desk-7")
    assert (outer["trace_id"], outer["span_id"]) == (span.trace_id, span.span_id)
    assert set(said("x")) == {"at", "level", "event", "logger"}


def test_only_known_fields_of_plain_kinds_leave() -> None:
    line = said("x", payload=SECRET, client_id=SECRET, detail="A sentence.", count=[SECRET])
    assert line["detail"] == "A sentence."
    assert set(line) <= {"at", "level", "event", "logger", *FIELDS}
    assert SECRET not in str(line)
    assert "count" not in line


@pytest.mark.parametrize("name", ["bankagent.x", "asyncio"])
def test_of_an_exception_leave_its_type_and_place(name: str) -> None:
    line = said("it broke", broke=raised(), name=name)
    assert line["error"] == "ValueError"
    assert line["where"].startswith("raised tests/logs/test_line.py:")
    assert SECRET not in str(line)


@pytest.mark.parametrize(
    ("text", "args", "leaves"),
    [
        ("connecting in %r: %s", ("a", ValueError(SECRET)), "connecting in (str): (ValueError)"),
        ("Started server process [%d]", (7,), "Started server process [7]"),
        ('%s - "WebSocket %s" 403', ("1.2.3.4", f"/?{SECRET}"), '(str) - "WebSocket (str)" 403'),
        ("%d of %s", (SECRET, 1), "%d of %s"),
        ("%(key)s", ({"key": SECRET},), "%(key)s"),
        (f"Side task failed with exception: {SECRET}, end", (), "Side task failed with exception"),
        (f"Task was destroyed\nfuture: <Task {SECRET}>", (), "Task was destroyed"),
        (f"<Connection host={SECRET}>: Explicit rollback from: ", (), "(…)"),
        ("bankagent: Our own sentence.", (), "bankagent: Our own sentence."),
        (ValueError(SECRET), (), "ValueError"),
        (OSError(98, SECRET), (), "Address already in use"),
    ],
)
def test_of_what_others_say_leaves_what_they_did_not_put_in(
    text: Any, args: tuple[Any, ...], leaves: str
) -> None:
    assert said(text, *args, name="uvicorn.error", status=SECRET, action="act") == {
        "at": "2026-11-27T07:59:05.022866Z",
        "level": "warning",
        "event": leaves,
        "logger": "uvicorn.error",
        "action": "act",
    }


def test_every_field_is_explained() -> None:
    text = (Path(__file__).parents[2] / "docs" / "observability.md").read_text()
    for name in ("at", "level", "event", "logger", *FIELDS):
        assert f"`{name}`" in text, name


def test_nothing_in_a_line_moves_a_cursor() -> None:
    nasty = "a\x1b[31m\r\n\x00\x7f\x9b\u202e\u2028z"
    for form in ("json", "text"):
        line = LineFormatter(form).format(record(nasty, detail=nasty))
        assert line.isprintable()
        assert "\\u001b[31m" in line
    assert said(nasty, detail=nasty)["detail"] == nasty


def test_a_line_for_people_has_the_same_fields() -> None:
    line = LineFormatter("text").format(record("heartbeat failed", error="OSError", payload=SECRET))
    assert line[8:] == " warning heartbeat failed  error=OSError"
