-- The decision tables of research_question, one row for each version.
-- Written by tools/policies.py from policies/research_question/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
do $shipped$
begin
    perform bankagent.ship_policy(
        'research_question',
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
            "audience", "documents", "answer", "quotes", "figures", "claims", "passages", "classification", "trust", "written_by"
          ],
          "properties": {
            "audience": {
              "type": "string", "public": true, "enum": ["internal", "client", "public"],
              "description": "the readers that the answer is for"
            },
            "documents": {
              "type": "string", "public": true, "enum": ["open", "named", "unknown"],
              "description": "the documents that the question names: none, some, or one that is not there"
            },
            "answer": {
              "type": "string", "public": true, "enum": ["answered", "unsupported", "none", "failed"],
              "description": "an answer with support, one with too little, no passage at all, or a model that gave none"
            },
            "quotes": {
              "type": "string", "public": true, "enum": ["exact", "fabricated", "not_retrieved", "none"],
              "description": "the quotes against the stored texts and the passages that were found"
            },
            "figures": {
              "type": "string", "public": true, "enum": ["supported", "unsupported"],
              "description": "each figure of the answer against its quotes"
            },
            "claims": {
              "type": "string", "public": true, "enum": ["supported", "unsupported"],
              "description": "each claim of the answer against its quotes"
            },
            "passages": {
              "type": "string", "public": true, "enum": ["agree", "disagree"],
              "description": "passages that give one measure with different figures"
            },
            "classification": {
              "type": "string", "public": false, "enum": ["none", "public", "internal", "confidential", "mnpi"],
              "description": "the strictest classification of a document that was found"
            },
            "trust": {
              "type": "string", "public": false, "enum": ["none", "house", "client", "external"],
              "description": "the lowest trust level of a document that is quoted"
            },
            "written_by": {
              "type": "string", "public": true, "enum": ["extraction", "model"],
              "description": "how the words of the answer came about"
            }
          }
        }
      }
    },
    {
      "id": "rules", "name": "Research question", "type": "decisionTableNode",
      "position": {"x": 300, "y": 0},
      "content": {
        "hitPolicy": "collect",
        "inputs": [
          {"id": "documents", "name": "Documents", "field": "documents"},
          {"id": "answer", "name": "Answer", "field": "answer"},
          {"id": "quotes", "name": "Quotes", "field": "quotes"},
          {"id": "figures", "name": "Figures", "field": "figures"},
          {"id": "claims", "name": "Claims", "field": "claims"},
          {"id": "passages", "name": "Passages", "field": "passages"},
          {"id": "classification", "name": "Classification", "field": "classification"},
          {"id": "audience", "name": "Audience", "field": "audience"},
          {"id": "trust", "name": "Trust", "field": "trust"},
          {"id": "written_by", "name": "Written by", "field": "written_by"}
        ],
        "outputs": [
          {"id": "rule_id", "name": "Rule", "field": "rule_id"},
          {"id": "outcome", "name": "Outcome", "field": "outcome"},
          {"id": "text", "name": "In words", "field": "text"}
        ],
        "rules": [
          {
            "_id": "RQ-000",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-000'", "outcome": "'approve'",
            "text": "'the answer quotes what supports it, and stays in the bank'"
          },
          {
            "_id": "RQ-010",
            "documents": "'unknown'", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-010'", "outcome": "'needs_info'",
            "text": "'the question names a document that is not there for this client'"
          },
          {
            "_id": "RQ-020",
            "documents": "", "answer": "'none'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-020'", "outcome": "'needs_info'",
            "text": "'no passage of the documents answers the question'"
          },
          {
            "_id": "RQ-021",
            "documents": "", "answer": "'unsupported'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-021'", "outcome": "'needs_info'",
            "text": "'the passages support no answer well enough'"
          },
          {
            "_id": "RQ-022",
            "documents": "", "answer": "'failed'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-022'", "outcome": "'review'",
            "text": "'the model gave no answer of the form that was asked for'"
          },
          {
            "_id": "RQ-030",
            "documents": "", "answer": "", "quotes": "'fabricated'", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-030'", "outcome": "'escalate'",
            "text": "'a quote is not in its document as it is quoted'"
          },
          {
            "_id": "RQ-031",
            "documents": "", "answer": "", "quotes": "'not_retrieved'", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-031'", "outcome": "'escalate'",
            "text": "'a quote is from a document that was not found for this question'"
          },
          {
            "_id": "RQ-040",
            "documents": "", "answer": "", "quotes": "", "figures": "'unsupported'", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-040'", "outcome": "'review'",
            "text": "'a figure of the answer is not in its quotes'"
          },
          {
            "_id": "RQ-041",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "'unsupported'", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-041'", "outcome": "'review'",
            "text": "'a claim of the answer says more than its quotes'"
          },
          {
            "_id": "RQ-042",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "'disagree'", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-042'", "outcome": "'review'",
            "text": "'passages of the documents disagree'"
          },
          {
            "_id": "RQ-050",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "'mnpi'", "audience": "'client', 'public'", "trust": "", "written_by": "",
            "rule_id": "'RQ-050'", "outcome": "'reject'",
            "text": "'the answer would tell readers outside what is not public'"
          },
          {
            "_id": "RQ-051",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "'mnpi'", "audience": "'internal'", "trust": "", "written_by": "",
            "rule_id": "'RQ-051'", "outcome": "'dual_control'",
            "text": "'the answer rests on what is not public'"
          },
          {
            "_id": "RQ-052",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "'internal', 'confidential'", "audience": "'client', 'public'", "trust": "", "written_by": "",
            "rule_id": "'RQ-052'", "outcome": "'review'",
            "text": "'the answer would tell readers outside what is for the bank'"
          },
          {
            "_id": "RQ-060",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "'client', 'public'", "trust": "", "written_by": "",
            "rule_id": "'RQ-060'", "outcome": "'review'",
            "text": "'a person with authority publishes what readers outside will see'"
          },
          {
            "_id": "RQ-070",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "'external'", "written_by": "",
            "rule_id": "'RQ-070'", "outcome": "'review'",
            "text": "'the answer rests on a document from outside'"
          },
          {
            "_id": "RQ-080",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "'model'",
            "rule_id": "'RQ-080'", "outcome": "'review'",
            "text": "'a model wrote the answer'"
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
        'An answer stands where it quotes exactly what supports it; people see what goes out or is doubted.'
    );
    perform bankagent.ship_examples(
        'research_question',
        1,
        $examples$Test,Documents,Answer,Quotes,Figures,Claims,Passages,Classification,Audience,Trust,Written by,Outcome,Rules
quoted from our own documents,open,answered,exact,supported,supported,agree,internal,internal,house,extraction,approve,RQ-000
a document that is not there,unknown,none,none,supported,supported,agree,none,internal,none,extraction,needs_info,
nothing was found,open,none,none,supported,supported,agree,none,internal,none,extraction,needs_info,RQ-020
little support,open,unsupported,none,supported,supported,agree,internal,internal,none,extraction,needs_info,RQ-021
no answer of the form,open,failed,none,supported,supported,agree,none,internal,none,extraction,review,RQ-022
an invented quote,open,answered,fabricated,supported,supported,agree,internal,internal,house,model,escalate,
a quote from elsewhere,open,answered,not_retrieved,supported,supported,agree,internal,internal,house,model,escalate,
another figure,open,answered,exact,unsupported,supported,agree,internal,internal,house,extraction,review,RQ-040
more than the quotes say,open,answered,exact,supported,unsupported,agree,internal,internal,house,extraction,review,RQ-041
two reports with two figures,open,answered,exact,supported,supported,disagree,internal,internal,house,extraction,review,RQ-042
inside information for a client,open,answered,exact,supported,supported,agree,mnpi,client,house,extraction,reject,
inside information inside,open,answered,exact,supported,supported,agree,mnpi,internal,house,extraction,dual_control,RQ-051
a confidential report for a client,open,answered,exact,supported,supported,agree,confidential,client,house,extraction,review,
a public report for a client,open,answered,exact,supported,supported,agree,public,client,house,extraction,review,RQ-060
a page from the web,open,answered,exact,supported,supported,agree,public,internal,external,extraction,review,RQ-070
written by a model,named,answered,exact,supported,supported,agree,internal,internal,house,model,review,RQ-080
$examples$
    );
    perform bankagent.ship_policy(
        'research_question',
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
            "audience", "documents", "answer", "quotes", "figures", "claims", "passages", "classification", "trust", "written_by"
          ],
          "properties": {
            "audience": {
              "type": "string", "public": true, "enum": ["internal", "client", "public"],
              "description": "the readers that the answer is for"
            },
            "documents": {
              "type": "string", "public": true, "enum": ["open", "named", "unknown"],
              "description": "the documents that the question names: none, some, or one that is not there"
            },
            "answer": {
              "type": "string", "public": true, "enum": ["answered", "unsupported", "none", "failed", "waiting"],
              "description": "an answer with support, one with too little, no passage at all, a model that gave none, or one that waits for people"
            },
            "quotes": {
              "type": "string", "public": true, "enum": ["exact", "fabricated", "not_retrieved", "none"],
              "description": "the quotes against the stored texts and the passages that were found"
            },
            "figures": {
              "type": "string", "public": true, "enum": ["supported", "unsupported"],
              "description": "each figure of the answer against its quotes"
            },
            "claims": {
              "type": "string", "public": true, "enum": ["supported", "unsupported"],
              "description": "each claim of the answer against its quotes"
            },
            "passages": {
              "type": "string", "public": true, "enum": ["agree", "disagree"],
              "description": "passages that give one measure with different figures"
            },
            "classification": {
              "type": "string", "public": false, "enum": ["none", "public", "internal", "confidential", "mnpi"],
              "description": "the strictest classification of a document that was found"
            },
            "trust": {
              "type": "string", "public": false, "enum": ["none", "house", "client", "external"],
              "description": "the lowest trust level of a document that is quoted"
            },
            "written_by": {
              "type": "string", "public": true, "enum": ["extraction", "model"],
              "description": "how the words of the answer came about"
            }
          }
        }
      }
    },
    {
      "id": "rules", "name": "Research question", "type": "decisionTableNode",
      "position": {"x": 300, "y": 0},
      "content": {
        "hitPolicy": "collect",
        "inputs": [
          {"id": "documents", "name": "Documents", "field": "documents"},
          {"id": "answer", "name": "Answer", "field": "answer"},
          {"id": "quotes", "name": "Quotes", "field": "quotes"},
          {"id": "figures", "name": "Figures", "field": "figures"},
          {"id": "claims", "name": "Claims", "field": "claims"},
          {"id": "passages", "name": "Passages", "field": "passages"},
          {"id": "classification", "name": "Classification", "field": "classification"},
          {"id": "audience", "name": "Audience", "field": "audience"},
          {"id": "trust", "name": "Trust", "field": "trust"},
          {"id": "written_by", "name": "Written by", "field": "written_by"}
        ],
        "outputs": [
          {"id": "rule_id", "name": "Rule", "field": "rule_id"},
          {"id": "outcome", "name": "Outcome", "field": "outcome"},
          {"id": "text", "name": "In words", "field": "text"}
        ],
        "rules": [
          {
            "_id": "RQ-000",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-000'", "outcome": "'approve'",
            "text": "'the answer quotes what supports it, and stays in the bank'"
          },
          {
            "_id": "RQ-010",
            "documents": "'unknown'", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-010'", "outcome": "'needs_info'",
            "text": "'the question names a document that is not there for this client'"
          },
          {
            "_id": "RQ-020",
            "documents": "", "answer": "'none'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-020'", "outcome": "'needs_info'",
            "text": "'no passage of the documents answers the question'"
          },
          {
            "_id": "RQ-021",
            "documents": "", "answer": "'unsupported'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-021'", "outcome": "'needs_info'",
            "text": "'the passages support no answer well enough'"
          },
          {
            "_id": "RQ-022",
            "documents": "", "answer": "'failed'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-022'", "outcome": "'review'",
            "text": "'the model gave no answer of the form that was asked for'"
          },
          {
            "_id": "RQ-023",
            "documents": "", "answer": "'waiting'", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-023'", "outcome": "'review'",
            "text": "'the agent asks people for a tool call before it goes on'"
          },
          {
            "_id": "RQ-030",
            "documents": "", "answer": "", "quotes": "'fabricated'", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-030'", "outcome": "'escalate'",
            "text": "'a quote is not in its document as it is quoted'"
          },
          {
            "_id": "RQ-031",
            "documents": "", "answer": "", "quotes": "'not_retrieved'", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-031'", "outcome": "'escalate'",
            "text": "'a quote is from a document that was not found for this question'"
          },
          {
            "_id": "RQ-040",
            "documents": "", "answer": "", "quotes": "", "figures": "'unsupported'", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-040'", "outcome": "'review'",
            "text": "'a figure of the answer is not in its quotes'"
          },
          {
            "_id": "RQ-041",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "'unsupported'", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-041'", "outcome": "'review'",
            "text": "'a claim of the answer says more than its quotes'"
          },
          {
            "_id": "RQ-042",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "'disagree'", "classification": "", "audience": "", "trust": "", "written_by": "",
            "rule_id": "'RQ-042'", "outcome": "'review'",
            "text": "'passages of the documents disagree'"
          },
          {
            "_id": "RQ-050",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "'mnpi'", "audience": "'client', 'public'", "trust": "", "written_by": "",
            "rule_id": "'RQ-050'", "outcome": "'reject'",
            "text": "'the answer would tell readers outside what is not public'"
          },
          {
            "_id": "RQ-051",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "'mnpi'", "audience": "'internal'", "trust": "", "written_by": "",
            "rule_id": "'RQ-051'", "outcome": "'dual_control'",
            "text": "'the answer rests on what is not public'"
          },
          {
            "_id": "RQ-052",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "'internal', 'confidential'", "audience": "'client', 'public'", "trust": "", "written_by": "",
            "rule_id": "'RQ-052'", "outcome": "'review'",
            "text": "'the answer would tell readers outside what is for the bank'"
          },
          {
            "_id": "RQ-060",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "'client', 'public'", "trust": "", "written_by": "",
            "rule_id": "'RQ-060'", "outcome": "'review'",
            "text": "'a person with authority publishes what readers outside will see'"
          },
          {
            "_id": "RQ-070",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "'external'", "written_by": "",
            "rule_id": "'RQ-070'", "outcome": "'review'",
            "text": "'the answer rests on a document from outside'"
          },
          {
            "_id": "RQ-080",
            "documents": "", "answer": "", "quotes": "", "figures": "", "claims": "", "passages": "", "classification": "", "audience": "", "trust": "", "written_by": "'model'",
            "rule_id": "'RQ-080'", "outcome": "'review'",
            "text": "'a model wrote the answer'"
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
        'An answer stands where it quotes exactly what supports it; people see what goes out or is doubted.'
    );
    perform bankagent.ship_examples(
        'research_question',
        2,
        $examples$Test,Documents,Answer,Quotes,Figures,Claims,Passages,Classification,Audience,Trust,Written by,Outcome,Rules
quoted from our own documents,open,answered,exact,supported,supported,agree,internal,internal,house,extraction,approve,RQ-000
a document that is not there,unknown,none,none,supported,supported,agree,none,internal,none,extraction,needs_info,
nothing was found,open,none,none,supported,supported,agree,none,internal,none,extraction,needs_info,RQ-020
people are asked for a tool call,open,waiting,none,supported,supported,agree,none,internal,none,extraction,review,RQ-023
little support,open,unsupported,none,supported,supported,agree,internal,internal,none,extraction,needs_info,RQ-021
no answer of the form,open,failed,none,supported,supported,agree,none,internal,none,extraction,review,RQ-022
an invented quote,open,answered,fabricated,supported,supported,agree,internal,internal,house,model,escalate,
a quote from elsewhere,open,answered,not_retrieved,supported,supported,agree,internal,internal,house,model,escalate,
another figure,open,answered,exact,unsupported,supported,agree,internal,internal,house,extraction,review,RQ-040
more than the quotes say,open,answered,exact,supported,unsupported,agree,internal,internal,house,extraction,review,RQ-041
two reports with two figures,open,answered,exact,supported,supported,disagree,internal,internal,house,extraction,review,RQ-042
inside information for a client,open,answered,exact,supported,supported,agree,mnpi,client,house,extraction,reject,
inside information inside,open,answered,exact,supported,supported,agree,mnpi,internal,house,extraction,dual_control,RQ-051
a confidential report for a client,open,answered,exact,supported,supported,agree,confidential,client,house,extraction,review,
a public report for a client,open,answered,exact,supported,supported,agree,public,client,house,extraction,review,RQ-060
a page from the web,open,answered,exact,supported,supported,agree,public,internal,external,extraction,review,RQ-070
written by a model,named,answered,exact,supported,supported,agree,internal,internal,house,model,review,RQ-080
$examples$
    );
    perform bankagent.activate_shipped('research_question');
end
$shipped$;
