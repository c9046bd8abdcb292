"""Trades that we have, for the captures of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.known import Case
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class TradeRow:
    """The latest version of the trade that one capture is about."""

    request_id: int
    number: int
    version: int
    uti: str | None
    source: str
    record_number: str
    is_of_client: bool
    captured_by: int
    reviewed_by: int | None
    trade: JsonObject | None


async def trades(conn: Connection, cases: Sequence[Case]) -> list[TradeRow]:
    """Return the trades that captures are about, where we have them."""
    asked = {
        "request_ids": [case.request_id for case in cases],
        "utis": [case.payload.uti for case in cases],
        "sources": [case.payload.source for case in cases],
        "record_numbers": [case.payload.record_number for case in cases],
    }
    async with conn.cursor(row_factory=class_row(TradeRow)) as cursor:
        await cursor.execute(SQL["trades"], asked)
        return await cursor.fetchall()
