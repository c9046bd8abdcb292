"""Lists of requests, page by page."""

from dataclasses import asdict

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.request import Filters, ListedRequest
from bankagent.store import statements

SQL = statements.load(__name__)

SCAN_LIMIT = 5_000  # 2 to 10 ms; with more, a maker's 13,000 requests were sorted for a page of 50


async def page(
    conn: Connection, filters: Filters, *, before: int, most: int
) -> list[ListedRequest]:
    """Return the next requests before this one, at most so many, and the last row scanned.

    Not prepared: a plan for all filters would walk the whole table for some.
    """
    asked = asdict(filters) | {"before": before, "most": most, "scan_limit": SCAN_LIMIT}
    async with conn.cursor(row_factory=class_row(ListedRequest)) as cursor:
        await cursor.execute(SQL["page"], asked, prepare=False)
        return await cursor.fetchall()
