"""Captures in tests: payloads of trade_capture, and the trades that were stored."""

from typing import Any

from tests.support import rows, verbs
from tests.support.rows import Conn

CLIENT = "CUST-1042"
UTI = "5493001KJTIIGC8Y1R12A1"
TRADE: dict[str, Any] = {
    "symbol": "AAPL",
    "isin": "US0378331005",
    "side": "buy",
    "quantity": 10000,
    "price": 250,
    "notional": 2500000,
    "currency": "USD",
    "trade_date": "2026-11-24",
    "settlement_date": "2026-11-25",
}


def payload(*, trade: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a capture of a usual trade with these fields of its own; `trade` changes the trade."""
    found = {"source": "OMS", "record_number": "4711", "trade": TRADE | (trade or {})} | fields
    if found.get("action") == "cancel":
        del found["trade"]
    return found


def submit(conn: Conn, *, client_id: str = CLIENT, actor: str | None = None, **fields: Any) -> int:
    """Submit a capture; return its request's id."""
    given = {"client_id": client_id, "request_type": "trade_capture", "payload": payload(**fields)}
    (request_id,) = verbs.submit(conn, **given | ({"actor": actor} if actor else {}))
    return request_id


def stored(conn: Conn) -> list[Any]:
    """Return all versions of all trades, in order."""
    return rows.fetch(conn, "select * from bankagent.trades order by number, version")


def stores(**fields: Any) -> dict[str, Any]:
    """Return what an item says whose decision stores the first version of a trade."""
    of_decision = {"trade": version(**fields)}
    return {"causes": {"approved": of_decision, "rejected": of_decision}}


def version(**fields: Any) -> dict[str, Any]:
    """Return what settle_jobs takes for the first version of a trade."""
    usual = {
        "version": 1, "action": "new", "source": "OMS", "record_number": "4711", "trade": TRADE,
    }  # fmt: skip
    return usual | fields
