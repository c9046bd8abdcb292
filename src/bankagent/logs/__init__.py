"""Floor 1: what this process logs, one JSON object a line, of known fields, no stranger's text."""

from bankagent.logs.context import bind, bind_everywhere, bound, fields
from bankagent.logs.failure import failure, place
from bankagent.logs.line import Format
from bankagent.logs.setup import Level, a_server_speaks, configure

__all__ = [
    "Format",
    "Level",
    "a_server_speaks",
    "bind",
    "bind_everywhere",
    "bound",
    "configure",
    "failure",
    "fields",
    "place",
]
