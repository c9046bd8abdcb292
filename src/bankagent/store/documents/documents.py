"""Documents: store, withdraw, list and read them."""

from dataclasses import asdict

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.document import (
    DocumentReader,
    ListedDocument,
    NewDocument,
    ReadDocument,
    StoredDocument,
    Withdrawal,
)
from bankagent.store import statements

SQL = statements.load(__name__)


async def add(conn: Connection, new: NewDocument, *, actor: str | None) -> StoredDocument:
    """Store a document or its next version; the maker is the database user without an actor.

    BA403 where the actor is not cleared for it, BA422 where a field is wrong.
    """
    asked = asdict(new) | {"actor": actor, "removed": exact_json.dumps(new.removed)}
    async with conn.cursor(row_factory=class_row(StoredDocument)) as cursor:
        await cursor.execute(SQL["add"], asked)
        (stored,) = await cursor.fetchall()
        return stored


async def withdraw(
    conn: Connection, document_id: int, reason: str, *, actor: str, maker: str | None
) -> Withdrawal | None:
    """Withdraw a document; None where there is none that this actor may withdraw."""
    asked = {"document_id": document_id, "reason": reason, "actor": actor, "maker": maker}
    async with conn.cursor(row_factory=class_row(Withdrawal)) as cursor:
        await cursor.execute(SQL["withdraw"], asked)
        return await cursor.fetchone()


async def page(
    conn: Connection, client_id: str | None, *, reader: DocumentReader, before: int, most: int
) -> list[ListedDocument]:
    """Return at most so many documents of a client, newest first, with numbers below `before`.

    Without a client they are those of the house.
    """
    asked = _of(reader) | {"client_id": client_id, "before": before, "most": most}
    async with conn.cursor(row_factory=class_row(ListedDocument)) as cursor:
        await cursor.execute(SQL["page"], asked)
        return await cursor.fetchall()


async def read(
    conn: Connection, document_id: int, version: int | None, *, reader: DocumentReader
) -> ReadDocument | None:
    """Return a document with the text of this version, else of the newest one; None for none."""
    asked = _of(reader) | {"document_id": document_id, "version": version}
    async with conn.cursor(row_factory=class_row(ReadDocument)) as cursor:
        await cursor.execute(SQL["read"], asked)
        return await cursor.fetchone()


def _of(reader: DocumentReader) -> dict[str, object]:
    return {"kind": reader.kind, "reader": reader.name, "maker": reader.maker}
