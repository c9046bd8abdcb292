"""The trail of a request as it grows."""

from collections.abc import Collection

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.request import Event, Standing
from bankagent.store import statements

SQL = statements.load(__name__)


async def standing(
    conn: Connection, request_id: int, *, after: int, maker: str | None
) -> Standing | None:
    """Return where a request stands, seen from an entry on (0: from its birth); None: no request.

    Where `maker` is not None only that maker's requests exist.
    """
    asked = {"request_id": request_id, "after": after, "maker": maker}
    async with conn.cursor(row_factory=class_row(Standing)) as cursor:
        await cursor.execute(SQL["standing"], asked)
        return await cursor.fetchone()


async def entries_after(conn: Connection, followers: Collection[tuple[int, int]]) -> list[Event]:
    """Return the entries that came after what each follower, a request and an entry, has seen."""
    request_ids, afters = zip(*followers, strict=True)
    asked = {"request_ids": list(request_ids), "afters": list(afters)}
    async with conn.cursor(row_factory=class_row(Event)) as cursor:
        await cursor.execute(SQL["entries_after"], asked)
        return await cursor.fetchall()
