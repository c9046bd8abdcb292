"""Questions, answers, earlier votes and other payloads before an approval that waits."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval_history import EarlierVote, PayloadStep, Question
from bankagent.store import statements

SQL = statements.load(__name__)

Row = TypeVar("Row")


async def questions(conn: Connection, request_ids: Collection[int]) -> list[Question]:
    """Return the questions and answers before the open approvals of requests, the oldest first."""
    return await _rows(conn, "questions", Question, {"request_ids": list(request_ids)})


async def votes(conn: Connection, request_id: int) -> list[EarlierVote]:
    """Return the votes on closed approvals of a request, the oldest first."""
    return await _rows(conn, "votes", EarlierVote, {"request_id": request_id})


async def payloads(conn: Connection, request_id: int) -> list[PayloadStep]:
    """Return each replacement of the payload of a request, with both, the oldest first."""
    return await _rows(conn, "payloads", PayloadStep, {"request_id": request_id})


async def _rows(
    conn: Connection, statement: str, row: type[Row], asked: Mapping[str, Any]
) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[statement], asked)
        return await cursor.fetchall()
