"""Lists of requests, page by page."""

from dataclasses import asdict

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.request import Filters, Listed
from bankagent.store import statements

SQL = statements.load(__name__)

LOOK = 5_000  # 2 to 10 ms; with more, a maker's 13,000 requests were sorted for a page of 50


async def page(conn: Connection, filters: Filters, *, before: int, most: int) -> list[Listed]:
    """Return the next requests before this one, at most so many, and where the look ended.

    Not prepared: a plan for whatever filters may come would walk the whole table for some.
    """
    asked = asdict(filters) | {"before": before, "most": most, "look": LOOK}
    async with conn.cursor(row_factory=class_row(Listed)) as cursor:
        await cursor.execute(SQL["page"], asked, prepare=False)
        return await cursor.fetchall()
