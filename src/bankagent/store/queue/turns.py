"""Turns of the workers' housekeeping: the first to ask when a kind of it is due does it."""

from collections.abc import Mapping

from psycopg.rows import scalar_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


async def take_turns(conn: Connection, kinds: Mapping[str, float]) -> set[str]:
    """Take the turns that are due, each for so many seconds; return their kinds."""
    asked = {"kinds": list(kinds), "seconds": list(kinds.values())}
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(SQL["take_turns"], asked)
        return set(await cursor.fetchall())


async def keep_turn(conn: Connection, kind: str, seconds: float, *, goes_on: bool) -> bool:
    """Take the turn of one kind where it is due or `goes_on`; return whether it is ours."""
    asked = {"kind": kind, "seconds": seconds, "goes_on": goes_on}
    row = await (await conn.execute(SQL["keep_turn"], asked)).fetchone()
    return bool(row and row[0])
