"""Question sets in the database: texts of stored versions, and research questions that ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.rows import class_row, scalar_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class EndedQuestion:
    """A research question with its decision, and the answer that the decision rests on.

    Without a decision it waits for its caller. `has_claims` is None where the answer's text was
    redacted; `quotes` are the exact ones whose document has its text, `documents` those that the
    agent read.
    """

    request_id: int
    question: str | None
    status: str
    decision: str | None
    decided_by: str | None
    has_answer: bool
    has_claims: bool | None
    quotes: list[dict[str, Any]]
    documents: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ChunkDigest:
    """A chunk with the SHA-256 of its text in UTF-8, in hex."""

    chunk_id: int
    sha256: str


async def chunks(conn: Connection, document_id: int, version: int) -> list[str]:
    """Return the chunks of a version in order; none where it is not there, or redacted."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(SQL["chunks"], {"document_id": document_id, "version": version})
        return await cursor.fetchall()


async def chunk_digests(conn: Connection, document_ids: Sequence[int]) -> list[ChunkDigest]:
    """Return the chunks of documents, in all their versions."""
    async with conn.cursor(row_factory=class_row(ChunkDigest)) as cursor:
        await cursor.execute(SQL["chunk_digests"], {"document_ids": list(document_ids)})
        return await cursor.fetchall()


async def plan_for_many(conn: Connection) -> None:
    """Plan the searches of this transaction for many documents that it stored."""
    await conn.execute(SQL["plan_for_many"])


async def ended(conn: Connection) -> list[EndedQuestion]:
    """Return the research questions that are decided or need information, by their number."""
    async with conn.cursor(row_factory=class_row(EndedQuestion)) as cursor:
        await cursor.execute(SQL["ended"])
        return await cursor.fetchall()
