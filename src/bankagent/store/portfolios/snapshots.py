"""Portfolio snapshots: store one, read one with its positions, list those of a client."""

from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.portfolio import ListedSnapshot, NewSnapshot, Snapshot, StoredSnapshot
from bankagent.store import statements

SQL = statements.load(__name__)


async def store(conn: Connection, new: NewSnapshot, *, actor: str) -> StoredSnapshot:
    """Store a snapshot; BA422 where a field is wrong, BA409 where other positions are stored."""
    asked = {
        "client_id": new.client_id,
        "source": new.source,
        "as_of": new.as_of,
        "positions": exact_json.dumps(new.positions),
        "actor": actor,
    }
    async with conn.cursor(row_factory=class_row(StoredSnapshot)) as cursor:
        await cursor.execute(SQL["store"], asked)
        (stored,) = await cursor.fetchall()
        return stored


async def read(conn: Connection, snapshot_id: int, *, maker: str | None) -> Snapshot | None:
    """Return a snapshot with its positions; None where there is none."""
    async with conn.cursor(row_factory=class_row(Snapshot)) as cursor:
        await cursor.execute(SQL["read"], {"snapshot_id": snapshot_id, "maker": maker})
        return await cursor.fetchone()


async def page(
    conn: Connection,
    client_id: str,
    *,
    as_of: datetime | None,
    maker: str | None,
    before: int,
    most: int,
) -> list[ListedSnapshot]:
    """Return at most so many snapshots of a client, newest instant first, before this snapshot.

    `as_of` leaves out those of a later instant. A `before` that is no snapshot begins with the
    newest one.
    """
    asked = {"client_id": client_id, "as_of": as_of, "maker": maker, "before": before, "most": most}
    async with conn.cursor(row_factory=class_row(ListedSnapshot)) as cursor:
        await cursor.execute(SQL["page"], asked)
        return await cursor.fetchall()
