-- The decision tables of trade_review, one row for each version.
-- Written by tools/policies.py from policies/trade_review/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
do $shipped$
begin
    perform bankagent.ship_policy(
        'trade_review',
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
}$policy$,
        'Trades up to 5,000,000 USD without contradictions stand; all others go to people.'
    );
    perform bankagent.ship_examples(
        'trade_review',
        1,
        $examples$Test,Notional,In USD,Quantity times price,Dates,Outcome,Rules
a usual trade,2500000,yes,match,ordered,approve,TR-000
nothing known beside the notional,2500000,yes,unknown,unknown,approve,TR-000
exactly at the limit,5000000,yes,match,ordered,approve,TR-000
a cent above the limit,5000000.01,yes,match,ordered,review,TR-010
not in USD,1000,no,match,ordered,review,TR-020
price in cents,2500000,yes,mismatch,ordered,review,TR-030
dates the wrong way round,2500000,yes,match,reversed,needs_info,TR-040
wrong dates and above the limit,9000000,yes,match,reversed,review,"TR-010, TR-040"
$examples$
    );
    perform bankagent.ship_policy(
        'trade_review',
        2,
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
            "notional", "currency", "notional_usd_known", "notional_usd", "fx_method", "fx_age_days", "side", "economics", "dates", "identifiers", "trade_day", "settlement", "capture", "capture_delay_minutes", "duplicate", "restriction", "counterparty", "counterparty_score", "desk_limit", "book_limit", "snapshot", "snapshot_age_hours", "concentration", "concentration_bp"
          ],
          "properties": {
            "notional": {
              "type": "number", "public": true, "exclusiveMinimum": 0,
              "description": "in major units of the currency"
            },
            "currency": {
              "type": "string", "public": true, "pattern": "^[A-Z]{3}$",
              "description": "ISO 4217"
            },
            "notional_usd_known": {
              "type": "string", "public": true, "enum": ["yes", "no"],
              "description": "whether the notional in USD is known"
            },
            "notional_usd": {
              "type": "number", "public": false, "minimum": 0,
              "description": "in major units of USD; 0 where it is not known"
            },
            "fx_method": {
              "type": "string", "public": true, "enum": ["same", "direct", "cross", "unknown"],
              "description": "how the notional was converted into USD"
            },
            "fx_age_days": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "days from the oldest exchange rate to the trade date, or to the day of receipt"
            },
            "side": {
              "type": "string", "public": true, "enum": ["buy", "sell", "sell_short", "unknown"],
              "description": "the side that was traded"
            },
            "economics": {
              "type": "string", "public": true, "enum": ["match", "mismatch", "unknown"],
              "description": "quantity times price against the notional"
            },
            "dates": {
              "type": "string", "public": true, "enum": ["ordered", "reversed", "unknown"],
              "description": "the settlement date against the trade date"
            },
            "identifiers": {
              "type": "string", "public": true, "enum": ["match", "mismatch", "unknown", "not_given"],
              "description": "ISIN, CUSIP and SEDOL beside each other"
            },
            "trade_day": {
              "type": "string", "public": true, "enum": ["open", "closed", "unknown", "not_given"],
              "description": "the market on the trade date"
            },
            "settlement": {
              "type": "string", "public": true, "enum": ["standard", "early", "late", "holiday", "unknown", "not_given"],
              "description": "the settlement date beside the market's convention (T+1, T+2)"
            },
            "capture": {
              "type": "string", "public": true, "enum": ["known", "future", "unknown", "not_given"],
              "description": "whether the delay from execution to receipt is known"
            },
            "capture_delay_minutes": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "minutes from execution to receipt; 0 where they are not known"
            },
            "duplicate": {
              "type": "string", "public": false, "enum": ["yes", "no", "unknown", "not_given"],
              "description": "whether the client sent the same trade in the 24 hours before"
            },
            "restriction": {
              "type": "string", "public": false, "enum": ["clear", "watch", "restricted", "unknown"],
              "description": "the instrument on the restricted list in force"
            },
            "counterparty": {
              "type": "string", "public": false, "enum": ["clear", "hit", "unknown", "not_given"],
              "description": "the counterparty's name on the screening lists in force"
            },
            "counterparty_score": {
              "type": "integer", "public": false, "minimum": 0, "maximum": 100,
              "description": "how alike the name and its best hit are, in percent; 0 without a hit"
            },
            "desk_limit": {
              "type": "string", "public": false, "enum": ["within", "over", "unknown", "not_given"],
              "description": "the notional beside the limit of the trading desk"
            },
            "book_limit": {
              "type": "string", "public": false, "enum": ["within", "over", "unknown", "not_given"],
              "description": "the notional beside the limit of the book"
            },
            "snapshot": {
              "type": "string", "public": false, "enum": ["known", "unknown", "not_given"],
              "description": "whether the portfolio snapshot that the trade names is one of its client"
            },
            "snapshot_age_hours": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "hours from the portfolio snapshot to receipt; 0 where it is not known"
            },
            "concentration": {
              "type": "string", "public": false, "enum": ["known", "unknown", "not_given"],
              "description": "whether the share of the instrument in the portfolio is known"
            },
            "concentration_bp": {
              "type": "integer", "public": false, "minimum": 0, "maximum": 10000,
              "description": "the share of the instrument in the portfolio after the trade, in basis points"
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
          {"id": "notional_usd", "name": "Notional in USD", "field": "notional_usd"},
          {"id": "usd_known", "name": "USD known", "field": "notional_usd_known"},
          {"id": "fx_age", "name": "Age of the rate in days", "field": "fx_age_days"},
          {"id": "economics", "name": "Quantity times price", "field": "economics"},
          {"id": "dates", "name": "Dates", "field": "dates"},
          {"id": "identifiers", "name": "Identifiers", "field": "identifiers"},
          {"id": "trade_day", "name": "Trade date", "field": "trade_day"},
          {"id": "settlement", "name": "Settlement", "field": "settlement"},
          {"id": "capture", "name": "Executed", "field": "capture"},
          {"id": "capture_delay", "name": "Delay in minutes", "field": "capture_delay_minutes"},
          {"id": "duplicate", "name": "Same trade before", "field": "duplicate"},
          {"id": "restriction", "name": "Restriction", "field": "restriction"},
          {"id": "counterparty", "name": "Counterparty", "field": "counterparty"},
          {"id": "score", "name": "Score", "field": "counterparty_score"},
          {"id": "desk_limit", "name": "Limit of the desk", "field": "desk_limit"},
          {"id": "book_limit", "name": "Limit of the book", "field": "book_limit"},
          {"id": "snapshot", "name": "Snapshot", "field": "snapshot"},
          {"id": "snapshot_age", "name": "Age of the snapshot in hours", "field": "snapshot_age_hours"},
          {"id": "concentration", "name": "Concentration", "field": "concentration"},
          {"id": "share", "name": "Share in basis points", "field": "concentration_bp"}
        ],
        "outputs": [
          {"id": "rule_id", "name": "Rule", "field": "rule_id"},
          {"id": "outcome", "name": "Outcome", "field": "outcome"},
          {"id": "text", "name": "In words", "field": "text"}
        ],
        "rules": [
          {
            "_id": "TR-000",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-000'", "outcome": "'approve'",
            "text": "'no restricting rule fired'"
          },
          {
            "_id": "TR-010",
            "notional_usd": "> 5000000", "usd_known": "'yes'", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-010'", "outcome": "'review'",
            "text": "'the notional is above 5,000,000 USD'"
          },
          {
            "_id": "TR-020",
            "notional_usd": "", "usd_known": "'no'", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-020'", "outcome": "'review'",
            "text": "'the notional in USD is not known: an exchange rate is missing'"
          },
          {
            "_id": "TR-021",
            "notional_usd": "", "usd_known": "", "fx_age": "> 7", "economics": "", "dates": "!= 'reversed'", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-021'", "outcome": "'review'",
            "text": "'an exchange rate is more than 7 days old'"
          },
          {
            "_id": "TR-030",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "'mismatch'", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-030'", "outcome": "'review'",
            "text": "'quantity times price is off the notional by more than a basis point'"
          },
          {
            "_id": "TR-040",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "'reversed'", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-040'", "outcome": "'needs_info'",
            "text": "'the settlement date is before the trade date'"
          },
          {
            "_id": "TR-050",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "'mismatch'", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-050'", "outcome": "'needs_info'",
            "text": "'the ISIN, the CUSIP and the SEDOL do not name one instrument'"
          },
          {
            "_id": "TR-060",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "!= 'reversed'", "identifiers": "", "trade_day": "'closed'", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-060'", "outcome": "'review'",
            "text": "'the market was closed on the trade date'"
          },
          {
            "_id": "TR-061",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "!= 'reversed'", "identifiers": "", "trade_day": "'unknown'", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-061'", "outcome": "'review'",
            "text": "'no calendar is known for the market on the trade date'"
          },
          {
            "_id": "TR-062",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "!= 'reversed'", "identifiers": "", "trade_day": "", "settlement": "'holiday'", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-062'", "outcome": "'review'",
            "text": "'the settlement date is no business day of the market and the currency'"
          },
          {
            "_id": "TR-063",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "!= 'reversed'", "identifiers": "", "trade_day": "", "settlement": "'early', 'late'", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-063'", "outcome": "'review'",
            "text": "\"the settlement date is not the one that the market's convention gives\""
          },
          {
            "_id": "TR-064",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "!= 'reversed'", "identifiers": "", "trade_day": "", "settlement": "'unknown'", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-064'", "outcome": "'review'",
            "text": "'no convention or calendar is known for the settlement'"
          },
          {
            "_id": "TR-070",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "'known'", "capture_delay": "> 1440", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-070'", "outcome": "'review'",
            "text": "'the trade was captured more than 24 hours after it was executed'"
          },
          {
            "_id": "TR-071",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "'future'", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-071'", "outcome": "'needs_info'",
            "text": "'the trade was executed after it was received'"
          },
          {
            "_id": "TR-072",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "'unknown'", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-072'", "outcome": "'review'",
            "text": "'the time when the trade was received is not known'"
          },
          {
            "_id": "TR-080",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "'yes'", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-080'", "outcome": "'review'",
            "text": "'the client sent the same trade in the 24 hours before'"
          },
          {
            "_id": "TR-081",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "'unknown'", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-081'", "outcome": "'review'",
            "text": "'it is not known whether the client sent the same trade before'"
          },
          {
            "_id": "TR-090",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "'restricted'", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-090'", "outcome": "'reject'",
            "text": "'the instrument is on the restricted list'"
          },
          {
            "_id": "TR-091",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "'watch'", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-091'", "outcome": "'review'",
            "text": "'the instrument is on the watch list'"
          },
          {
            "_id": "TR-092",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "'unknown'", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-092'", "outcome": "'review'",
            "text": "'no restricted list is in force'"
          },
          {
            "_id": "TR-100",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "'hit'", "score": "< 95", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-100'", "outcome": "'review'",
            "text": "'the counterparty is a potential match with a screening list'"
          },
          {
            "_id": "TR-101",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "'hit'", "score": ">= 95", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-101'", "outcome": "'escalate'",
            "text": "'the counterparty is a close match with a screening list'"
          },
          {
            "_id": "TR-102",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "'unknown'", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-102'", "outcome": "'review'",
            "text": "'the counterparty was not screened: no list is in force, or no name is given'"
          },
          {
            "_id": "TR-110",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "'over'", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-110'", "outcome": "'review'",
            "text": "'the notional is above the limit of the trading desk'"
          },
          {
            "_id": "TR-111",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "'unknown'", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-111'", "outcome": "'review'",
            "text": "'no limit is known for the trading desk'"
          },
          {
            "_id": "TR-112",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "'over'", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-112'", "outcome": "'review'",
            "text": "'the notional is above the limit of the book'"
          },
          {
            "_id": "TR-113",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "'unknown'", "snapshot": "", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-113'", "outcome": "'review'",
            "text": "'no limit is known for the book'"
          },
          {
            "_id": "TR-120",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "'unknown'", "snapshot_age": "", "concentration": "", "share": "",
            "rule_id": "'TR-120'", "outcome": "'review'",
            "text": "'the portfolio snapshot is not known'"
          },
          {
            "_id": "TR-121",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "'known'", "snapshot_age": "", "concentration": "'unknown'", "share": "",
            "rule_id": "'TR-121'", "outcome": "'review'",
            "text": "'the share of the instrument in the portfolio is not known'"
          },
          {
            "_id": "TR-122",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "", "snapshot_age": "", "concentration": "'known'", "share": "> 2500",
            "rule_id": "'TR-122'", "outcome": "'review'",
            "text": "'the instrument is more than 25 percent of the portfolio after the trade'"
          },
          {
            "_id": "TR-123",
            "notional_usd": "", "usd_known": "", "fx_age": "", "economics": "", "dates": "", "identifiers": "", "trade_day": "", "settlement": "", "capture": "", "capture_delay": "", "duplicate": "", "restriction": "", "counterparty": "", "score": "", "desk_limit": "", "book_limit": "", "snapshot": "'known'", "snapshot_age": "> 72", "concentration": "", "share": "",
            "rule_id": "'TR-123'", "outcome": "'review'",
            "text": "'the portfolio snapshot is more than 72 hours old'"
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
        'Trades up to 5,000,000 USD that nothing holds up stand; all others go to people.'
    );
    perform bankagent.ship_examples(
        'trade_review',
        2,
        $examples$Test,Notional in USD,USD known,Age of the rate in days,Quantity times price,Dates,Identifiers,Trade date,Settlement,Executed,Delay in minutes,Same trade before,Restriction,Counterparty,Score,Limit of the desk,Limit of the book,Snapshot,Age of the snapshot in hours,Concentration,Share in basis points,Outcome,Rules
a usual trade of which nothing more is known,2500000,yes,0,unknown,unknown,not_given,not_given,not_given,not_given,,not_given,clear,not_given,,not_given,not_given,not_given,,not_given,,approve,TR-000
a usual trade of which all is known,2500000,yes,0,match,ordered,match,open,standard,known,5,no,clear,clear,0,within,within,,,,,approve,TR-000
"exactly at 5,000,000 USD",5000000,yes,0,,,,,,,,,,,,,,,,,,approve,TR-000
"a cent above 5,000,000 USD",5000000.01,yes,0,,,,,,,,,,,,,,,,,,review,TR-010
no rate for the currency,0,no,,,,,,,,,,,,,,,,,,,review,TR-020
a rate of 7 days before,2500000,yes,7,,,,,,,,,,,,,,,,,,approve,TR-000
a rate of 8 days before,2500000,yes,8,,,,,,,,,,,,,,,,,,review,TR-021
price in cents,,,,mismatch,,,,,,,,,,,,,,,,,review,TR-030
dates the wrong way round,,,,,reversed,,,,,,,,,,,,,,,,needs_info,TR-040
dates the wrong way round of a trade that names its market,,,,,reversed,,open,early,,,,,,,,,,,,,needs_info,TR-040
dates the wrong way round and a market that was closed,,,,,reversed,,closed,holiday,,,,,,,,,,,,,needs_info,TR-040
dates the wrong way round and a market without a calendar,,,,,reversed,,unknown,unknown,,,,,,,,,,,,,needs_info,TR-040
dates the wrong way round and an old rate on the trade date,2500000,yes,400,,reversed,,,,,,,,,,,,,,,,needs_info,TR-040
a market that was closed on a trade date without a settlement date,,,,,unknown,,closed,not_given,,,,,,,,,,,,,review,TR-060
an ISIN and a CUSIP of two instruments,,,,,,mismatch,,,,,,,,,,,,,,,needs_info,TR-050
a SEDOL beside a US ISIN,,,,,,unknown,,,,,,,,,,,,,,,approve,TR-000
traded on Thanksgiving Day,,,,,,,closed,,,,,,,,,,,,,,review,TR-060
a market without a calendar,,,,,,,unknown,unknown,,,,,,,,,,,,,review,"TR-061, TR-064"
settled on a holiday,,,,,,,,holiday,,,,,,,,,,,,,review,TR-062
settled a day early,,,,,,,,early,,,,,,,,,,,,,review,TR-063
settled a day late,,,,,,,,late,,,,,,,,,,,,,review,TR-063
captured after 24 hours,,,,,,,,,known,1440,,,,,,,,,,,approve,TR-000
captured a minute later than that,,,,,,,,,known,1441,,,,,,,,,,,review,TR-070
executed after it was received,,,,,,,,,future,0,,,,,,,,,,,needs_info,TR-071
executed and received at a time that is not known,,,,,,,,,unknown,0,,,,,,,,,,,review,TR-072
the same trade twice in a day,,,,,,,,,,,yes,,,,,,,,,,review,TR-080
the trades before are not known,,,,,,,,,,,unknown,,,,,,,,,,review,TR-081
on the restricted list,,,,,,,,,,,,restricted,,,,,,,,,reject,TR-090
on the watch list,,,,,,,,,,,,watch,,,,,,,,,review,TR-091
no restricted list in force,,,,,,,,,,,,unknown,,,,,,,,,review,TR-092
a name that is like a listed one,,,,,,,,,,,,,hit,85,,,,,,,review,TR-100
a name at 94 percent,,,,,,,,,,,,,hit,94,,,,,,,review,TR-100
a name at 95 percent,,,,,,,,,,,,,hit,95,,,,,,,escalate,TR-101
no screening list in force,,,,,,,,,,,,,unknown,0,,,,,,,review,TR-102
above the limit of the desk,,,,,,,,,,,,,,,over,,,,,,review,TR-110
a desk without a limit,,,,,,,,,,,,,,,unknown,,,,,,review,TR-111
above the limit of the book,,,,,,,,,,,,,,,,over,,,,,review,TR-112
a book without a limit,,,,,,,,,,,,,,,,unknown,,,,,review,TR-113
restricted and a close match,,,,,,,,,,,,restricted,hit,99,,,,,,,reject,"TR-090, TR-101"
"wrong dates and above 5,000,000 USD",9000000,yes,0,,reversed,,,,,,,,,,,,,,,,review,"TR-010, TR-040"
a snapshot of another client,,,,,,,,,,,,,,,,,unknown,0,unknown,0,review,TR-120
a known snapshot whose share is not known,,,,,,,,,,,,,,,,,known,0,unknown,0,review,TR-121
exactly 25 percent of the portfolio,,,,,,,,,,,,,,,,,known,72,known,2500,approve,TR-000
a basis point above 25 percent,,,,,,,,,,,,,,,,,known,72,known,2501,review,TR-122
a snapshot of 73 hours ago,,,,,,,,,,,,,,,,,known,73,known,2500,review,TR-123
$examples$
    );
    perform bankagent.activate_shipped('trade_review');
end
$shipped$;
