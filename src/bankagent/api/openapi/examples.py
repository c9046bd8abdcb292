"""Answers as readers of the docs see them; a test holds them against the models."""

from typing import Any

CREATED: dict[str, Any] = {"request_id": 1, "status": "received"}

RESULT: dict[str, Any] = {
    "client_id": "CUST-1042",
    "request_type": "trade_review",
    "decision": "approved",
    "decided_by": "policy",
    "confidence": 1.0,
    "confidence_basis": {"method": "rule"},
    "summary": "Approved by policy: no restricting rule fired (TR-000).",
    "reasons": [
        {
            "rule_id": "TR-000",
            "outcome": "approve",
            "text": "no restricting rule fired",
            "facts": {},
        }
    ],
    "policy": {"key": "trade_review", "version": 1, "sha256": "29d4256d…"},
    "outcome": "approve",
}

PROCESSED: dict[str, Any] = {"request_id": 1, "result": RESULT}

WAITING: dict[str, Any] = {
    "request_id": 1,
    "status": "received",
    "detail": "No outcome yet: ask again at the Location.",
}

RECEIVED: dict[str, Any] = {
    "id": 1,
    "action": "received",
    "actor": "anonymous",
    "from_status": "new",
    "to_status": "received",
    "created_at": "2026-11-24T09:30:00.000000Z",
    "job_id": 1,
    "attempt": None,
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "result": {},
}

DECIDED: dict[str, Any] = {
    "id": 2,
    "action": "processed",
    "actor": "policy:trade_review@1",
    "from_status": "received",
    "to_status": "processed",
    "created_at": "2026-11-24T09:30:00.009000Z",
    "job_id": 1,
    "attempt": 1,
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "result": RESULT,
}

STORY: dict[str, Any] = {
    "request": {
        "id": 1,
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "payload": {"symbol": "AAPL", "notional": 2500000},
        "status": "processed",
        "maker": "anonymous",
        "created_at": "2026-11-24T09:30:00.000000Z",
        "updated_at": "2026-11-24T09:30:00.009000Z",
    },
    "latest_audit": DECIDED,
    "decision": {
        "decision": "approved",
        "decided_by": "policy",
        "actor": "policy:trade_review@1",
        "created_at": "2026-11-24T09:30:00.009000Z",
    },
    "job": {"status": "succeeded", "attempt": 1},
    "asked": None,
    "payload_version": 1,
}

TRAIL: dict[str, Any] = {"request_id": 1, "audit": [RECEIVED, DECIDED]}

INVALID: dict[str, Any] = {
    "type": "urn:bankagent:problem:invalid-request",
    "title": "Invalid request",
    "status": 422,
    "detail": "The payload is not a valid trade_review.",
    "errors": [{"field": "payload.side", "expected": "must be buy, sell or sell_short"}],
}
