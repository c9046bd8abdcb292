"""Log lines of this process: one JSON object each, of known fields, without others' data."""

from bankagent.logs.context import bind, bind_everywhere, bound, fields
from bankagent.logs.failure import failure, location
from bankagent.logs.line import Format
from bankagent.logs.setup import Level, configure, uvicorn_is_configured

__all__ = [
    "Format",
    "Level",
    "bind",
    "bind_everywhere",
    "bound",
    "configure",
    "failure",
    "fields",
    "location",
    "uvicorn_is_configured",
]
