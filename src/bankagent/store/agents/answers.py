"""Answers of agents as they are stored, with the results of tools that they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer of one request: its value, the results of tools by name, and its quotes.

    `value` is None where the text was redacted. Each quote has the verdict of the database.
    """

    request_id: int
    value: dict[str, Any] | None
    results: list[tuple[str, str]]
    quotes: list[JsonObject]
    provider: str
    answered_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class End:
    """Status and decision of a request; `first_used_at` is when a caller first got the answer."""

    status: str
    decision: str | None
    decided_at: datetime | None
    first_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingCalls:
    """The calls of a request, each with run, tool_call_id, name and arguments_sha256."""

    request_id: int
    calls: list[JsonObject]


@dataclass(frozen=True, slots=True)
class CallVerdict:
    """What people said of a tool call of a run: waiting, approved, denied or ended."""

    run: int
    arguments_sha256: str
    verdict: str
    decided_by: str | None
    decided_at: datetime | None


async def answers(conn: Connection, request_ids: Sequence[int]) -> list[StoredAnswer]:
    """Return the answers of these requests' latest runs; none where a run has not answered."""
    cursor = await conn.execute(SQL["answers"], {"request_ids": list(request_ids)})
    return [
        StoredAnswer(
            request_id,
            None if answer is None else _object(answer),
            [(name, text) for name, text in results],
            quotes,
            provider,
            answered_at,
            sha256,
        )
        for request_id, answer, results, quotes, provider, answered_at, sha256 in (
            await cursor.fetchall()
        )
    ]


async def waiting(conn: Connection, request_ids: Sequence[int]) -> list[WaitingCalls]:
    """Return the tool calls that the latest runs of these requests ask people for.

    A run that has answered asks for none.
    """
    async with conn.cursor(row_factory=class_row(WaitingCalls)) as cursor:
        await cursor.execute(SQL["waiting"], {"request_ids": list(request_ids)})
        return await cursor.fetchall()


async def call_verdicts(conn: Connection, request_id: int) -> list[CallVerdict]:
    """Return what people said of the tool calls of a request, the newest last."""
    async with conn.cursor(row_factory=class_row(CallVerdict)) as cursor:
        await cursor.execute(SQL["call_verdicts"], {"request_id": request_id})
        return await cursor.fetchall()


async def maker_of(conn: Connection, request_id: int) -> str:
    """Return the maker of a request."""
    cursor = await conn.execute(SQL["maker_of"], {"request_id": request_id})
    ((maker,),) = await cursor.fetchall()
    return str(maker)


def _object(text: str) -> dict[str, Any]:
    value: Any = exact_json.loads(text)
    return dict(value)


async def end_of(conn: Connection, request_id: int, *, maker: str | None) -> End | None:
    """Return how a request stands; None where it is no request of the maker."""
    async with conn.cursor(row_factory=class_row(End)) as cursor:
        await cursor.execute(SQL["end_of"], {"request_id": request_id, "maker": maker})
        return await cursor.fetchone()
