"""Ways in of portfolio snapshots: stored and read over HTTP, stored by psql, used by a trade."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

from tests.battery.given import CLIENT, item
from tests.battery.installation import Installation
from tests.battery.registry import way, way_by_psql
from tests.support.exact import assert_just_now

URL = "/portfolio-snapshots"
POSITIONS = [
    {"symbol": "AAPL", "quantity": 1, "market_value": Decimal("1000000.1234567891"),
     "currency": "USD"},
    {"symbol": "CASH.USD", "quantity": 1, "market_value": 9000000, "currency": "USD"},
]  # fmt: skip
TRADE = {"symbol": "AAPL", "notional": 4000000, "side": "buy"}


@way
def portfolio_snapshots(at: Installation) -> None:
    """Two are stored, read and listed; a trade that names one goes to people for its share."""
    now = datetime.now(UTC)
    body = {"client_id": CLIENT, "source": CLIENT, "positions": POSITIONS}
    numbers = []
    for as_of in (now - timedelta(hours=1), now - timedelta(hours=2)):
        one = body | {"as_of": as_of.isoformat()}
        numbers.append(at.ask("POST", URL, 201, json=one)["portfolio_snapshot_id"])
        assert at.call("POST", URL, 200, json=one).headers["idempotency-replayed"] == "true"
    at.call("POST", URL, 409, json=one | {"positions": POSITIONS[:1]})
    read = at.ask("GET", f"{URL}/{numbers[0]}")
    assert (read["client_id"], read["source"]) == (CLIENT, CLIENT)
    assert [it["market_value"] for it in read["positions"]] == [
        it["market_value"] for it in POSITIONS
    ]
    assert datetime.fromisoformat(read["as_of"]) == now - timedelta(hours=1)
    assert_just_now(read["created_at"])
    found, page = [], f"{URL}?limit=1&client_id={quote(CLIENT)}&as_of={quote(now.isoformat())}"
    while page:
        answer = at.ask("GET", page)
        found += [it["id"] for it in answer["portfolio_snapshots"]]
        page = answer["next"]
    assert found[:2] == numbers
    trade = item(TRADE | {"portfolio_snapshot_id": numbers[0]})
    request_id = at.ask("POST", "/requests", 201, json=trade)["request_id"]
    at.wait(request_id, "awaiting_approval")
    result = at.ask("GET", f"/requests/{request_id}")["latest_audit"]["result"]
    (reason,) = result["reasons"]
    # 5,000,000.1234567891 of 14,000,000.1234567891
    assert (reason["rule_id"], reason["facts"]["concentration_bp"]) == ("TR-122", 3572)
    at.call("POST", f"/requests/{request_id}/cancel")


@way_by_psql
def portfolio_snapshot_by_psql(at: Installation) -> None:
    positions = (
        '[{"symbol": "AAPL", "quantity": 1, "market_value": 0.1000000001, "currency": "USD"}]'
    )
    call = (
        "select disposition from bankagent.store_portfolio_snapshot("
        f"'{CLIENT}', 'psql', '2025-11-27T18:00:00+01:00', '{positions}');"
    )
    assert at.psql("operator", call * 2) == ["created", "replayed"]
    read = "select gross ->> 'USD' from bankagent.portfolio_snapshots where source = 'psql'"
    assert at.psql("auditor", read) == ["0.1000000001"]
