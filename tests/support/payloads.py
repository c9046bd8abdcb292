"""The tutorial's request: valid as it is, and approved by rule."""

TRADE = {
    "client_id": "CUST-1042",
    "request_type": "trade_review",
    "payload": {"symbol": "AAPL", "notional": 2500000},
}
