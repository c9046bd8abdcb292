"""Refusal of a pooler that shares sessions, by services that listen and hold advisory locks."""

from bankagent.db.pool import Connection, connect_shared, server_process
from bankagent.errors import CannotRun

TRIES = 3
SHARED = (
    "The database's URL leads through a pooler in transaction mode, where LISTEN and advisory "
    "locks do not last: name PostgreSQL itself, or a pooler in session mode."
)


async def refuse_shared_session(conn: Connection, conninfo: str) -> None:
    """Refuse a connection whose server process another one was given while this one is open.

    Such a pooler may go unnoticed while it is busy: it gives out what was last returned to it.

    Raises:
        CannotRun: the pooler is in transaction mode, for certain.
    """
    if not conn.is_pooled:
        return
    async with await connect_shared(conninfo) as other:
        for _ in range(TRIES):
            if await server_process(other) == await server_process(conn):
                raise CannotRun(SHARED)
