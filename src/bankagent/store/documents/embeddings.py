"""Embeddings of chunks: those that are missing, and the verb that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row, scalar_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk with its text."""

    chunk_id: int
    text: str


async def waiting(conn: Connection, model_sha256: str, *, after: int, most: int) -> list[Chunk]:
    """Return chunks without an embedding by this model, behind this number and in its order."""
    asked = {"model_sha256": model_sha256, "after": after, "most": most}
    async with conn.cursor(row_factory=class_row(Chunk)) as cursor:
        await cursor.execute(SQL["waiting"], asked)
        return await cursor.fetchall()


async def keep(
    conn: Connection, model_sha256: str, chunk_ids: Sequence[int], vectors: Sequence[bytes]
) -> int:
    """Keep the embeddings of chunks; return how many are new."""
    given = {
        "model_sha256": model_sha256, "chunk_ids": list(chunk_ids), "vectors": list(vectors),
    }  # fmt: skip
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(SQL["keep"], given)
        return int(await cursor.fetchone() or 0)
