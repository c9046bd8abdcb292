"""Search of documents for one client, on behalf of one reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row, scalar_row

from bankagent.db.pool import Connection
from bankagent.domain.document import DocumentReader
from bankagent.domain.passage import Passage
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Near:
    """Chunks that a question is near to by their embeddings, each with its similarity."""

    chunk_ids: list[int]
    similarity: list[float]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Embeddings of chunks, end to end."""

    chunk_ids: list[int]
    vectors: bytes


async def search(
    conn: Connection,
    client_id: str,
    question: str,
    *,
    reader: DocumentReader,
    document_ids: Sequence[int] | None = None,
    most: int,
    near: Near | None = None,
) -> list[Passage]:
    """Return at most so many passages that have a word of the question, best rank first.

    They are of documents of this client and of the house, in their newest versions, that the
    reader may read and that are not withdrawn; with `document_ids`, of these documents only. With
    `near` these chunks are passages, too, and the rank is the mean of both ways to find one.
    """
    asked = _asked(client_id, reader, document_ids) | {
        "question": question,
        "most": most,
        "near": near and near.chunk_ids,
        "similarity": near and near.similarity,
    }
    async with conn.cursor(row_factory=class_row(Passage)) as cursor:
        await cursor.execute(SQL["search"], asked)
        return await cursor.fetchall()


async def near(
    conn: Connection,
    client_id: str,
    *,
    reader: DocumentReader,
    document_ids: Sequence[int] | None = None,
    model_sha256: str,
    size: int,
    most: int,
) -> Vectors | None:
    """Return the embeddings by one model of all chunks that a search looks in.

    None where no chunk has one of this size in bytes, or there are more than `most` chunks.
    """
    asked = _asked(client_id, reader, document_ids)
    asked |= {"model_sha256": model_sha256, "size": size, "most": most}
    async with conn.cursor(binary=True, row_factory=class_row(Vectors)) as cursor:
        await cursor.execute(SQL["near"], asked)
        return await cursor.fetchone()


async def searchable(
    conn: Connection, client_id: str, document_ids: Sequence[int], *, reader: DocumentReader
) -> set[int]:
    """Return those of these documents in which a search of this reader for this client looks."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(SQL["searchable"], _asked(client_id, reader, document_ids))
        return set(await cursor.fetchall())


def _asked(
    client_id: str, reader: DocumentReader, document_ids: Sequence[int] | None
) -> dict[str, object]:
    return {
        "client_id": client_id,
        "kind": reader.kind,
        "reader": reader.name,
        "maker": reader.maker,
        "document_ids": None if document_ids is None else list(document_ids),
    }
