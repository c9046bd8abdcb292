"""Versions of reference data: import, activate, list, compare."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from bankagent.db.pool import Connection
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.reference import ReferenceChange, ReferenceVersion
from bankagent.store import statements

SQL = statements.load(__name__)


async def begin(
    conn: Connection, dataset: str, *, source: str, as_of: date, description: str
) -> int:
    """Begin an import and return its number; BA422 where an argument is wrong."""
    given = {"dataset": dataset, "source": source, "as_of": as_of, "description": description}
    return int((await _row(conn, "begin", given))[0])


async def add_rows(
    conn: Connection, id: int, table: str, rows: Sequence[dict[str, JsonValue]]
) -> int:
    """Add rows to an import and return how many."""
    given = {"id": id, "table": table, "rows": Jsonb(rows)}
    return int((await _row(conn, "add_rows", given))[0])


async def earlier(conn: Connection, id: int) -> int | None:
    """Return the newest other version where it has the rows and the day of this import."""
    cursor = await conn.execute(SQL["earlier"], {"id": id})
    found = await cursor.fetchone()
    return int(found[0]) if found else None


async def finish(conn: Connection, id: int) -> ReferenceVersion:
    """Finish an import; BA422 where it has no rows."""
    (finished,) = await _versions(conn, "finish", {"id": id})
    return finished


async def activate(conn: Connection, dataset: str, version: int | None) -> ReferenceVersion:
    """Activate a version, None for the newest; BA404 or BA409 where that cannot be."""
    (activated,) = await _versions(conn, "activate", {"dataset": dataset, "version": version})
    return activated


async def retire(conn: Connection, dataset: str) -> ReferenceVersion:
    """Retire the version in force, without a next one; BA409 where that cannot be."""
    (retired,) = await _versions(conn, "retire", {"dataset": dataset})
    return retired


async def listed(conn: Connection, dataset: str | None) -> list[ReferenceVersion]:
    """Return all versions of a dataset, newest first; of None those of all that are not retired."""
    return await _versions(conn, "listed", {"dataset": dataset})


async def differences(
    conn: Connection, dataset: str, *, old: int, new: int
) -> list[ReferenceChange]:
    """Return the rows that two versions of a dataset do not share."""
    async with conn.cursor(row_factory=class_row(ReferenceChange)) as cursor:
        await cursor.execute(SQL["differences"], {"dataset": dataset, "old": old, "new": new})
        return await cursor.fetchall()


async def first_differences(
    conn: Connection, dataset: str, *, old: int, new: int, most: int
) -> list[ReferenceChange]:
    """Return at most so many of the rows that two versions of a dataset do not share."""
    asked = {"dataset": dataset, "old": old, "new": new, "most": most}
    async with conn.cursor(row_factory=class_row(ReferenceChange)) as cursor:
        await cursor.execute(SQL["first_differences"], asked)
        return await cursor.fetchall()


async def _versions(
    conn: Connection, statement: str, given: dict[str, object]
) -> list[ReferenceVersion]:
    async with conn.cursor(row_factory=class_row(ReferenceVersion)) as cursor:
        await cursor.execute(SQL[statement], given)
        return await cursor.fetchall()


async def _row(conn: Connection, statement: str, given: dict[str, Any]) -> Any:
    cursor = await conn.execute(SQL[statement], given)
    return await cursor.fetchone() or ()
