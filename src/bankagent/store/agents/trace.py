"""Trace of agents on a request, as rows: runs, steps, tool calls, hits and citations."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)
# A text that is longer is left out: what an agent reads of documents is far below it.
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class TraceReader:
    """The holder of a key by whose clearance texts are withheld; an operator has no kind."""

    kind: str | None = None
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An agent run."""

    run: int
    reason: str
    agent: str
    definition_sha256: str
    input_sha256: str
    job_id: int
    attempt: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with its result, and with its model call or its search where it is one."""

    step_id: int
    run: int
    number: int
    kind: str
    name: str
    occurrence: int
    job_id: int
    attempt: int
    input_sha256: str
    started_at: datetime
    ended_at: datetime
    provider: str | None
    model: str | None
    version: str | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost: Decimal | None
    latency_ms: int | None
    sent_sha256: str | None
    result_sha256: str
    is_long: bool | None
    result: str | None
    redacted_at: datetime | None
    searched_for: str | None
    question_sha256: str | None
    document_ids: list[int] | None
    embedding_sha256: str | None
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class CallRow:
    """A tool call; without a step no end of it is recorded."""

    run: int
    step_id: int | None
    name: str
    occurrence: int
    effect: str
    idempotency_key: str | None
    outcome: str | None
    in_doubt: bool
    called_at: datetime
    arguments_sha256: str
    is_long: bool | None
    arguments: str | None
    redacted_at: datetime | None


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit of a search."""

    step_id: int
    rank: int
    document_id: int
    version: int
    starts_at: int
    ends_at: int
    sha256: str
    score: Decimal
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A quote of an answer."""

    step_id: int
    number: int
    claim: int
    document_id: int
    version: int
    starts_at: int
    ends_at: int
    sha256: str
    verdict: str
    is_withheld: bool


async def is_there(conn: Connection, request_id: int) -> bool:
    """Say if there is such a request."""
    cursor = await conn.execute(SQL["is_there"], {"request_id": request_id})
    ((found,),) = await cursor.fetchall()
    return bool(found)


async def work(conn: Connection, request_id: int) -> list[WorkRow]:
    """Return the agent runs of a request, in order."""
    async with conn.cursor(row_factory=class_row(WorkRow)) as cursor:
        await cursor.execute(SQL["work"], {"request_id": request_id})
        return await cursor.fetchall()


async def steps(conn: Connection, request_id: int, *, reader: TraceReader) -> list[StepRow]:
    """Return the steps of all runs, in order."""
    asked = {"request_id": request_id, "most_bytes": MOST_BYTES} | asdict(reader)
    async with conn.cursor(row_factory=class_row(StepRow)) as cursor:
        await cursor.execute(SQL["steps"], asked)
        return await cursor.fetchall()


async def calls(conn: Connection, request_id: int) -> list[CallRow]:
    """Return the tool calls of all runs, in the order of their beginning."""
    async with conn.cursor(row_factory=class_row(CallRow)) as cursor:
        await cursor.execute(SQL["calls"], {"request_id": request_id, "most_bytes": MOST_BYTES})
        return await cursor.fetchall()


async def hits(conn: Connection, request_id: int, *, reader: TraceReader) -> list[HitRow]:
    """Return the hits of all searches, the best of each first."""
    async with conn.cursor(row_factory=class_row(HitRow)) as cursor:
        await cursor.execute(SQL["hits"], {"request_id": request_id} | asdict(reader))
        return await cursor.fetchall()


async def citations(conn: Connection, request_id: int, *, reader: TraceReader) -> list[CitationRow]:
    """Return the quotes of all answers, in order."""
    async with conn.cursor(row_factory=class_row(CitationRow)) as cursor:
        await cursor.execute(SQL["citations"], {"request_id": request_id} | asdict(reader))
        return await cursor.fetchall()
