"""Stop automatic decisions, lift the stop, and list the stops that last."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.stop import Stop
from bankagent.store import statements

SQL = statements.load(__name__)


async def stop(conn: Connection, request_type: str | None, reason: str) -> Stop:
    """Stop automatic decisions of a type, or of all (None); BA404, BA409 or BA422."""
    (made,) = await _stops(conn, "stop", request_type=request_type, reason=reason)
    return made


async def lift(conn: Connection, request_type: str | None) -> Stop:
    """Ask to lift a stop, or lift it as the second person; BA403 or BA409."""
    (lifted,) = await _stops(conn, "lift", request_type=request_type)
    return lifted


async def in_force(conn: Connection) -> list[Stop]:
    """Return the stops that last, the oldest first."""
    return await _stops(conn, "in_force")


async def _stops(conn: Connection, statement: str, **parameters: str | None) -> list[Stop]:
    async with conn.cursor(row_factory=class_row(Stop)) as cursor:
        await cursor.execute(SQL[statement], parameters)
        return await cursor.fetchall()
