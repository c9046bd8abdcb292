"""Stop automatic decisions, and lift the stop."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.stop import Stop
from bankagent.store import statements

SQL = statements.load(__name__)


async def stop(conn: Connection, request_type: str | None, reason: str) -> Stop:
    """Stop automatic decisions of a type, or of all (None); BA404, BA409 or BA422."""
    return await _stop(conn, "stop", request_type=request_type, reason=reason)


async def lift(conn: Connection, request_type: str | None) -> Stop:
    """Ask to lift a stop, or lift it as the second person; BA403 or BA409."""
    return await _stop(conn, "lift", request_type=request_type)


async def _stop(conn: Connection, statement: str, **parameters: str | None) -> Stop:
    async with conn.cursor(row_factory=class_row(Stop)) as cursor:
        await cursor.execute(SQL[statement], parameters)
        (found,) = await cursor.fetchall()
        return found
