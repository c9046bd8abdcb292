"""Requests of a batch: when each came in, and the same trades of its client before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """The time of a request, and the ids of the same requests in the 24 hours before.

    `is_covered` is false where so many requests came in that not all of them were compared.
    """

    request_id: int
    received_at: datetime
    same_before: list[int]
    is_covered: bool


async def submissions(conn: Connection, request_ids: Sequence[int]) -> list[SubmissionRow]:
    """Return the submission of each of these requests."""
    async with conn.cursor(row_factory=class_row(SubmissionRow)) as cursor:
        await cursor.execute(SQL["submissions"], {"request_ids": [*request_ids]})
        return await cursor.fetchall()
