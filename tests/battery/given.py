"""Requests of the battery, whose values a careless connection would change."""

from decimal import Decimal
from typing import Any

from tests.battery.installation import Installation
from tests.support import rows, verbs
from tests.support.workers import wait_for

# Letters of Warsaw, Mumbai and Tokyo: LATIN1 has few of them, WIN1252 not all.
CLIENT = "Zażółć ₹ 東京"
# More digits than a double has. A trader has no limit of its own, as a book has.
PLAIN = {"symbol": "AAPL", "notional": Decimal("2500000.1234567891"), "trader": CLIENT}
BIG = PLAIN | {"notional": Decimal("6000000.0000000001")}
REVERSED = PLAIN | {"trade_date": "2026-11-24", "settlement_date": "2026-11-20"}


def item(payload: dict[str, Any] = PLAIN, **more: Any) -> dict[str, Any]:
    """Return the body of a request."""
    return {"client_id": CLIENT, "request_type": "trade_review", "payload": payload, **more}


def submitted(at: Installation, payload: dict[str, Any] = PLAIN) -> int:
    """Submit a request over HTTP; return its id."""
    return int(at.ask("POST", "/requests", 201, json=item(payload))["request_id"])


def brought_to(at: Installation, status: str, payload: dict[str, Any] = PLAIN) -> int:
    """Submit a request and wait until the worker has brought it to this status; return its id."""
    request_id = submitted(at, payload)
    at.wait(request_id, status)
    return request_id


def failed(at: Installation) -> int:
    """Let the worker spend the whole retry budget of a request; return its id."""
    (request_id,) = verbs.submit(at.dba, client_id=CLIENT, payload={"test": {"raise": True}})

    def over() -> bool:
        verbs.make_due(at.dba)
        return rows.status(at.dba, request_id) == "failed" or not at.worker_lives

    wait_for(f"request {request_id} fails", over, within_s=at.patience_s)
    at.wait(request_id, "failed")
    return request_id
