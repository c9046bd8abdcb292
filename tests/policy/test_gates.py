import json
from collections.abc import Callable
from typing import Any

import pytest

from bankagent.domain.evaluation import Policy
from bankagent.policy.engine import evaluate
from bankagent.policy.gates import check
from tests.support import policies
from tests.support.policies import content, rule

SHIPPED = [one for path in policies.SQL.glob("*.sql") for one in policies.versions(path.stem)]
POLICY = policies.shipped("trade_review", version=1)


def schema(model: Any) -> Any:
    return content(model, "inputNode")["schema"]


@pytest.mark.parametrize("policy", SHIPPED, ids=lambda policy: policy.key)
def test_a_policy_that_ships_passes_its_gates(policy: Policy) -> None:
    assert check(policy.table_json) == []


def test_the_schema_may_be_a_string_as_editors_write_it() -> None:
    def as_string(model: Any) -> None:
        content(model, "inputNode")["schema"] = json.dumps(schema(model))

    assert check(policies.changed(POLICY, as_string).table_json) == []


def a_function(model: Any) -> None:
    model["nodes"].append({"id": "js", "name": "js", "type": "functionNode", "content": "x"})


def a_second_table(model: Any) -> None:
    table = next(n for n in model["nodes"] if n["type"] == "decisionTableNode")
    model["nodes"].append(table | {"id": "second"})


def a_missing_cell_for(rule_id: str, column: str) -> Callable[[Any], object]:
    return lambda model: rule(model, rule_id).pop(column)


def a_cell(rule_id: str, /, **cell: Any) -> Callable[[Any], object]:
    return lambda model: rule(model, rule_id).update(cell)


def in_table(**entries: Any) -> Callable[[Any], object]:
    return lambda model: content(model).update(entries)


def a_column(**entries: Any) -> Callable[[Any], object]:
    return lambda model: content(model)["inputs"][0].update(entries)


MISTAKES: list[tuple[str, Callable[[Any], object], str]] = [
    ("a function", a_function, "node js: must be of the type inputNode, decisionTableNode or"),
    ("a second table", a_second_table, "one decisionTableNode"),
    ("no way out", lambda d: d["edges"].pop(), "edges"),
    ("a short cut", lambda d: d["edges"][0].update(targetId="outcome"), "edges"),
    ("no schema", lambda d: content(d, "inputNode").clear(), "schema: is missing"),
    ("a schema of nonsense", lambda d: content(d, "inputNode").update(schema="{"), "not JSON"),
    ("an optional fact", lambda d: schema(d)["required"].remove("dates"), "dates must be required"),
    (
        "a fact that may be null",
        lambda d: schema(d)["properties"]["dates"].update(type=["string", "null"]),
        "dates.type",
    ),
    (
        "a word without a list",
        lambda d: schema(d)["properties"]["dates"].pop("enum"),
        "dates needs an enum",
    ),
    (
        "an unknown keyword",
        lambda d: schema(d)["properties"]["notional"].update(exclusiveminimum=0),
        "exclusiveminimum",
    ),
    ("a column of an unknown fact", a_column(field="notionel"), "'notionel' is not a fact"),
    ("a column without a field", lambda d: content(d)["inputs"][0].pop("field"), "field"),
    ("two columns with one id", a_column(id="dates"), "column dates"),
    ("a column called _id", a_column(id="_id"), "column _id"),
    ("a default for a column", a_column(defaultValue="0"), "defaultValue"),
    ("first hit", in_table(hitPolicy="first"), "content.hitPolicy: must be 'collect'"),
    ("a loop", in_table(executionMode="loop"), "executionMode"),
    ("an input of its own", in_table(inputField="x"), "inputField"),
    ("a path for the output", in_table(outputPath="x"), "outputPath"),
    ("facts passed through", in_table(passThrough=True), "passThrough"),
    ("an unknown setting", in_table(passThorough=True), "passThorough"),
    ("a cell that does not compile", a_cell("TR-010", notional="> > 5"), "row 3, column Notional"),
    ("thousands in a cell", a_cell("TR-010", notional="> 5,000,000"), "column Notional"),
    ("a text for a number", a_cell("TR-010", notional="> '5000000'"), "column Notional"),
    ("a word that never comes", a_cell("TR-030", economics="'mismach'"), "names mismach"),
    ("a cell for no column", a_cell("TR-030", economic="'match'"), "economic is not a column"),
    ("a number as a cell", a_cell("TR-010", notional=5), "row 3, column Notional: must be a text"),
    ("no outcome", a_missing_cell_for("TR-010", "outcome"), "one text in quotes"),
    ("a blank text", a_cell("TR-010", text=""), "one text in quotes"),
    ("a computed text", a_cell("TR-010", text="'a' + 'b'"), "one text in quotes"),
    ("a long text", a_cell("TR-010", text=f"'{'x' * 201}'"), "longer than 200"),
    ("an unknown outcome", a_cell("TR-010", outcome="'allow'"), "allow is not one of"),
    ("an id that stands twice", a_cell("TR-010", rule_id="'TR-020'"), "TR-020: the id stands in 2"),
    ("an id of another kind", a_cell("TR-010", rule_id="'ten'"), "as in TR-010"),
    ("an output too few", lambda d: content(d)["outputs"].pop(), "outputs"),
    ("no default row", a_cell("TR-000", dates="'ordered'"), "one default row"),
    (
        "two default rows",
        lambda d: rule(d, "TR-010").update(notional="", in_usd=" "),
        "one default row",
    ),
    ("no rules", in_table(rules=[]), "one default row"),
]


@pytest.mark.parametrize(("mistake", "change", "word"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_policy_with_a_mistake_is_stopped_and_decides_nothing(
    mistake: str, change: Callable[[Any], object], word: str
) -> None:
    policy = policies.changed(POLICY, change)
    findings = check(policy.table_json)
    assert any(word in finding for finding in findings), findings
    # No sentence is the library's own.
    assert not [one for one in findings if "Input " in one or "Field " in one or "Extra " in one]
    facts = {"notional": 1, "currency": "USD", "notional_usd_known": "yes"}
    facts |= {"side": "unknown", "economics": "unknown", "dates": "unknown"}
    evaluation = evaluate(policy, facts)
    assert (evaluation.outcome, evaluation.fired[0].rule_id) == ("review", "POLICY-ERROR")


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"nodes": 1}', '{"a":1,"a":2}', "\ud800"]
)
def test_a_text_that_is_no_table_is_stopped(text: str) -> None:
    assert check(text) != []
