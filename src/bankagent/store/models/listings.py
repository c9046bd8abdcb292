"""Listings of models and limits of their calls, by operators."""

from datetime import date
from decimal import Decimal
from typing import Any

from psycopg.rows import dict_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)
Row = dict[str, Any]


async def add(
    conn: Connection,
    provider: str,
    name: str,
    *,
    owner: str,
    purpose: str,
    validated_on: date | None,
    validated_by: str | None,
    prices: tuple[Decimal | None, Decimal | None, Decimal | None],
) -> Row:
    """List a model, or write a new version of its listing; BA422 where an argument is wrong.

    `prices` are those of a million tokens in, out and cached, in USD.
    """
    (found,) = await _rows(
        conn,
        "add",
        provider=provider,
        name=name,
        owner=owner,
        purpose=purpose,
        validated_on=validated_on,
        validated_by=validated_by,
        input_price=prices[0],
        output_price=prices[1],
        cached_price=prices[2],
    )
    return found


async def retire(conn: Connection, provider: str, name: str) -> Row:
    """Retire a model; BA404 where none such is listed."""
    (found,) = await _rows(conn, "retire", provider=provider, name=name)
    return found


async def listed(conn: Connection) -> list[Row]:
    """Return the listings that hold."""
    return await _rows(conn, "listed")


async def limit(
    conn: Connection,
    scope: str,
    subject: str | None,
    *,
    tokens: Decimal | None,
    requests: Decimal | None,
    money: Decimal | None,
) -> Row:
    """Set a limit of model calls; BA422 where an argument is wrong."""
    most = {"tokens": tokens, "requests": requests, "money": money}
    (found,) = await _rows(conn, "limit", scope=scope, subject=subject, **most)
    return found


async def end_limit(conn: Connection, scope: str, subject: str | None) -> Row:
    """End a limit; BA404 where there is none."""
    (found,) = await _rows(conn, "end_limit", scope=scope, subject=subject)
    return found


async def limits(conn: Connection) -> list[Row]:
    """Return the limits that hold."""
    return await _rows(conn, "limits")


async def lift_pause(conn: Connection, provider: str) -> Row:
    """End a provider's pause; BA409 where it is not paused."""
    (found,) = await _rows(conn, "lift_pause", provider=provider)
    return found


async def _rows(conn: Connection, statement: str, **parameters: object) -> list[Row]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL[statement], parameters)
        return await cursor.fetchall()
