"""Set-up of logging: our form for uvicorn, the Procrastinate CLI and Python itself."""

import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import Literal

from bankagent.logs.failure import failure, short_path
from bankagent.logs.line import Format, LineFormatter

Level = Literal["debug", "info", "warning", "error"]

log = logging.getLogger(__name__)

# Procrastinate logs the start and end of each task run, which are our batches: 100 a second.
BATCH_ACTIONS = {"start_job", "job_success"}
UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.asgi", "uvicorn.access")


def configure(format: Format, level: Level | None) -> None:
    """Write everything that this process logs in our form, on standard error.

    Args:
        format: json for machines, text for people.
        level: the lowest level to write; None: the level that the program was started with
            (--log-level), which is info by default.
    """
    root = logging.getLogger()
    threshold = logging.getLevelNamesMapping()[level.upper()] if level else _inherited_level(root)
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(lambda record: threshold <= logging.DEBUG or _is_kept(record))
    handler.setFormatter(LineFormatter(format))
    root.handlers = [handler]
    root.setLevel(threshold)
    for name in UVICORN:
        server = logging.getLogger(name)
        server.setLevel(logging.NOTSET)
        # Its access log has the raw path; api/http/access_log.py writes ours.
        server.handlers, server.propagate = [], name != "uvicorn.access"
    # At info a pool logs each use of each connection.
    quiet = threshold if threshold <= logging.DEBUG else max(threshold, logging.WARNING)
    logging.getLogger("psycopg").setLevel(quiet)
    logging.raiseExceptions = (
        False  # would print the arguments of a record that cannot be formatted
    )
    warnings.showwarning = _warn  # type: ignore[assignment] # Python calls it by position
    sys.excepthook = _log_uncaught
    threading.excepthook = sys.unraisablehook = _log_unraisable


def uvicorn_is_configured() -> bool:
    """Whether uvicorn has set up its own logging in this process."""
    return bool(logging.getLogger("uvicorn").handlers)


def _inherited_level(root: logging.Logger) -> int:
    # uvicorn sets its own logger's level, the Procrastinate CLI the root's.
    return max(logging.getLogger("uvicorn.error").level or root.level, logging.DEBUG)


def _is_kept(record: logging.LogRecord) -> bool:
    return getattr(record, "action", None) not in BATCH_ACTIONS


def _warn(
    _message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object
) -> None:
    extra = {"error": category.__name__, "where": short_path(filename, lineno)}
    log.warning("Python warns", extra=extra)


def _log_uncaught(
    _kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    log.critical("the process ends: an error was not handled", extra=failure(error))


def _log_unraisable(failed: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
    log.error("an error was not handled", extra=failure(failed.exc_value))
