-- The decision tables of trade_capture, one row for each version.
-- Written by tools/policies.py from policies/trade_capture/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
do $shipped$
begin
    perform bankagent.ship_policy(
        'trade_capture',
        1,
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
            "action", "identified_by", "trade", "differences", "economics", "dates"
          ],
          "properties": {
            "action": {
              "type": "string", "public": true, "enum": ["new", "amend", "cancel"],
              "description": "the action of the source"
            },
            "identified_by": {
              "type": "string", "public": true, "enum": ["uti", "record"],
              "description": "how the trade is identified"
            },
            "trade": {
              "type": "string", "public": false, "enum": ["first", "same", "amends", "cancels", "contradicts", "unknown", "cancelled"],
              "description": "the capture beside the trade that we have"
            },
            "differences": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "fields that differ from the trade that we have"
            },
            "economics": {
              "type": "string", "public": true, "enum": ["match", "mismatch", "unknown"],
              "description": "quantity times price against the notional"
            },
            "dates": {
              "type": "string", "public": true, "enum": ["ordered", "reversed", "unknown"],
              "description": "the settlement date against the trade date"
            }
          }
        }
      }
    },
    {
      "id": "rules", "name": "Trade capture", "type": "decisionTableNode",
      "position": {"x": 300, "y": 0},
      "content": {
        "hitPolicy": "collect",
        "inputs": [
          {"id": "trade", "name": "Trade", "field": "trade"},
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
            "_id": "TC-000",
            "trade": "", "economics": "", "dates": "",
            "rule_id": "'TC-000'", "outcome": "'approve'",
            "text": "'it is captured, or it is the trade that we have'"
          },
          {
            "_id": "TC-010",
            "trade": "'contradicts'", "economics": "", "dates": "",
            "rule_id": "'TC-010'", "outcome": "'reject'",
            "text": "'it contradicts the trade that we have'"
          },
          {
            "_id": "TC-020",
            "trade": "'unknown'", "economics": "", "dates": "",
            "rule_id": "'TC-020'", "outcome": "'needs_info'",
            "text": "'the trade that it amends or cancels is not captured'"
          },
          {
            "_id": "TC-030",
            "trade": "'cancelled'", "economics": "", "dates": "",
            "rule_id": "'TC-030'", "outcome": "'reject'",
            "text": "'the trade was cancelled before'"
          },
          {
            "_id": "TC-040",
            "trade": "", "economics": "'mismatch'", "dates": "",
            "rule_id": "'TC-040'", "outcome": "'needs_info'",
            "text": "'quantity times price is off the notional by more than a basis point'"
          },
          {
            "_id": "TC-050",
            "trade": "", "economics": "", "dates": "'reversed'",
            "rule_id": "'TC-050'", "outcome": "'needs_info'",
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
}$policy$,
        'A trade is captured where it agrees with itself and with the trade that we have.'
    );
    perform bankagent.ship_examples(
        'trade_capture',
        1,
        $examples$Test,Trade,Quantity times price,Dates,Outcome,Rules
a new trade,first,match,ordered,approve,TC-000
the same again,same,match,ordered,approve,TC-000
an amendment,amends,match,ordered,approve,TC-000
a cancellation,cancels,unknown,unknown,approve,TC-000
a contradiction,contradicts,match,ordered,reject,TC-010
an amendment of nothing,unknown,match,ordered,needs_info,TC-020
after its cancellation,cancelled,match,ordered,reject,TC-030
price in cents,first,mismatch,ordered,needs_info,TC-040
dates the wrong way round,first,match,reversed,needs_info,TC-050
$examples$
    );
    perform bankagent.activate_shipped('trade_capture');
end
$shipped$;
