"""Feeds: a page of them, the makers who sent one of a name, and the summary of one."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.feed import Feed, FeedSummary
from bankagent.store import statements

SQL = statements.load(__name__)


async def page(conn: Connection, *, maker: str | None, before: int, most: int) -> list[Feed]:
    """Return at most so many feeds whose first request is before this one, the newest first."""
    async with conn.cursor(row_factory=class_row(Feed)) as cursor:
        await cursor.execute(SQL["page"], {"maker": maker, "before": before, "most": most})
        return await cursor.fetchall()


async def makers(conn: Connection, name: str) -> list[str]:
    """Return the makers who sent a feed of this name."""
    cursor = await conn.execute(SQL["makers"], {"name": name})
    return [str(maker) for (maker,) in await cursor.fetchall()]


async def summary(conn: Connection, name: str, *, maker: str) -> FeedSummary | None:
    """Return the summary of a maker's feed; None where there is none."""
    async with conn.cursor(row_factory=class_row(FeedSummary)) as cursor:
        await cursor.execute(SQL["summary"], {"name": name, "maker": maker})
        return await cursor.fetchone()
