"""Taking over a log that uvicorn, the Procrastinate CLI or Python itself has begun."""

import json
import subprocess
import sys
from typing import Any

BEGIN = """
import logging, sys, threading, warnings
from bankagent import logs

class Broken:
    def __del__(self):
        raise ValueError("canary")

def fail():
    raise ValueError("canary")
"""


def said(begun: str, *, level: str | None = None, form: str = "json") -> list[str]:
    """Return what a process writes that had begun so, and then did everything that prints."""
    script = f"""{BEGIN}
{begun}
logs.configure({form!r}, {level!r})
logging.getLogger("bankagent.x").debug("a debug")
logging.getLogger("bankagent.x").info("an info")
logging.getLogger("uvicorn.access").info("%s", "canary")
logging.getLogger("uvicorn.error").warning("%s", "canary")
logging.getLogger("procrastinate.worker").info("Starting job", extra={{"action": "start_job"}})
logging.getLogger("psycopg.pool").info("connection requested")
logging.getLogger("bankagent.x").warning("%d", "canary")
warnings.warn("canary", stacklevel=1)
Broken()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "canary" not in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


def events(lines: list[str]) -> list[tuple[str, Any]]:
    return [(line["event"], line.get("error")) for line in map(json.loads, lines)]


LOUD = [
    ("(str)", None),
    ("Python warns", "UserWarning"),
    ("an error was not handled", "ValueError"),
    ("an error was not handled", "ValueError"),
    ("the process ends: an error was not handled", "ValueError"),
]


def test_the_level_is_what_the_program_was_told_unless_we_are() -> None:
    as_the_cli = "logging.basicConfig(level=logging.{})"
    assert events(said(as_the_cli.format("INFO"))) == [("an info", None), *LOUD]
    assert events(said(as_the_cli.format("WARNING"))) == LOUD
    told = events(said(as_the_cli.format("WARNING"), level="debug"))
    assert [event for event, _ in told[:3]] == ["a debug", "an info", "(str)"]
    assert {event for event, _ in told} >= {"Starting job", "connection requested"}


def test_a_server_is_taken_over_with_its_level() -> None:
    server = (
        "import uvicorn; uvicorn.Config('x:y', log_level={!r}); assert logs.uvicorn_is_configured()"
    )
    assert events(said(server.format("info"))) == [("an info", None), *LOUD]
    assert events(said(server.format("critical"))) == [LOUD[-1]]


def test_people_get_lines_of_text() -> None:
    line, *_ = said("", level="info", form="text")
    assert line[8:] == " info    an info"
