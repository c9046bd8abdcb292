"""Calls of models as a worker begins and ends them. `fence` has the columns of a fence."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg.rows import namedtuple_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)
Fence = Mapping[str, int]  # job_id, worker_id, attempts, request_id


async def begin(
    conn: Connection, fence: Fence, provider: str, model: str, tokens: tuple[int, int]
) -> Any:
    """Begin a call; return disposition (begun, put_off, refused, lost), call_id, until, reason.

    `tokens` are those to send, as estimated, and the most to be answered.
    """
    asked = {"provider": provider, "model": model}
    counted = {"input_tokens": tokens[0], "output_tokens": tokens[1]}
    return await _row(conn, "begin", **fence, **asked, **counted)


async def end_call(
    conn: Connection, fence: Fence, call_id: int, tokens: tuple[int, int, int]
) -> Decimal | None:
    """End a call with the tokens sent, answered and cached; return its cost in USD, or None."""
    names = ("input_tokens", "output_tokens", "cached_tokens")
    counted = dict(zip(names, tokens, strict=True))
    found = await _row(conn, "end_call", **fence, call_id=call_id, **counted)
    cost: Decimal | None = found.cost
    return cost


async def note_fault(
    conn: Connection, fence: Fence, call_id: int, fault: str, until: datetime | None
) -> Any:
    """Note that a call failed; return disposition, until and reason.

    The disposition is put_off, give_up, again or lost.
    """
    said = {"fault": fault, "until": until}
    return await _row(conn, "note_fault", **fence, call_id=call_id, **said)


async def _row(conn: Connection, statement: str, **parameters: object) -> Any:
    async with conn.cursor(row_factory=namedtuple_row) as cursor:
        await cursor.execute(SQL[statement], parameters)
        return await cursor.fetchone()
