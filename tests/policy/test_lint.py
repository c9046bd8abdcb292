"""Lint: rows that do not do what their author thinks, each named with its row and column."""

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
import zen

from bankagent.policy import gates
from bankagent.policy.csv import to_jdm
from bankagent.policy.lint import lint
from tests.support import policies

# Two nodes of the shape of aml.json in gorules/zen (test-data/graphs), cut down.
SANCTIONS = Path(__file__).parent / "data" / "sanctions.json"
FACTS = {
    "name": "A table",
    "description": "Decides for tests.",
    "facts": {
        "amount": {"type": "number", "exclusiveMinimum": 0},
        "count": {"type": "integer", "minimum": 0, "maximum": 3},
        "word": {"type": "string", "enum": ["yes", "no", "unknown"]},
        "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "flag": {"type": "boolean"},
    },
    "columns": [
        {"id": "a", "name": "Amount", "field": "amount"},
        {"id": "b", "name": "Amount again", "field": "amount"},
        {"id": "n", "name": "Count", "field": "count"},
        {"id": "w", "name": "Word", "field": "word"},
        {"id": "c", "name": "Code", "field": "code"},
        {"id": "f", "name": "Flag", "field": "flag"},
    ],
}
COLUMNS = {"a": 1, "b": 2, "n": 3, "w": 4, "c": 5, "f": 6, "outcome": 7}


def table(*rules: dict[str, str], default: str = "approve") -> str:
    """A table with these rules below its default; a rule says review where it says nothing."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = [column["name"] for column in FACTS["columns"]]  # type: ignore[index]
    writer.writerow(["Rule", *names, "Outcome", "In words"])
    writer.writerow(["AA-000", *[""] * 6, default, "the default"])
    for number, rule in enumerate(rules, start=1):
        row = [f"AA-{number:03}", *[""] * 6, "review", "a reason"]
        for column, cell in rule.items():
            row[COLUMNS[column]] = cell
        writer.writerow(row)
    return to_jdm(text.getvalue().encode(), json.dumps(FACTS))


def faults(*rules: dict[str, str], **named: Any) -> dict[str, str]:
    return {one.field: one.expected for one in lint(table(*rules, **named)).faults}


def test_the_dead_sanctions_row_of_the_engines_own_example_is_found() -> None:
    text = SANCTIONS.read_text()
    facts = json.dumps({"merchant": {"location": {"country": "RU"}}})
    said = zen.ZenEngine().create_decision(text).evaluate(facts)
    assert said["result"] == {"flags": {"global": "green"}}  # what hurts: Russia is green
    expected = "table Global Sanctions, row 2, column Input: the column tests no fact, so this row "
    assert gates.check(text)[0] == expected + "never fires."
    assert lint(text).faults[0].expected == gates.check(text)[0]


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ({"a": "> 5 and < 3"}, "column Amount", "no amount matches > 5 and < 3"),
        ({"a": "< 0"}, "column Amount", "no amount matches < 0"),
        ({"a": "[5..3]"}, "column Amount", "no amount matches [5..3]"),
        ({"a": "> 5", "b": "< 3"}, "column Amount again", "no amount matches < 3"),
        ({"n": "> 3"}, "column Count", "no count matches > 3"),
        ({"n": "> 1 and < 2"}, "column Count", "no count matches"),
        ({"n": "[0.5..0.5]"}, "column Count", "no count matches 0.5"),
        ({"w": "not yes, no, unknown"}, "column Word", "no word matches"),
    ],
)
def test_a_row_that_no_facts_can_reach_is_a_fault_of_its_cell(
    rule: dict[str, str], place: str, said: str
) -> None:
    found = faults({"f": "true"}, rule)
    assert said in found[f"row 4 (AA-002), {place}"]


@pytest.mark.parametrize(
    "rule",
    [
        {"a": "> 5 and < 6"},
        {"a": "> 0 and < 0.01"},
        {"a": ">= 1", "b": "<= 1"},
        {"n": "> 1 and < 2.5"},
        {"n": "[2.5..3]"},
        {"w": "not yes, no"},
        {"c": "not USD, EUR, JPY"},
        {"c": "ZZZ"},
        {"f": "false"},
    ],
)
def test_a_row_that_some_facts_reach_is_none(rule: dict[str, str]) -> None:
    assert faults(rule) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": "> 5"}, {"a": "> 5.00"}),
        ({"w": "yes, no"}, {"w": "not unknown"}),
        ({"n": "> 1"}, {"n": "[2..3]"}),
        ({"n": "> 1", "f": "true"}, {"f": "TRUE", "n": ">= 2"}),
        ({"a": "> 5"}, {"b": "> 5"}),
        ({"a": "> 5"}, {"a": "> 5", "outcome": "reject"}),
    ],
)
def test_two_rows_that_fire_on_the_same_facts_are_a_fault(
    one: dict[str, str], other: dict[str, str]
) -> None:
    found = faults({"w": "unknown", "f": "false"}, one, other)
    said = "fires on the same facts as row 4 (AA-002): keep one"
    assert said in {found.get("row 5 (AA-003)")} | {
        text for place, text in found.items() if "AA-003" in place
    }


def test_a_row_whose_outcome_never_matters_is_a_fault() -> None:
    assert faults({"a": "> 9"}, {"a": "> 5", "outcome": "reject"}) == {
        "row 3 (AA-001)": "never matters: wherever it fires, a stricter row fires too "
        "(AA-002 reject)"
    }
    # Only together do the two cover it.
    covered = faults(
        {"a": "> 9"},
        {"w": "yes", "outcome": "reject"},
        {"w": "no, unknown", "outcome": "escalate"},
    )
    assert "AA-002 reject, AA-003 escalate" in covered["row 3 (AA-001)"]
    assert faults({"a": "> 9"}, {"w": "yes", "outcome": "reject"}) == {}
    assert faults({"a": "> 5"}, {"a": "> 9", "outcome": "reject"}) == {}
    # Where the default is stricter, a row that approves is never heard.
    assert (
        "AA-000 review"
        in faults({"a": "< 5", "outcome": "approve"}, default="review")["row 3 (AA-001)"]
    )


def test_an_id_keeps_its_meaning_in_later_versions() -> None:
    earlier = {1: table({"a": "> 5"}, {"w": "no"})}
    raised = table({"a": ">= 6"}, {"w": "no, unknown"})
    assert lint(raised, earlier).passed
    same_words = table({"w": "no"}, {"w": "unknown"})
    assert lint(same_words, earlier | {2: raised}).passed
    other_words = same_words.replace("'a reason'", "'another one'", 1)
    (fault,) = lint(other_words, earlier | {2: raised}).faults
    assert fault.field == "row 3 (AA-001)"
    assert fault.expected == (
        "tests other facts, in other words, than in version 2 (amount): give it a new id"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"a": "> 5"}, {"a": "> 5", "outcome": "reject"}, "has another outcome than in version 1 "),
        ({"a": "> 5"}, {"a": "<= 5"}, "the other way in column Amount than in version 1 (> 5)"),
        ({"a": "> 5"}, {"a": "[5..6]"}, "the other way in column Amount"),
        ({"a": "5"}, {"a": "!= 5"}, "the other way in column Amount"),
        ({"w": "yes"}, {"w": "not yes"}, "the other way in column Word than in version 1"),
        ({"w": "yes"}, {"w": "no"}, "the other way in column Word"),
        ({"c": "USD"}, {"c": "not USD"}, "the other way in column Code"),
        ({"f": "true"}, {"f": "false"}, "the other way in column Flag than in version 1 (true)"),
    ],
)
def test_another_outcome_or_another_direction_needs_a_new_id(
    before: dict[str, str], after: dict[str, str], said: str
) -> None:
    found = lint(table(after), {1: table(before)}).faults
    assert [one.field for one in found] == ["row 3 (AA-001)"]
    assert said in found[0].expected
    assert found[0].expected.endswith(": give it a new id")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": "> 5"}, {"a": ">= 7"}),
        ({"a": ">= 1 and < 5"}, {"a": "> 2 and < 9"}),
        ({"a": "[1..5]"}, {"a": "(2..9]"}),
        ({"w": "yes"}, {"w": "yes, no"}),
        ({"w": "yes"}, {"w": "not no"}),
        ({"c": "not USD"}, {"c": "not EUR"}),
        ({"a": "> 5"}, {"n": "> 1"}),
    ],
)
def test_a_limit_that_moves_keeps_the_id(before: dict[str, str], after: dict[str, str]) -> None:
    assert lint(table(after), {1: table(before)}).faults == ()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([{"a": "< 10"}, {"a": "> 20"}], "10 to 20"),
        ([{"a": "<= 10"}, {"a": ">= 20"}], "more than 10 to less than 20"),
        ([{"a": "< 10"}, {"a": "> 10"}], "10"),
        ([{"a": "> 5000000"}], "5000000 and less"),
        ([{"a": ">= 5"}], "less than 5"),
        ([{"a": "< 5.50"}], "5.50 and more"),
        ([{"a": "<= 5"}], "more than 5"),
        ([{"a": "[1..2]"}, {"b": "(4..5)"}], "less than 1, more than 2 to 4, 5 and more"),
        ([{"a": "!= 7"}], "7"),
    ],
)
def test_numbers_that_no_rule_tests_are_a_note(rules: list[dict[str, str]], said: str) -> None:
    notes = {one.field: one.expected for one in lint(table(*rules)).notes}
    assert notes["column Amount"] == (
        f"no rule tests {said}; there AA-000 (approve) may decide alone"
    )


def test_numbers_that_rules_cover_are_no_note() -> None:
    covered = lint(table({"a": "< 10"}, {"a": ">= 10"}, {"n": "> 1"}, {"n": "[0..1]"}))
    assert {one.field for one in covered.notes} == {"column Word", "column Code", "column Flag"}


def test_a_number_in_words_that_no_cell_has_is_a_note() -> None:
    said = table({"a": "> 6000000"}).replace("a reason", "above 5,000,000 USD, or 6,000,000.00")
    notes = {one.field: one.expected for one in lint(said).notes}
    assert notes["row 3 (AA-001), column In words"] == "says 5,000,000; no cell of it does"


def test_a_value_that_no_rule_tests_is_a_note() -> None:
    found = {one.field: one.expected for one in lint(table({"w": "no"}, {"f": "true"})).notes}
    assert found == {
        "column Word": "no rule tests yes, unknown; there AA-000 (approve) may decide alone",
        "column Flag": "no rule tests False; there AA-000 (approve) may decide alone",
        "column Amount": "is blank in each row",
        "column Amount again": "is blank in each row",
        "column Count": "is blank in each row",
        "column Code": "is blank in each row",
    }


def test_a_pattern_without_an_example_is_a_fault_and_not_a_crash() -> None:
    def hard(model: Any) -> None:
        facts = policies.content(model, "inputNode")["schema"]["properties"]
        facts["currency"]["pattern"] = "^(?:q7){31}$"

    policy = policies.changed(policies.shipped("trade_review", version=1), hard)
    (fault,) = lint(policy.table_json).faults
    assert fault.field == "fact currency"
    assert "give a text an enum" in fault.expected


def test_many_rows_that_overlap_are_told_apart_in_reasonable_time() -> None:
    rules = [
        {"a": f"> {n}", "n": f">= {n % 4}", "w": ["yes", "no", "not no"][n % 3]}
        | {"outcome": "reject" if n % 2 else "review"}
        for n in range(1, 80)
    ]
    began = time.process_time()
    found = lint(table(*rules))
    assert time.process_time() - began < 30
    assert "never matters" in str(found.faults)
