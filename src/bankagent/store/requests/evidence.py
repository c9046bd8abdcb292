"""Records that the explanation of a request rests on."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.explanation import Evidence
from bankagent.store import statements

SQL = statements.load(__name__)


async def evidence(conn: Connection, request_id: int, *, maker: str | None) -> Evidence | None:
    """Return the records about a request, of one instant; None where there is no such request."""
    async with conn.cursor(row_factory=class_row(Evidence)) as cursor:
        await cursor.execute(SQL["evidence"], {"request_id": request_id, "maker": maker})
        return await cursor.fetchone()


async def of_others(conn: Connection, request_ids: list[int], *, maker: str) -> list[int]:
    """Return those of these requests that another maker made."""
    asked = {"request_ids": request_ids, "maker": maker}
    return [row[0] for row in await (await conn.execute(SQL["of_others"], asked)).fetchall()]
