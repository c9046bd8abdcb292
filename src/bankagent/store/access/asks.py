"""Delegations and break-glass: each function but the one that reads calls the verb of its name.

`actor` is the reviewer. BA403, BA404, BA409 or BA422 where that cannot be, as the comments of the
verbs say.
"""

from dataclasses import asdict

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.authority import AuthorityAsk, NewAsk, ShowAsks
from bankagent.store import statements

SQL = statements.load(__name__)


async def ask(conn: Connection, new: NewAsk, *, actor: str) -> int:
    """Ask for an authority; return the number of the ask."""
    asked = asdict(new) | {"actor": actor}
    ((number,),) = await (await conn.execute(SQL["ask"], asked)).fetchall()
    return int(number)


async def confirm(conn: Connection, ask_id: int, *, actor: str) -> int:
    """Confirm an ask as its second person; return the number of the authority."""
    asked = {"ask_id": ask_id, "actor": actor}
    ((number,),) = await (await conn.execute(SQL["confirm"], asked)).fetchall()
    return int(number)


async def review(conn: Connection, ask_id: int, *, verdict: str, note: str, actor: str) -> None:
    """Review break-glass after it has ended."""
    asked = {"ask_id": ask_id, "verdict": verdict, "note": note, "actor": actor}
    await conn.execute(SQL["review"], asked)


async def listed(
    conn: Connection, reviewer: str, *, show: ShowAsks, before: int, most: int
) -> list[AuthorityAsk]:
    """Return asks with lower numbers than `before`, the newest first."""
    asked = {"reviewer": reviewer, "show": show, "before": before, "most": most}
    async with conn.cursor(row_factory=class_row(AuthorityAsk)) as cursor:
        await cursor.execute(SQL["listed"], asked)
        return await cursor.fetchall()
