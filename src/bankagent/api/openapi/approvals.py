"""How the reviewers' routes look in the OpenAPI document."""

from typing import Any

from bankagent.api.models.approvals import NewVote
from bankagent.api.openapi.describe import problems, shown

DIGEST = "5f0d3ab1c2a84c1f7be0a2f0b7a8d6d2f6a5f3c0e5b94d1e8c7a6b5d4e3f2a10"

WAITING: dict[str, Any] = {
    "request": {
        "id": 7,
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "payload": {"symbol": "AAPL", "notional": 6000000},
        "status": "awaiting_approval",
        "maker": "desk-7",
        "created_at": "2026-11-24T09:30:00.000000Z",
        "updated_at": "2026-11-24T09:30:00.009000Z",
    },
    "why": "the notional is above 5,000,000 USD (TR-010)",
    "outcome": "review",
    "fired": [
        {
            "rule_id": "TR-010",
            "outcome": "review",
            "text": "the notional is above 5,000,000 USD",
            "facts": {"notional": 6000000, "notional_usd_known": "yes"},
        }
    ],
    "facts": {"notional": 6000000, "currency": "USD", "notional_usd_known": "yes"},
    "policy": {"key": "trade_review", "version": 1, "sha256": "29d4256d…"},
    "job_id": 7,
    "attempt": 1,
    "waiting_since": "2026-11-24T09:30:00.009000Z",
    "digest": DIGEST,
    "you_may_vote": True,
    "why_not": None,
}
ALL_WAITING: dict[str, Any] = {"approvals": [WAITING], "next": None}
VOTE: dict[str, Any] = {
    "verdict": "approve",
    "reason": "Within the client's limit; the desk confirmed it by phone.",
    "digest": DIGEST,
}
CAST: dict[str, Any] = {
    "request_id": 7,
    "vote_id": 1,
    "status": "processed",
    "decision": "approved",
}

LISTED: dict[str, Any] = {
    "summary": "List what waits for people",
    "response_description": "What waits, the oldest request first.",
    "responses": {200: shown(ALL_WAITING)} | problems(400, 401, 403, 422, 503),
}

SHOWN: dict[str, Any] = {
    "summary": "Read what waits for people, for one request",
    "response_description": "All that is to be known for a vote.",
    "responses": {200: shown(WAITING)} | problems(400, 401, 403, 404, 503),
}

VOTED: dict[str, Any] = {
    "summary": "Vote on a request",
    "response_description": "Recorded; the request has moved.",
    "responses": {201: shown(CAST, "Location")}
    | problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
}


def vote_body() -> dict[str, Any]:
    """Return the documentation of a vote's body."""
    examples = {"approve": {"summary": "Approve what was read.", "value": VOTE}}
    content = {"schema": NewVote.model_json_schema(), "examples": examples}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
