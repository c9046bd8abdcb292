"""The test report: what the engine decides beside each threshold, and on the author's examples."""

from decimal import Decimal

import pytest

from bankagent.errors import BadRequest
from bankagent.policy.examples import read_examples
from bankagent.policy.jdm import DecisionModel
from bankagent.policy.report import report
from tests.support import policies

POLICY = policies.shipped("trade_review", version=1)
MODEL = DecisionModel.read(POLICY.table_json)
HEADER = "Test,Notional,In USD,Quantity times price,Dates,Outcome,Rules\n"


def examples(text: str) -> list[object]:
    facts = MODEL.facts().properties
    return list(read_examples((HEADER + text).encode(), MODEL.table.content.inputs, facts))


def test_each_threshold_shows_the_values_beside_it() -> None:
    (threshold,) = report(POLICY).thresholds
    assert (threshold.rule_id, threshold.column, threshold.cell) == (
        "TR-010",
        "Notional",
        "> 5000000",
    )
    assert [(at.value, at.fires, at.outcome) for at in threshold.tried] == [
        (Decimal(4999999), False, "approve"),
        (Decimal(5000000), False, "approve"),
        (Decimal(5000001), True, "review"),
    ]


def test_each_rule_is_reached() -> None:
    found = report(POLICY, examples("ok,5000001,yes,,,review,TR-010\n"))  # type: ignore[arg-type]
    assert found.passed
    assert found.unreached == []
    assert set(found.reached) == {"TR-000", "TR-010", "TR-020", "TR-030", "TR-040"}


def test_an_example_that_holds_passes_and_one_that_does_not_is_named() -> None:
    found = report(POLICY, examples("ok,5000001,yes,,,review,TR-010\n"))  # type: ignore[arg-type]
    assert (found.examples, found.passed) == (1, True)
    wrong = "limit,5000001,yes,,,approve,\nrules,,,,reversed,needs_info,TR-010\n"
    failed = report(POLICY, examples(wrong))  # type: ignore[arg-type]
    assert [(one.name, one.expected, one.got) for one in failed.failures] == [
        ("limit", "approve", "review TR-010"),
        ("rules", "needs_info TR-010", "needs_info TR-040"),
    ]
    assert not failed.passed


def test_a_table_without_an_example_fails_for_it_was_compared_with_itself_only() -> None:
    found = report(POLICY)
    assert (found.failures, found.unreached, found.passed) == ([], [], False)
    assert found.no_example == ["TR-000", "TR-010", "TR-020", "TR-030", "TR-040"]


def test_the_report_keeps_the_examples_and_names_the_rules_without_one() -> None:
    text = "ok,5000001,yes,,,review,TR-010\n"
    found = report(POLICY, examples(text), HEADER + text)  # type: ignore[arg-type]
    assert found.no_example == ["TR-000", "TR-020", "TR-030", "TR-040"]
    assert found.as_json()["examples_csv"] == HEADER + text
    assert found.as_json()["no_example"] == found.no_example


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ("a,> 5,,,,approve,\n", "row 2, column Notional", "a value of the fact, not a test"),
        ("a,0,,,,approve,\n", "row 2, column Notional", "a value of the fact"),
        ("a,,maybe,,,approve,\n", "row 2, column In USD", "one of yes, no"),
        ("a,,,,,approved,\n", "row 2, column Outcome", "must be one of: approve"),
        ("a,,,,\n", "row 2", "must have 7 cells, not 5"),
        ("a,=1,,,,approve,\n", "row 2, column Notional", "must not begin with ="),
    ],
)
def test_an_example_that_is_not_valid_is_told_with_its_place(
    row: str, place: str, said: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        examples(row)
    (finding,) = refused.value.findings
    assert finding.field == place
    assert said in finding.expected


def test_an_engine_that_disagrees_with_the_cells_fails_the_test() -> None:
    # Its recorded digest is not the table's: the engine then decides nothing.
    found = report(policies.Policy("trade_review", 1, "0" * 64, POLICY.table_json))
    assert not found.passed
    assert found.failures[0].got == "POLICY-ERROR"
