"""Search of documents for one client, on behalf of one reader."""

from collections.abc import Sequence

from psycopg.rows import class_row, scalar_row

from bankagent.db.pool import Connection
from bankagent.domain.document import DocumentReader
from bankagent.domain.passage import Passage
from bankagent.store import statements

SQL = statements.load(__name__)


async def search(
    conn: Connection,
    client_id: str,
    question: str,
    *,
    reader: DocumentReader,
    document_ids: Sequence[int] | None = None,
    most: int,
) -> list[Passage]:
    """Return at most so many passages that have a word of the question, best rank first.

    They are of documents of this client and of the house, in their newest versions, that the
    reader may read and that are not withdrawn; with `document_ids`, of these documents only.
    """
    asked = _asked(client_id, reader, document_ids) | {"question": question, "most": most}
    async with conn.cursor(row_factory=class_row(Passage)) as cursor:
        await cursor.execute(SQL["search"], asked)
        return await cursor.fetchall()


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
