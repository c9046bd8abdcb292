"""Pairs of a batch: when each came in, and an earlier request about one of the same records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class PairRow:
    """The time of a request, and another one about its pair; without one both fields are None.

    The word is corrected, open, approved, rejected or changed, as in facts/breaks/pairs.py.
    `duplicates` are the same records under other numbers: side, record_number and request_id.
    """

    request_id: int
    received_at: datetime
    earlier_id: int | None
    word: str | None
    duplicates: list[dict[str, Any]]


async def pairs(conn: Connection, compared: Mapping[int, Mapping[str, object]]) -> list[PairRow]:
    """Return the arrival of each of these requests; `compared` has the content of its pair."""
    comparisons = Jsonb({str(request_id): content for request_id, content in compared.items()})
    async with conn.cursor(row_factory=class_row(PairRow)) as cursor:
        await cursor.execute(SQL["pairs"], {"comparisons": comparisons})
        return await cursor.fetchall()
