"""Checks of stored work of agents: what rows say, beside what their texts give now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class DefinitionCheck:
    """The definition of a run by its digest, and the digest that its text has now."""

    run: int
    sha256: str
    found_sha256: str | None


@dataclass(frozen=True, slots=True)
class TextCheck:
    """A text by its digest, and the digest that it has now; None where it is redacted."""

    sha256: str
    found_sha256: str | None
    redacted_at: datetime | None


@dataclass(frozen=True, slots=True)
class NamedText:
    """A digest that a step, a call or a message names; a message is of no step."""

    named_by: str
    run: int | None
    number: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class HitCheck:
    """A hit, whether the chunk still says the same, and the digest of its text now."""

    run: int
    number: int
    rank: int
    document_id: int
    version: int
    sha256: str
    is_chunk: bool | None
    found_sha256: str | None
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """A quote as it was recorded, and whether a hit of its run has it."""

    run: int
    step: int
    number: int
    document_id: int
    version: int
    starts_at: int
    ends_at: int
    sha256: str
    verdict: str
    is_retrieved: bool


@dataclass(frozen=True, slots=True)
class StoredResult:
    """The result of an answer, or of a calculation with its arguments; None where redacted."""

    run: int
    number: int
    kind: str
    name: str
    arguments: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of a document version; None where it is redacted."""

    document_id: int
    version: int
    text_sha256: str
    text: str | None


async def definitions(conn: Connection, request_id: int) -> list[DefinitionCheck]:
    """Return the definitions of a request's runs."""
    async with conn.cursor(row_factory=class_row(DefinitionCheck)) as cursor:
        await cursor.execute(SQL["definitions"], {"request_id": request_id})
        return await cursor.fetchall()


async def texts(conn: Connection, request_id: int) -> list[TextCheck]:
    """Return all texts of a request's work."""
    async with conn.cursor(row_factory=class_row(TextCheck)) as cursor:
        await cursor.execute(SQL["texts"], {"request_id": request_id})
        return await cursor.fetchall()


async def named_texts(conn: Connection, request_id: int) -> list[NamedText]:
    """Return each digest that stands for a text, in the order of the work."""
    async with conn.cursor(row_factory=class_row(NamedText)) as cursor:
        await cursor.execute(SQL["named_texts"], {"request_id": request_id})
        return await cursor.fetchall()


async def hits(conn: Connection, request_id: int) -> list[HitCheck]:
    """Return the hits of all searches."""
    async with conn.cursor(row_factory=class_row(HitCheck)) as cursor:
        await cursor.execute(SQL["hits"], {"request_id": request_id})
        return await cursor.fetchall()


async def citations(conn: Connection, request_id: int) -> list[CitationCheck]:
    """Return the quotes of all answers."""
    async with conn.cursor(row_factory=class_row(CitationCheck)) as cursor:
        await cursor.execute(SQL["citations"], {"request_id": request_id})
        return await cursor.fetchall()


async def results(conn: Connection, request_id: int) -> list[StoredResult]:
    """Return the answers, and the calculations that their figures may come from."""
    async with conn.cursor(row_factory=class_row(StoredResult)) as cursor:
        await cursor.execute(SQL["results"], {"request_id": request_id})
        return await cursor.fetchall()


async def stored(conn: Connection, versions: Iterable[tuple[int, int]]) -> list[StoredText]:
    """Return the texts of document versions, given as number and version; none for others."""
    asked = sorted(set(versions))
    parts = {
        "document_ids": [document_id for document_id, _ in asked],
        "versions": [version for _, version in asked],
    }
    async with conn.cursor(row_factory=class_row(StoredText)) as cursor:
        await cursor.execute(SQL["stored"], parts)
        return await cursor.fetchall()
