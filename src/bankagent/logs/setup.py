"""Taking over what a process logs, from uvicorn, the Procrastinate CLI and Python itself."""

import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import Literal

from bankagent.logs.failure import failure, shortly
from bankagent.logs.line import Format, LineFormatter

Level = Literal["debug", "info", "warning", "error"]

log = logging.getLogger(__name__)

# Procrastinate tells of the start and end of each task run, which are our batches: 100 a second.
OF_EACH_BATCH = {"start_job", "job_success"}
SERVER = ("uvicorn", "uvicorn.error", "uvicorn.asgi", "uvicorn.access")


def configure(format: Format, level: Level | None) -> None:
    """Have everything that this process logs leave in our form, on standard error.

    Args:
        format: json for machines, text for people.
        level: None: what the program that we run in was told (--log-level), which says info itself.
    """
    root = logging.getLogger()
    threshold = logging.getLevelNamesMapping()[level.upper()] if level else _told(root)
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(lambda record: threshold <= logging.DEBUG or _is_news(record))
    handler.setFormatter(LineFormatter(format))
    root.handlers = [handler]
    root.setLevel(threshold)
    for name in SERVER:
        server = logging.getLogger(name)
        server.setLevel(logging.NOTSET)
        # Its access log has the path as it was sent; api/http/access_log.py writes ours.
        server.handlers, server.propagate = [], name != "uvicorn.access"
    # At info a pool tells of each use of each connection.
    quiet = threshold if threshold <= logging.DEBUG else max(threshold, logging.WARNING)
    logging.getLogger("psycopg").setLevel(quiet)
    logging.raiseExceptions = False  # would print what a line that cannot be written was made of
    warnings.showwarning = _warn  # type: ignore[assignment] # Python calls it by position
    sys.excepthook = _last_words
    threading.excepthook = sys.unraisablehook = _aside


def a_server_speaks() -> bool:
    """Whether uvicorn has begun to log here, in its own form."""
    return bool(logging.getLogger("uvicorn").handlers)


def _told(root: logging.Logger) -> int:
    # uvicorn sets its own logger's level, the Procrastinate CLI the root's.
    return max(logging.getLogger("uvicorn.error").level or root.level, logging.DEBUG)


def _is_news(record: logging.LogRecord) -> bool:
    return getattr(record, "action", None) not in OF_EACH_BATCH


def _warn(
    _message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object
) -> None:
    extra = {"error": category.__name__, "where": shortly(filename, lineno)}
    log.warning("Python warns", extra=extra)


def _last_words(
    _kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    log.critical("the process ends by an error that nobody handled", extra=failure(error))


def _aside(failed: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
    log.error("an error that nobody handled", extra=failure(failed.exc_value))
