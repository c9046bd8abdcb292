"""Review of a case: the findings that it has, and the entries of lists that were hit."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.case import ListedEntry, ReviewState, VerdictOnFile, Waiver
from bankagent.store import statements

SQL = statements.load(__name__)

Row = TypeVar("Row")


async def state(conn: Connection, request_id: int, *, reviewer: str) -> ReviewState | None:
    """Return whether a case takes findings, and of this reviewer; None without such a request."""
    asked = {"request_id": request_id, "reviewer": reviewer}
    found = await _rows(conn, "state", ReviewState, asked)
    return found[0] if found else None


async def verdicts(conn: Connection, request_id: int) -> list[VerdictOnFile]:
    """Return the verdict that counts on each file of a case."""
    return await _rows(conn, "verdicts", VerdictOnFile, {"request_id": request_id})


async def waivers(conn: Connection, request_id: int, *, reviewer: str) -> list[Waiver]:
    """Return the waivers of a case, the newest first."""
    asked = {"request_id": request_id, "reviewer": reviewer}
    return await _rows(conn, "waivers", Waiver, asked)


async def entries(
    conn: Connection, hits: Sequence[tuple[str, int, str]]
) -> Mapping[tuple[str, str], ListedEntry]:
    """Return the entries of hits (dataset, version, entry id), by dataset and entry id."""
    datasets, versions, entry_ids = ([one[n] for one in hits] for n in range(3))
    asked = {"datasets": datasets, "versions": versions, "entry_ids": entry_ids}
    found = await _rows(conn, "entries", ListedEntry, asked) if hits else []
    return {(one.dataset, one.entry_id): one for one in found}


async def _rows(
    conn: Connection, statement: str, row: type[Row], asked: Mapping[str, Any]
) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[statement], asked)
        return await cursor.fetchall()
