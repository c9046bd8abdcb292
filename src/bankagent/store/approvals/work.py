"""Work list of a reviewer, and what a request is compared with: earlier ones, and similar cases."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.work import (
    CastVote,
    EarlierRequest,
    PayloadVersion,
    SimilarCase,
    WaitingApproval,
    WaitingProposal,
    WorkCounts,
    WorkFilters,
)
from bankagent.store import statements

SQL = statements.load(__name__)

Row = TypeVar("Row")


async def counts(conn: Connection, reviewer: str) -> WorkCounts:
    """Return how much waits for a reviewer, each up to 1,000."""
    (found,) = await _rows(conn, "counts", WorkCounts, {"reviewer": reviewer})
    return found


async def approvals(
    conn: Connection, filters: WorkFilters, *, reviewer: str, after: int, most: int
) -> list[WaitingApproval]:
    """Return approvals that wait, after this request, the oldest first.

    Those whose request has an open exception are left out: they are decided with it.
    """
    asked = asdict(filters) | {"reviewer": reviewer, "after": after, "most": most}
    return await _rows(conn, "approvals", WaitingApproval, asked)


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


async def _rows(
    conn: Connection, statement: str, row: type[Row], asked: Mapping[str, Any]
) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[statement], asked)
        return await cursor.fetchall()
