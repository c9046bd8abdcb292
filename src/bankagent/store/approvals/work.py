"""Work list of a reviewer, and what a request is compared with: earlier ones, and similar cases."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Approval
from bankagent.domain.approval_history import Question
from bankagent.domain.work import (
    CastVote,
    EarlierRequest,
    PayloadVersion,
    SimilarCase,
    WaitingProposal,
    WorkCounts,
)
from bankagent.store import statements

SQL = statements.load(__name__)

Row = TypeVar("Row")


async def counts(conn: Connection, reviewer: str) -> WorkCounts:
    """Return how much waits for a reviewer, each up to 1,000."""
    (found,) = await _rows(conn, "counts", WorkCounts, {"reviewer": reviewer})
    return found


async def team(conn: Connection, reviewer: str) -> int:
    """Return how many requests are in the list of a reviewer's teams, counted up to 51."""
    row = await (await conn.execute(SQL["team"], {"reviewer": reviewer})).fetchone()
    return int(row[0]) if row else 0


async def time_left(conn: Connection, found: Sequence[Approval]) -> Mapping[int, int]:
    """Return the business minutes until approvals are due, by job; none for what is overdue."""
    asked = {
        "job_ids": [one.job_id for one in found],
        "attempts": [one.attempt for one in found],
        "stages": [one.stage for one in found],
    }
    rows = await (await conn.execute(SQL["time_left"], asked)).fetchall() if found else []
    return {int(job_id): int(minutes) for job_id, minutes in rows}


async def proposals(
    conn: Connection, *, reviewer: str, after: int, most: int
) -> list[WaitingProposal]:
    """Return other people's proposals that wait for a vote, the oldest first."""
    asked = {"reviewer": reviewer, "after": after, "most": most}
    return await _rows(conn, "proposals", WaitingProposal, asked)


async def votes(conn: Connection, *, reviewer: str, before: int, most: int) -> list[CastVote]:
    """Return the votes of a reviewer on approvals, the newest first."""
    asked = {"reviewer": reviewer, "before": before, "most": most}
    return await _rows(conn, "votes", CastVote, asked)


async def earlier_requests(
    conn: Connection, request_id: int, client_id: str, *, maker: str | None
) -> list[EarlierRequest]:
    """Return the ten requests of a client before this one, the newest first."""
    asked = {"request_id": request_id, "client_id": client_id, "maker": maker}
    return await _rows(conn, "earlier_requests", EarlierRequest, asked)


async def similar_cases(
    conn: Connection, request_id: int, request_type: str, rules: Sequence[str]
) -> list[SimilarCase]:
    """Return at most five requests that people decided, of the same type and fired rules."""
    asked = {"request_id": request_id, "request_type": request_type, "rules": sorted(rules)}
    return await _rows(conn, "similar_cases", SimilarCase, asked)


async def payload_versions(conn: Connection, request_id: int) -> list[PayloadVersion]:
    """Return the payloads that corrections have replaced, the oldest first."""
    return await _rows(conn, "payload_versions", PayloadVersion, {"request_id": request_id})


async def questions(conn: Connection, request_id: int) -> list[Question]:
    """Return what the caller of a request was asked, and its answers, the oldest first."""
    return await _rows(conn, "questions", Question, {"request_id": request_id})


async def _rows(
    conn: Connection, statement: str, row: type[Row], asked: Mapping[str, Any]
) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[statement], asked)
        return await cursor.fetchall()
