"""Work on the work list: each function calls the verb of its name for a reviewer (`actor`).

BA403, BA404, BA409 or BA422 where that cannot be, as the comments of the verbs say.
"""

from typing import Any

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.worklist import WorkItem, WorkMove
from bankagent.store import statements

SQL = statements.load(__name__)


async def move(
    conn: Connection, asked: WorkMove, *, actor: str, traceparent: str | None
) -> WorkItem:
    """Move an item of work; return what it is then."""
    given = {
        "request_id": asked.request_id,
        "action": asked.action,
        "receiver": asked.to,
        "ends_at": asked.until,
        "reason": asked.reason,
        "actor": actor,
        "traceparent": traceparent,
    }
    async with conn.cursor(row_factory=class_row(WorkItem)) as cursor:
        await cursor.execute(SQL["move"], given)
        (item,) = await cursor.fetchall()
        return item


async def comment(
    conn: Connection,
    request_id: int,
    *,
    visibility: str,
    text: str,
    actor: str,
    traceparent: str | None,
) -> int:
    """Comment on a request; return the comment's number."""
    given = {
        "request_id": request_id,
        "visibility": visibility,
        "text": text,
        "actor": actor,
        "traceparent": traceparent,
    }
    ((number,),) = await (await conn.execute(SQL["comment"], given)).fetchall()
    return int(number)


async def comments(conn: Connection, request_id: int) -> list[dict[str, Any]] | None:
    """Return all comments on a request, internal ones too, the oldest first; None without one."""
    cursor = await conn.execute(SQL["comments"], {"request_id": request_id})
    found = await cursor.fetchone()
    return list(found[0]) if found else None


async def request_of_exception(conn: Connection, exception_id: int) -> int | None:
    """Return the number of the request of an exception; None where there is none."""
    cursor = await conn.execute(SQL["request_of_exception"], {"exception_id": exception_id})
    found = await cursor.fetchone()
    return int(found[0]) if found else None
