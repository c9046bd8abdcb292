"""Read one request: what GET /requests/{id} shows."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.request import Overview
from bankagent.store import statements

SQL = statements.load(__name__)


async def overview(conn: Connection, request_id: int, *, maker: str | None) -> Overview | None:
    """Return a request with its latest audit entry, decision and job; None where there is none."""
    async with conn.cursor(row_factory=class_row(Overview)) as cursor:
        await cursor.execute(SQL["overview"], {"request_id": request_id, "maker": maker})
        return await cursor.fetchone()
