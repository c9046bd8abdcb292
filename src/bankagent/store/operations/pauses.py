"""Pause and resume queues and request types."""

from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.pause import Pause
from bankagent.store import statements

SQL = statements.load(__name__)


async def pause(
    conn: Connection,
    kind: str,
    name: str,
    reason: str,
    actor: str | None = None,
    *,
    until: datetime | None = None,
) -> Pause:
    """Pause a queue or a request_type; BA404, BA409 or BA422 where that cannot be.

    `actor` is the caller for whom the service acts; None for an operator's own database user.
    `until` is when it ends by itself; None for a pause that lasts until it is resumed.
    """
    asked = {"kind": kind, "name": name, "reason": reason, "actor": actor, "until": until}
    (paused,) = await _pauses(conn, "pause", **asked)
    return paused


async def resume(conn: Connection, kind: str, name: str, actor: str | None = None) -> Pause:
    """Resume a queue or a request_type; BA404 or BA409 where that cannot be."""
    (resumed,) = await _pauses(conn, "resume", kind=kind, name=name, actor=actor)
    return resumed


async def in_force(conn: Connection) -> list[Pause]:
    """Return the pauses in force, the oldest first."""
    return await _pauses(conn, "in_force")


async def _pauses(conn: Connection, statement: str, **parameters: object) -> list[Pause]:
    async with conn.cursor(row_factory=class_row(Pause)) as cursor:
        await cursor.execute(SQL[statement], parameters)
        return await cursor.fetchall()
