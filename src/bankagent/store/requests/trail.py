"""Audit trail of one request: all of it, or its entries after one, for callers who follow it."""

from collections.abc import Collection

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.audit import AuditEntry, FollowedEntry, FollowPoint
from bankagent.store import statements

SQL = statements.load(__name__)


async def entries(conn: Connection, request_id: int, *, maker: str | None) -> list[AuditEntry]:
    """Return a request's audit entries, oldest first; no entry means that there is no request."""
    async with conn.cursor(row_factory=class_row(AuditEntry)) as cursor:
        await cursor.execute(SQL["entries"], {"request_id": request_id, "maker": maker})
        return await cursor.fetchall()


async def follow_point(
    conn: Connection, request_id: int, *, after: int, maker: str | None
) -> FollowPoint | None:
    """Return the point from which an entry is followed (0: from the first); None: no request.

    Where `maker` is not None only that maker's requests exist.
    """
    asked = {"request_id": request_id, "after": after, "maker": maker}
    async with conn.cursor(row_factory=class_row(FollowPoint)) as cursor:
        await cursor.execute(SQL["follow_point"], asked)
        return await cursor.fetchone()


async def entries_after(
    conn: Connection, followers: Collection[tuple[int, int]]
) -> list[FollowedEntry]:
    """Return the entries that came after each follower's last one: (request id, entry id)."""
    request_ids, afters = zip(*followers, strict=True)
    asked = {"request_ids": list(request_ids), "afters": list(afters)}
    async with conn.cursor(row_factory=class_row(FollowedEntry)) as cursor:
        await cursor.execute(SQL["entries_after"], asked)
        return await cursor.fetchall()
