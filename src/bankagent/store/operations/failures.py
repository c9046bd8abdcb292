"""Failures: groups of the last seven days, and the requests of a group that still fail."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failures of one request type with one error, counted over three times.

    `still_failed` are the requests that gave up and wait for an operator; `for_example` is one.
    """

    request_type: str
    error: str
    last_hour: int
    last_day: int
    last_week: int
    still_failed: int
    first_at: datetime
    last_at: datetime
    for_example: int


async def groups(conn: Connection) -> list[FailureGroup]:
    """Return at most 200 groups, those first of which requests still fail."""
    async with conn.cursor(row_factory=class_row(FailureGroup)) as cursor:
        await cursor.execute(SQL["groups"])
        return await cursor.fetchall()


async def of_group(conn: Connection, request_type: str, error: str, most: int) -> list[int]:
    """Return the failed requests of a group, the oldest first."""
    asked = {"request_type": request_type, "error": error, "most": most}
    return [id_ for (id_,) in await (await conn.execute(SQL["of_group"], asked)).fetchall()]
