"""Refusal of a login by the server: its SQLSTATE, and in a sentence what to do about it.

psycopg has the SQLSTATE of a statement's error, but of a connection's only the text, which is in
the server's language. libpq gives the SQLSTATE in its place where it is asked to.
"""

import asyncio
import ctypes
import logging
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

from psycopg import pq
from psycopg_pool import AsyncConnectionPool

from bankagent.db.errors import AWAY

log = logging.getLogger(__name__)

DEADLINE_S = 3.0
SQLSTATE_ONLY = 3  # PQERRORS_SQLSTATE
SQLSTATE = re.compile(r":\s+([0-9A-Z]{5})$", re.MULTILINE)
WAITS = {pq.PollingStatus.READING: EVENT_READ, pq.PollingStatus.WRITING: EVENT_WRITE}

NEW_LOGIN = "put the new one into the service's URL, or into the file that the URL is read from"
# By SQLSTATE, else by its class.
SENTENCES = {
    "28P01": f"The database refuses this service's password: {NEW_LOGIN}",
    "28": f"The database does not let this service's user in (see its pg_hba.conf): {NEW_LOGIN}",
    "3D": "The server has no database of the name in the service's URL: mend the URL",
    "42": "This service's user may not connect to its database: a DBA can grant it",
    "53": "The database has no connection left: raise max_connections, or the limit of this user",
}
ANY = "The database, or a pooler before it, refuses the connection: see its log"
# Of a server that starts, stops or recovers.
IN_A_MOMENT = "57"


async def why_refused(conninfo: str) -> str:
    """Return in a sentence why no connection comes; AWAY where the server did not say."""
    found = await asyncio.to_thread(sqlstate, conninfo)
    if found is None or found.startswith(IN_A_MOMENT):
        return AWAY
    told = SENTENCES.get(found) or SENTENCES.get(found[:2], ANY)
    return f"{told} (SQLSTATE {found})."


async def log_refusal(pool: AsyncConnectionPool[Any]) -> None:
    """Log why a pool gets no connection; it tries again for the next that asks."""
    await log_why(str(pool.conninfo() if callable(pool.conninfo) else pool.conninfo))


async def log_why(conninfo: str) -> None:
    """Log why no connection comes."""
    log.warning("no connection", extra={"detail": await why_refused(conninfo)})


def sqlstate(conninfo: str) -> str | None:
    """Return the SQLSTATE with which the first server that answers refuses a connection.

    None where it takes the connection, or none answers within some seconds. It blocks.
    """
    say_sqlstate = _verbosity()
    if say_sqlstate is None:
        return None
    connection = pq.PGconn.connect_start(conninfo.encode())
    until = time.monotonic() + DEADLINE_S
    try:
        say_sqlstate(connection.pgconn_ptr, SQLSTATE_ONLY)  # type: ignore[attr-defined]
        while (wanted := WAITS.get(pq.PollingStatus(connection.connect_poll()))) is not None:
            with DefaultSelector() as selector:
                selector.register(connection.socket, wanted)
                if not selector.select(max(0.0, until - time.monotonic())):
                    return None
        found = SQLSTATE.search(connection.get_error_message().strip())
        return found[1] if found else None
    finally:
        connection.finish()


@cache
def _verbosity() -> Callable[[int, int], int] | None:
    """Return PQsetErrorVerbosity of the libpq that psycopg has loaded."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(sys.modules[pq.PGconn.__module__].__file__)
        library.PQsetErrorVerbosity.argtypes = (ctypes.c_void_p, ctypes.c_int)
        return library.PQsetErrorVerbosity
    return None
