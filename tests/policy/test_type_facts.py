"""Facts of a table beside those that code finds for its request types."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bankagent import catalog
from bankagent.domain.fact import Fact, number, one_of, text, whole
from bankagent.domain.known import Known
from bankagent.facts.answers import Answers, CheckedAnswer
from bankagent.policy.csv import to_jdm
from bankagent.policy.engine import evaluate
from bankagent.policy.facts_file import FactsFile
from bankagent.policy.lint import lint
from bankagent.request_types import research_question
from bankagent.request_types.research_question import ResearchQuestion
from tests.support import policies
from tests.support.policies import content

FOUND: dict[str, Fact] = {
    "amount": number(above=0),
    "count": whole(minimum=0, maximum=100),
    "word": one_of("yes", "no"),
    "code": text("^[A-Z]{3}$"),
    "flag": Fact("boolean"),
}
FACTS: dict[str, Any] = {
    "amount": {"type": "number", "exclusiveMinimum": 0},
    "count": {"type": "integer", "minimum": 0, "maximum": 100},
    "word": {"type": "string", "enum": ["yes", "no"]},
    "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "flag": {"type": "boolean"},
}
TABLE = b"Rule,Amount,Outcome,In words\nT-000,,approve,ok\nT-001,> 5,review,large\n"


def faults(**facts: Any) -> dict[str, str]:
    """The faults of a table whose file says this of some facts; None leaves one out."""
    named = {name: one for name, one in (FACTS | facts).items() if one is not None}
    file = {"name": "t", "description": "d", "facts": named}
    file["columns"] = [{"id": "n", "name": "Amount", "field": "amount"}]
    table_json = to_jdm(TABLE, json.dumps(file))
    found: dict[str, str] = {}
    for one in lint(table_json, found=FOUND).faults:
        found[one.field] = f"{found.get(one.field, '')} {one.expected}"
    return found


def test_a_table_may_have_all_facts_that_the_code_finds_or_some_of_them() -> None:
    assert faults() == {}
    assert faults(word=None, code=None) == {}


@pytest.mark.parametrize(
    ("name", "schema", "said"),
    [
        (
            "amount",
            {"type": "integer", "exclusiveMinimum": 0},
            "takes amount for integer; the code",
        ),
        ("amount", {"type": "number"}, "needs exclusiveMinimum 0 for amount"),
        ("amount", {"type": "number", "minimum": 0}, "must have no minimum"),
        ("count", {"type": "integer", "minimum": 0, "maximum": 1}, "needs maximum 100 for count"),
        ("word", {"type": "string", "enum": ["YES", "yes", "no"]}, "YES, which the code never"),
        ("word", {"type": "string", "enum": ["yes"]}, "leaves out no, on which no rule"),
        ("word", {"type": "string", "pattern": "^(yes|no)$"}, "needs the enum yes, no for word"),
        ("code", {"type": "string", "enum": ["USD"]}, "needs the pattern ^[A-Z]{3}$ for code"),
        ("code", {"type": "string", "pattern": "^[a-z]{3}$"}, "needs the pattern ^[A-Z]{3}$"),
        (
            "flag",
            {"type": "string", "enum": ["true"]},
            "takes flag for string; the code finds boolean",
        ),
        ("moon_phase", {"type": "string", "enum": ["full"]}, "the fact moon_phase, which no code"),
    ],
)
def test_a_fact_that_the_code_does_not_find_so_is_a_fault(
    name: str, schema: dict[str, Any], said: str
) -> None:
    found = faults(**{name: schema})
    assert {*found} == {"column Amount" if name == "amount" else f"fact {name}"}
    assert said in " ".join(found.values())


def test_a_fault_names_the_column_and_the_facts_that_there_are() -> None:
    def moon(model: Any) -> None:
        schema = content(model, "inputNode")["schema"]
        schema["properties"]["moon_phase"] = {"type": "string", "enum": ["full", "new"]}
        schema["required"].append("moon_phase")
        content(model)["inputs"].append({"id": "moon", "name": "Moon", "field": "moon_phase"})

    policy = policies.changed(policies.shipped("trade_review"), moon)
    (fault,) = lint(policy.table_json, found=catalog.facts_of_policy("trade_review")).faults
    assert fault.field == "column Moon"
    assert fault.expected.startswith(
        "rests on the fact moon_phase, which no code finds; the facts are: book_limit, capture, "
    )


@pytest.mark.parametrize("path", policies.TABLES, ids=policies.label)
def test_each_facts_file_that_ships_says_what_the_code_finds(path: Path) -> None:
    facts = FactsFile.read(path.with_suffix(".facts.json").read_bytes()).facts
    key = path.parent.name
    table_json = to_jdm(path.read_bytes(), path.with_suffix(".facts.json").read_bytes())
    found = catalog.facts_of_policy(key)
    assert found is not None
    faults = lint(table_json, found=found).faults
    assert set(facts) <= set(found)
    newest = max(int(one.stem) for one in policies.TABLES if one.parent == path.parent)
    if int(path.stem) == newest:
        assert (set(facts), faults) == (set(found), ())
    # Code may find words since then; a table without one of them leaves it to people.
    assert all(one.expected.startswith("leaves out ") for one in faults)


def test_a_table_that_lacks_a_word_of_today_leaves_the_request_to_people() -> None:
    known = Known(Answers({1: CheckedAnswer(answer="waiting")}))
    facts = research_question.facts(ResearchQuestion(question="Why?"), known)
    found = evaluate(policies.shipped("research_question", 1), facts)
    assert (found.outcome, found.fired[0].rule_id) == ("review", "POLICY-ERROR")


def test_a_policy_of_no_type_is_compared_with_none() -> None:
    assert catalog.facts_of_policy("nonesuch") is None


def test_a_fact_that_two_types_declare_differently_is_none_of_their_policy() -> None:
    (known,) = [one for one in catalog.TYPES if one.name == "trade_review"]
    schema = {"side": one_of("long"), "dates": known.fact_schema["dates"]}
    other = replace(known, name="other", fact_schema=schema)
    assert catalog.facts_of_policy("trade_review", [known, other]) == {
        "dates": known.fact_schema["dates"]
    }


@pytest.mark.parametrize(
    ("fact", "held", "not_held"),
    [
        (FOUND["amount"], [Decimal("0.01"), 1], [0, True, "1", None]),
        (FOUND["count"], [0, 100], [-1, 101, Decimal(1), True]),
        (FOUND["word"], ["yes"], ["YES", "", True]),
        (FOUND["code"], ["USD"], ["usd", "USDX"]),
        (FOUND["flag"], [True, False], [1, "true"]),
    ],
)
def test_a_declared_fact_holds_its_values_only(
    fact: Fact, held: list[Any], not_held: list[Any]
) -> None:
    assert all(map(fact.holds, held))
    assert not any(map(fact.holds, not_held))
