"""Portfolio snapshots for tests: as callers send them, and by the verb."""

from typing import Any

from psycopg.types.json import Jsonb

from tests.support import rows, verbs
from tests.support.payloads import TRADE
from tests.support.rows import Conn

STORE = "select * from bankagent.store_portfolio_snapshot(%s, %s, %s, %s, %s)"
AAPL = "US0378331005"
AS_OF = "2025-11-23T18:00:00+00:00"


def position(value: Any = 100, **fields: Any) -> dict[str, Any]:
    """Return a position in AAPL with this market value, or what the fields say."""
    usual = {"symbol": "AAPL", "quantity": 1, "market_value": value, "currency": "USD"}
    return {name: one for name, one in (usual | fields).items() if one is not None}


POSITIONS = [position(3_000_000, isin=AAPL), position(17_000_000, symbol="CASH.USD")]
BODY: dict[str, Any] = {
    "client_id": TRADE["client_id"],
    "as_of": AS_OF,
    "source": "custody",
    "positions": POSITIONS,
}


def answers(conn: Conn, *positions: Any, actor: str | None = None, **fields: Any) -> Any:
    """Store a snapshot with these positions, or the usual ones; return the verb's answer."""
    given = BODY | fields | ({"positions": [*positions]} if positions else {})
    with verbs.naming(conn, *([actor] if actor else [])):
        (answer,) = rows.fetch(
            conn,
            STORE,
            given["client_id"],
            given["source"],
            given["as_of"],
            Jsonb(given["positions"]),
            actor,
        )
    return answer


def store(conn: Conn, *positions: Any, actor: str | None = None, **fields: Any) -> int:
    """Store a snapshot with these positions, or the usual ones; return its number."""
    return int(answers(conn, *positions, actor=actor, **fields).snapshot_id)
