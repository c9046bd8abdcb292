"""Examples of policies for the API description."""

from bankagent.api.models.common import JsonObject

CSV_EXAMPLE = (
    "Rule,Notional,Outcome,In words\nTR-000,,approve,no restricting rule fired\n"
    'TR-010,> 6000000,review,"the notional is above 6,000,000 USD"\n'
)
TESTS_EXAMPLE = (
    "Test,Notional,Outcome,Rules\nat the limit,6000000,approve,TR-000\n"
    "a cent above the limit,6000000.01,review,TR-010\n"
)
FACTS_EXAMPLE = (
    '{"name": "Trade review", "description": "Trades up to 6,000,000 USD stand.", "facts": '
    '{"notional": {"type": "number", "exclusiveMinimum": 0}}, "columns": '
    '[{"id": "notional", "name": "Notional", "field": "notional"}]}'
)
VERSION_EXAMPLE: JsonObject = {
    "key": "trade_review",
    "version": 1001,
    "status": "active",
    "description": "Trades up to 6,000,000 USD stand; all others go to people.",
    "sha256": "5f0d3ab1c2a84c1f7be0a2f0b7a8d6d2f6a5f3c0e5b94d1e8c7a6b5d4e3f2a10",
    "author": "anna",
    "stored_at": "2026-11-24T09:30:00+00:00",
    "linted": True,
    "tested": True,
    "active_from": "2026-11-24T10:00:00+00:00",
    "active_until": None,
    "activated_by": "ben",
    "reason": "Committee of November.",
}
