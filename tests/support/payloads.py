"""The tutorial's request, which is valid and approved by rule, and what a wrong type is told."""

from bankagent import catalog

PAYLOAD = {"symbol": "AAPL", "notional": 2500000}
TRADE = {"client_id": "CUST-1042", "request_type": "trade_review", "payload": PAYLOAD}

# The types of the catalog, as the database lists them to a caller who names another.
ONE_OF_THE_TYPES = "must be one of: " + ", ".join(sorted(known.name for known in catalog.TYPES))
