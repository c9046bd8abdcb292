-- The decision tables of client_onboarding, one row for each version.
-- Written by tools/policies.py from policies/client_onboarding/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
do $shipped$
begin
    perform bankagent.ship_policy(
        'client_onboarding',
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
            "client_type", "review", "requirements", "open_requirements", "refused_requirements", "waived_requirements", "unreviewed_documents", "shared_files", "ending_soon", "owners", "owner_count", "screening", "open_hits", "oldest_list_days", "pep", "country_risk", "product_risk", "channel_risk", "rating", "rating_known", "rating_score", "review_months", "earlier", "days_overdue"
          ],
          "properties": {
            "client_type": {
              "type": "string", "public": true, "enum": ["company", "person", "fund", "trust", "bank"],
              "description": "the type of the client"
            },
            "review": {
              "type": "string", "public": true, "enum": ["onboarding", "periodic", "event"],
              "description": "why the client is looked into"
            },
            "requirements": {
              "type": "string", "public": true, "enum": ["complete", "open", "unknown"],
              "description": "whether a document that must be shown is still asked for; unknown: no requirement applies"
            },
            "open_requirements": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "musts that are missing, expired or refused"
            },
            "refused_requirements": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "requirements whose document was refused or is asked for again"
            },
            "waived_requirements": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "requirements that are waived or deferred, with a second person"
            },
            "unreviewed_documents": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "documents that meet a requirement and that no reviewer accepted"
            },
            "shared_files": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "files that stand as documents of two parties, or under two types"
            },
            "ending_soon": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "requirements whose document counts for less than 90 days from now"
            },
            "owners": {
              "type": "string", "public": true, "enum": ["found", "senior_manager", "none", "gap", "cycle", "not_needed"],
              "description": "beneficial owners; gap: 25 % or more without a known owner; cycle: companies own one another"
            },
            "owner_count": {
              "type": "integer", "public": true, "minimum": 0,
              "description": "beneficial owners, or the senior managers who stand in for them"
            },
            "screening": {
              "type": "string", "public": false, "enum": ["clear", "possible", "unknown", "strong", "confirmed"],
              "description": "the strictest word for any party on the screening lists in force; strong: more than the name agrees"
            },
            "open_hits": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "hits of all parties that were not cleared"
            },
            "oldest_list_days": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "the age in days of the oldest screening list in force; no shipped rule tests it"
            },
            "pep": {
              "type": "string", "public": false, "enum": ["yes", "no", "unknown"],
              "description": "whether a party is a politically exposed person, as the case says; unknown: a person was not asked"
            },
            "country_risk": {
              "type": "string", "public": false, "enum": ["low", "medium", "unknown", "high", "prohibited"],
              "description": "the strictest tier of any country of a party; unknown too where a party names none"
            },
            "product_risk": {
              "type": "string", "public": false, "enum": ["low", "medium", "unknown", "high", "prohibited"],
              "description": "the strictest tier of any product"
            },
            "channel_risk": {
              "type": "string", "public": false, "enum": ["low", "medium", "unknown", "high", "prohibited"],
              "description": "the tier of the channel"
            },
            "rating": {
              "type": "string", "public": false, "enum": ["low", "medium", "high", "prohibited"],
              "description": "the rating by five factors and what overrides them"
            },
            "rating_known": {
              "type": "string", "public": false, "enum": ["yes", "no"],
              "description": "whether the tier of each factor is known"
            },
            "rating_score": {
              "type": "integer", "public": false, "minimum": 0, "maximum": 100,
              "description": "the sum of the five factors"
            },
            "review_months": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "months until the next review; 0 where the rating is prohibited"
            },
            "earlier": {
              "type": "string", "public": false, "enum": ["none", "same", "changed", "material", "declined"],
              "description": "the case beside the client's last one that was decided; declined: it was rejected"
            },
            "days_overdue": {
              "type": "integer", "public": false, "minimum": 0,
              "description": "days since the review that the last case asked for was due; 0 where it was not"
            }
          }
        }
      }
    },
    {
      "id": "rules", "name": "Client onboarding", "type": "decisionTableNode",
      "position": {"x": 300, "y": 0},
      "content": {
        "hitPolicy": "collect",
        "inputs": [
          {"id": "requirements", "name": "Requirements", "field": "requirements"},
          {"id": "shared_files", "name": "Shared files", "field": "shared_files"},
          {"id": "owners", "name": "Owners", "field": "owners"},
          {"id": "screening", "name": "Screening", "field": "screening"},
          {"id": "rating", "name": "Rating", "field": "rating"},
          {"id": "rating_known", "name": "Rating known", "field": "rating_known"},
          {"id": "earlier", "name": "Earlier case", "field": "earlier"},
          {"id": "days_overdue", "name": "Days overdue", "field": "days_overdue"}
        ],
        "outputs": [
          {"id": "rule_id", "name": "Rule", "field": "rule_id"},
          {"id": "outcome", "name": "Outcome", "field": "outcome"},
          {"id": "text", "name": "In words", "field": "text"}
        ],
        "rules": [
          {
            "_id": "CO-000",
            "requirements": "", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-000'", "outcome": "'approve'",
            "text": "'each must is shown, no name is on a list, and the risk is low'"
          },
          {
            "_id": "CO-010",
            "requirements": "'open'", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-010'", "outcome": "'needs_info'",
            "text": "'documents that must be shown are missing, expired or refused'"
          },
          {
            "_id": "CO-011",
            "requirements": "'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-011'", "outcome": "'review'",
            "text": "'no requirements are in force for this client'"
          },
          {
            "_id": "CO-012",
            "requirements": "'complete', 'unknown'", "shared_files": "> 0", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-012'", "outcome": "'review'",
            "text": "'one file stands as documents of two parties or of two types'"
          },
          {
            "_id": "CO-020",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "'senior_manager'", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-020'", "outcome": "'review'",
            "text": "'no beneficial owner was found and a senior manager stands in'"
          },
          {
            "_id": "CO-021",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "'gap'", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-021'", "outcome": "'review'",
            "text": "'25 % or more have no known owner, or it is not known who controls a holder or stands behind a role of a trust'"
          },
          {
            "_id": "CO-022",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "'cycle'", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-022'", "outcome": "'review'",
            "text": "'companies of the case own one another'"
          },
          {
            "_id": "CO-023",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "'none'", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-023'", "outcome": "'review'",
            "text": "'no beneficial owner and no senior manager is named'"
          },
          {
            "_id": "CO-030",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "'possible'", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-030'", "outcome": "'review'",
            "text": "'a name is a potential match with a screening list'"
          },
          {
            "_id": "CO-031",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "'unknown'", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-031'", "outcome": "'review'",
            "text": "'no screening list is in force, one is not whole or was retired, a name cannot be compared, or it has too many hits'"
          },
          {
            "_id": "CO-032",
            "requirements": "", "shared_files": "", "owners": "", "screening": "'strong'", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-032'", "outcome": "'escalate'",
            "text": "'a name and a day of birth or an identifier match a screening list'"
          },
          {
            "_id": "CO-033",
            "requirements": "", "shared_files": "", "owners": "", "screening": "'confirmed'", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-033'", "outcome": "'escalate'",
            "text": "'a match with a screening list was confirmed'"
          },
          {
            "_id": "CO-040",
            "requirements": "", "shared_files": "", "owners": "", "screening": "", "rating": "'prohibited'", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-040'", "outcome": "'reject'",
            "text": "'a country, a product or a channel is prohibited'"
          },
          {
            "_id": "CO-041",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "'high'", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-041'", "outcome": "'dual_control'",
            "text": "'the risk is high: two people approve, one of them with the role compliance'"
          },
          {
            "_id": "CO-042",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "'medium'", "rating_known": "", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-042'", "outcome": "'review'",
            "text": "'the risk is medium'"
          },
          {
            "_id": "CO-043",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "'no'", "earlier": "", "days_overdue": "",
            "rule_id": "'CO-043'", "outcome": "'review'",
            "text": "\"the risk of a country, a product, a channel or a person's public office is not known\""
          },
          {
            "_id": "CO-050",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "'material'", "days_overdue": "",
            "rule_id": "'CO-050'", "outcome": "'review'",
            "text": "\"the case differs in a material way from the client's last one\""
          },
          {
            "_id": "CO-051",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "'declined'", "days_overdue": "",
            "rule_id": "'CO-051'", "outcome": "'review'",
            "text": "'the client was declined before'"
          },
          {
            "_id": "CO-052",
            "requirements": "'complete', 'unknown'", "shared_files": "", "owners": "", "screening": "", "rating": "", "rating_known": "", "earlier": "", "days_overdue": "> 0",
            "rule_id": "'CO-052'", "outcome": "'review'",
            "text": "'the periodic review was due before this case'"
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
        'Low risk with all documents is accepted; open documents are asked for; all else goes to people, and what is prohibited is refused.'
    );
    perform bankagent.ship_examples(
        'client_onboarding',
        1,
        $examples$Test,Requirements,Shared files,Owners,Screening,Rating,Rating known,Earlier case,Days overdue,Outcome,Rules
a company of low risk with all documents,complete,0,found,clear,low,yes,none,0,approve,CO-000
a person of low risk with all documents,complete,0,not_needed,clear,low,yes,none,0,approve,CO-000
a document that must be shown is missing,open,0,found,clear,low,yes,none,0,needs_info,CO-010
documents are asked for before people look at the risk,open,0,found,clear,high,yes,none,0,needs_info,CO-010
documents are asked for before people look at a name,open,0,gap,possible,medium,no,none,0,needs_info,CO-010
no requirements are in force,unknown,0,found,clear,low,yes,none,0,review,CO-011
one file as passports of two persons,complete,1,found,clear,low,yes,none,0,review,CO-012
documents are asked for before a shared file is looked at,open,2,found,clear,low,yes,none,0,needs_info,CO-010
a senior manager stands in,complete,0,senior_manager,clear,low,yes,none,0,review,CO-020
a gap in the ownership,complete,0,gap,clear,low,yes,none,0,review,CO-021
companies that own one another,complete,0,cycle,clear,low,yes,none,0,review,CO-022
the owner is waived,complete,0,none,clear,low,yes,none,0,review,CO-023
a name alone,complete,0,found,possible,low,yes,none,0,review,CO-030
no screening list,complete,0,found,unknown,low,yes,none,0,review,CO-031
a name and a day of birth,complete,0,found,strong,low,yes,none,0,escalate,CO-032
a strong match is escalated while documents are open,open,0,found,strong,low,yes,none,0,escalate,"CO-010, CO-032"
a confirmed match,complete,0,found,confirmed,low,yes,none,0,escalate,CO-033
a confirmed match of high risk,complete,0,found,confirmed,high,yes,none,0,escalate,"CO-033, CO-041"
a prohibited country,complete,0,found,clear,prohibited,yes,none,0,reject,CO-040
a prohibited country is refused while documents are open,open,0,none,confirmed,prohibited,no,none,0,reject,"CO-010, CO-033, CO-040"
high risk,complete,0,found,clear,high,yes,none,0,dual_control,CO-041
high risk with a name alone,complete,0,found,possible,high,yes,none,0,dual_control,"CO-030, CO-041"
medium risk,complete,0,found,clear,medium,yes,none,0,review,CO-042
a country without a tier,complete,0,found,clear,low,no,none,0,review,CO-043
a review that finds all as it was,complete,0,found,clear,low,yes,same,0,approve,CO-000
a review with a change that is not material,complete,0,found,clear,low,yes,changed,0,approve,CO-000
a review with a material change,complete,0,found,clear,low,yes,material,0,review,CO-050
documents are asked for before a material change is looked at,open,0,found,clear,low,yes,material,0,needs_info,CO-010
a client that was declined comes again,complete,0,found,clear,low,yes,declined,0,review,CO-051
a review on the day after it was due,complete,0,found,clear,low,yes,same,1,review,CO-052
documents are asked for before people look at an overdue review,open,0,found,clear,low,yes,same,1,needs_info,CO-010
$examples$
    );
    perform bankagent.activate_shipped('client_onboarding');
end
$shipped$;
