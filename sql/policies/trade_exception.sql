-- The decision tables of trade_exception, one row for each version.
-- Written by tools/policies.py from policies/trade_exception/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
do $shipped$
begin
    perform bankagent.ship_policy(
        'trade_exception',
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
            "match", "primary_code", "break_count", "tolerated_count", "identifiers", "earlier", "exposure_usd_known", "exposure_usd", "severity", "priority", "cut_off", "cut_off_minutes", "late", "value_age", "days_open", "penalty", "penalty_amount", "restriction", "counterparty", "counterparty_score"
          ],
          "properties": {
            "match": {
              "type": "string", "public": false, "enum": ["exact", "within_tolerance", "broken", "unmatched_ours", "unmatched_theirs", "forced"],
              "description": "whether the sides agree; unmatched_ours: theirs is missing; forced: people accepted this pair before"
            },
            "primary_code": {
              "type": "string", "public": true, "enum": ["none", "CMIS", "DTRA", "CPCA", "IIND", "DELN", "DSEC", "IEXE", "DQUA", "NCRR", "DMON", "ACRU", "DDEA", "DDAT", "DTRD", "DEPT", "ICAG", "ICUS", "SAFE", "OTHR"],
              "description": "the reason code (ISO 15022) of the break that counts most"
            },
            "break_count": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "breaks that count"
            },
            "tolerated_count": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "differences within their tolerances"
            },
            "identifiers": {
              "type": "string", "public": true, "enum": ["good", "faulty"],
              "description": "whether all identifiers and raw values of both sides can be read and pass their checks"
            },
            "earlier": {
              "type": "string", "public": false, "enum": ["none", "open", "approved", "rejected", "changed", "corrected", "unknown"],
              "description": "an exception of this pair: open, or closed by people (approved, rejected), with the same values; changed: open, with other values; corrected: a later request matches already"
            },
            "exposure_usd_known": {
              "type": "string", "public": true, "enum": ["yes", "no"],
              "description": "whether the exposure in USD is known"
            },
            "exposure_usd": {
              "type": "number", "public": false, "minimum": 0,
              "description": "in major units of USD; 0 where it is not known"
            },
            "severity": {
              "type": "string", "public": false, "enum": ["low", "medium", "high", "critical"],
              "description": "by exposure, age, cut-off and reason code"
            },
            "priority": {
              "type": "integer", "public": false, "minimum": 1, "maximum": 4,
              "description": "1 is the most urgent; by cut-off, value date and severity"
            },
            "cut_off": {
              "type": "string", "public": true, "enum": ["ahead", "passed", "unknown"],
              "description": "the market's cut-off for the stage, at receipt"
            },
            "cut_off_minutes": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "minutes from receipt to the cut-off, a begun one as a whole; 0 where it has passed or is not known"
            },
            "late": {
              "type": "string", "public": true, "enum": ["no", "one", "both"],
              "description": "sides that were received after the cut-off"
            },
            "value_age": {
              "type": "string", "public": true, "enum": ["known", "unknown"],
              "description": "whether the age is known"
            },
            "days_open": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "business days from the value date to receipt; 0 where they are not known"
            },
            "penalty": {
              "type": "string", "public": true, "enum": ["known", "none", "unknown"],
              "description": "whether a settlement penalty is expected"
            },
            "penalty_amount": {
              "type": "number", "public": true, "minimum": 0,
              "description": "in major units of the exposure's currency, not rounded; 0 where none is known"
            },
            "restriction": {
              "type": "string", "public": false, "enum": ["clear", "watch", "restricted", "unknown"],
              "description": "the instruments of both sides on the restricted list in force"
            },
            "counterparty": {
              "type": "string", "public": false, "enum": ["clear", "hit", "unknown", "not_given"],
              "description": "the counterparty's name on the screening lists in force"
            },
            "counterparty_score": {
              "type": "integer", "public": false, "minimum": 0, "maximum": 100,
              "description": "how alike the name and its best hit are, in percent; 0 without a hit"
            }
          }
        }
      }
    },
    {
      "id": "rules", "name": "Trade exceptions", "type": "decisionTableNode",
      "position": {"x": 300, "y": 0},
      "content": {
        "hitPolicy": "collect",
        "inputs": [
          {"id": "match", "name": "Match", "field": "match"},
          {"id": "earlier", "name": "Earlier request", "field": "earlier"},
          {"id": "usd_known", "name": "USD known", "field": "exposure_usd_known"},
          {"id": "exposure", "name": "Exposure in USD", "field": "exposure_usd"},
          {"id": "cut_off", "name": "Cut-off", "field": "cut_off"},
          {"id": "minutes", "name": "Minutes to it", "field": "cut_off_minutes"},
          {"id": "restriction", "name": "Restriction", "field": "restriction"},
          {"id": "counterparty", "name": "Counterparty", "field": "counterparty"},
          {"id": "score", "name": "Score", "field": "counterparty_score"}
        ],
        "outputs": [
          {"id": "rule_id", "name": "Rule", "field": "rule_id"},
          {"id": "outcome", "name": "Outcome", "field": "outcome"},
          {"id": "text", "name": "In words", "field": "text"}
        ],
        "rules": [
          {
            "_id": "TE-000",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-000'", "outcome": "'approve'",
            "text": "'the sides agree, or no restricting rule fired'"
          },
          {
            "_id": "TE-010",
            "match": "'broken'", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-010'", "outcome": "'review'",
            "text": "'the sides differ by more than the tolerances'"
          },
          {
            "_id": "TE-011",
            "match": "'unmatched_ours'", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-011'", "outcome": "'review'",
            "text": "\"the counterparty's side is missing\""
          },
          {
            "_id": "TE-012",
            "match": "'unmatched_theirs'", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-012'", "outcome": "'review'",
            "text": "\"the bank's own side is missing\""
          },
          {
            "_id": "TE-020",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "'open'", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-020'", "outcome": "'reject'",
            "text": "'the exception of this pair is open, with these values or later ones'"
          },
          {
            "_id": "TE-021",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "'rejected'", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-021'", "outcome": "'reject'",
            "text": "'people rejected the same pair before'"
          },
          {
            "_id": "TE-022",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "'corrected'", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-022'", "outcome": "'reject'",
            "text": "'a later request of the records matches already'"
          },
          {
            "_id": "TE-023",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "'changed'", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-023'", "outcome": "'reject'",
            "text": "'the exception of this pair is open, and shows these values now'"
          },
          {
            "_id": "TE-030",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "", "usd_known": "'yes'", "exposure": "> 1000000", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-030'", "outcome": "'dual_control'",
            "text": "'the exposure is above 1,000,000 USD'"
          },
          {
            "_id": "TE-031",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "", "usd_known": "'no'", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-031'", "outcome": "'dual_control'",
            "text": "'the exposure in USD is not known'"
          },
          {
            "_id": "TE-040",
            "match": "'broken', 'unmatched_ours', 'unmatched_theirs'", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "'ahead'", "minutes": "<= 60", "restriction": "", "counterparty": "", "score": "",
            "rule_id": "'TE-040'", "outcome": "'escalate'",
            "text": "'the cut-off is an hour away at most'"
          },
          {
            "_id": "TE-050",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "'restricted'", "counterparty": "", "score": "",
            "rule_id": "'TE-050'", "outcome": "'escalate'",
            "text": "'an instrument is on the restricted list'"
          },
          {
            "_id": "TE-051",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "'watch'", "counterparty": "", "score": "",
            "rule_id": "'TE-051'", "outcome": "'review'",
            "text": "'an instrument is on the watch list'"
          },
          {
            "_id": "TE-052",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "'unknown'", "counterparty": "", "score": "",
            "rule_id": "'TE-052'", "outcome": "'review'",
            "text": "'no restricted list is in force'"
          },
          {
            "_id": "TE-060",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "'hit'", "score": "< 95",
            "rule_id": "'TE-060'", "outcome": "'review'",
            "text": "'the counterparty is a potential match with a screening list'"
          },
          {
            "_id": "TE-061",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "'hit'", "score": ">= 95",
            "rule_id": "'TE-061'", "outcome": "'escalate'",
            "text": "'the counterparty is a close match with a screening list'"
          },
          {
            "_id": "TE-062",
            "match": "", "earlier": "", "usd_known": "", "exposure": "", "cut_off": "", "minutes": "", "restriction": "", "counterparty": "'unknown'", "score": "",
            "rule_id": "'TE-062'", "outcome": "'review'",
            "text": "'no screening list is in force'"
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
        'Pairs that agree, exactly or within tolerances, are resolved; all others go to people.'
    );
    perform bankagent.ship_examples(
        'trade_exception',
        1,
        $examples$Test,Match,Earlier request,USD known,Exposure in USD,Cut-off,Minutes to it,Restriction,Counterparty,Score,Outcome,Rules
both sides agree,exact,none,yes,5000000,passed,0,clear,not_given,0,approve,TE-000
a difference within its tolerance,within_tolerance,none,yes,5000000,ahead,30,clear,clear,0,approve,TE-000
a pair that people accepted before,forced,approved,yes,5000000,ahead,30,clear,clear,0,approve,TE-000
a broken pair,broken,none,yes,1000000,unknown,0,clear,clear,0,review,TE-010
their side is missing,unmatched_ours,none,yes,1,unknown,0,clear,not_given,0,review,TE-011
our side is missing,unmatched_theirs,none,yes,1,unknown,0,clear,not_given,0,review,TE-012
a pair that is open already,broken,open,yes,1,unknown,0,clear,not_given,0,reject,"TE-010, TE-020"
the same missing side again,unmatched_ours,open,yes,1,unknown,0,clear,not_given,0,reject,"TE-011, TE-020"
a pair that agrees now and was open,exact,changed,yes,1,unknown,0,clear,not_given,0,approve,TE-000
a broken pair that has changed,broken,changed,yes,1,unknown,0,clear,not_given,0,reject,"TE-010, TE-023"
a pair that people rejected before,broken,rejected,yes,1,unknown,0,clear,not_given,0,reject,"TE-010, TE-021"
a broken pair that a later one corrected,broken,corrected,yes,1,unknown,0,clear,not_given,0,reject,"TE-010, TE-022"
a cent above a million,broken,none,yes,1000000.01,unknown,0,clear,not_given,0,dual_control,"TE-010, TE-030"
an exposure without a rate,broken,none,no,0,unknown,0,clear,not_given,0,dual_control,"TE-010, TE-031"
an hour before the cut-off,broken,none,yes,1,ahead,60,clear,not_given,0,escalate,"TE-010, TE-040"
61 minutes before the cut-off,broken,none,yes,1,ahead,61,clear,not_given,0,review,TE-010
after the cut-off,broken,none,yes,1,passed,0,clear,not_given,0,review,TE-010
on the restricted list,exact,none,yes,1,unknown,0,restricted,not_given,0,escalate,TE-050
on the watch list,exact,none,yes,1,unknown,0,watch,not_given,0,review,TE-051
no restricted list in force,exact,none,yes,1,unknown,0,unknown,not_given,0,review,TE-052
a name at 94 percent,exact,none,yes,1,unknown,0,clear,hit,94,review,TE-060
a name at 95 percent,exact,none,yes,1,unknown,0,clear,hit,95,escalate,TE-061
no screening list in force,exact,none,yes,1,unknown,0,clear,unknown,0,review,TE-062
open and restricted,broken,open,yes,2000000,ahead,10,restricted,clear,0,reject,
$examples$
    );
    perform bankagent.activate_shipped('trade_exception');
end
$shipped$;
