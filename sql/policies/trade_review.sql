-- The decision tables of trade_review, one row for each version.
-- Written by tools/policies.py from policies/trade_review/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
insert into bankagent.policies (key, version, document, sha256, description)
select
    p.key,
    p.version,
    p.document,
    encode(sha256(convert_to(p.document, 'UTF8')), 'hex') as sha256,
    p.description
from (
    values (
        'trade_review',
        1,
        'Trades up to 5,000,000 USD without contradictions stand; all others go to people.',
        $policy${
  "contentType": "application/vnd.gorules.decision",
  "nodes": [
    {
      "id": "facts", "name": "What was found out", "type": "inputNode",
      "position": {"x": 0, "y": 0},
      "content": {
        "schema": {
          "type": "object",
          "required": [
            "notional", "currency", "notional_usd_known", "side", "economics", "dates"
          ],
          "properties": {
            "notional": {
              "type": "number", "exclusiveMinimum": 0,
              "description": "in major units of the currency"
            },
            "currency": {
              "type": "string", "pattern": "^[A-Z]{3}$",
              "description": "ISO 4217"
            },
            "notional_usd_known": {
              "type": "string", "enum": ["yes", "no"],
              "description": "whether the notional is in USD"
            },
            "side": {
              "type": "string", "enum": ["buy", "sell", "sell_short", "unknown"],
              "description": "the side that was traded"
            },
            "economics": {
              "type": "string", "enum": ["match", "mismatch", "unknown"],
              "description": "quantity times price against the notional"
            },
            "dates": {
              "type": "string", "enum": ["ordered", "reversed", "unknown"],
              "description": "the settlement date against the trade date"
            }
          }
        }
      }
    },
    {
      "id": "rules", "name": "Trade review", "type": "decisionTableNode",
      "position": {"x": 300, "y": 0},
      "content": {
        "hitPolicy": "collect",
        "inputs": [
          {"id": "notional", "name": "Notional", "field": "notional"},
          {"id": "in_usd", "name": "In USD", "field": "notional_usd_known"},
          {"id": "economics", "name": "Quantity times price", "field": "economics"},
          {"id": "dates", "name": "Dates", "field": "dates"}
        ],
        "outputs": [
          {"id": "rule_id", "name": "Rule", "field": "rule_id"},
          {"id": "outcome", "name": "Outcome", "field": "outcome"},
          {"id": "text", "name": "In words", "field": "text"}
        ],
        "rules": [
          {
            "_id": "TR-000",
            "notional": "", "in_usd": "", "economics": "", "dates": "",
            "rule_id": "'TR-000'", "outcome": "'approve'",
            "text": "'no restricting rule fired'"
          },
          {
            "_id": "TR-010",
            "notional": "> 5000000", "in_usd": "'yes'", "economics": "", "dates": "",
            "rule_id": "'TR-010'", "outcome": "'review'",
            "text": "'the notional is above 5,000,000 USD'"
          },
          {
            "_id": "TR-020",
            "notional": "", "in_usd": "'no'", "economics": "", "dates": "",
            "rule_id": "'TR-020'", "outcome": "'review'",
            "text": "'the currency is not USD, and no exchange rate is loaded'"
          },
          {
            "_id": "TR-030",
            "notional": "", "in_usd": "", "economics": "'mismatch'", "dates": "",
            "rule_id": "'TR-030'", "outcome": "'review'",
            "text": "'quantity times price is off the notional by more than a basis point'"
          },
          {
            "_id": "TR-040",
            "notional": "", "in_usd": "", "economics": "", "dates": "'reversed'",
            "rule_id": "'TR-040'", "outcome": "'needs_info'",
            "text": "'the settlement date is before the trade date'"
          }
        ]
      }
    },
    {
      "id": "outcome", "name": "All rules that fired", "type": "outputNode",
      "position": {"x": 600, "y": 0}
    }
  ],
  "edges": [
    {"id": "in", "type": "edge", "sourceId": "facts", "targetId": "rules"},
    {"id": "out", "type": "edge", "sourceId": "rules", "targetId": "outcome"}
  ]
}$policy$
    )
) as p (key, version, description, document)
on conflict (key, version) do nothing;
