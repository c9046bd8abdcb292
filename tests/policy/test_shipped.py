"""Each version that ships: rows, thresholds, examples, and a second evaluator on random facts."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.domain.evaluation import Evaluation, Policy
from bankagent.domain.exact_json import JsonValue
from bankagent.policy.csv import to_jdm
from bankagent.policy.engine import evaluate
from bankagent.policy.examples import read_examples
from bankagent.policy.jdm import DecisionModel, FactSchema
from bankagent.policy.lint import lint
from bankagent.policy.meaning import literals
from bankagent.policy.reach import Grid
from bankagent.policy.report import report
from tests.support import policies
from tests.support.second_evaluator import decide

EACH_VERSION = pytest.mark.parametrize("path", policies.TABLES, ids=policies.label)


def read(path: Path) -> Policy:
    table_json = to_jdm(path.read_bytes(), path.with_suffix(".facts.json").read_bytes())
    return policies.a_policy(table_json, key=path.parent.name, version=int(path.stem))


@EACH_VERSION
def test_a_version_passes_its_lint_beside_those_before_it(path: Path) -> None:
    earlier = {int(p.stem): read(p) for p in policies.TABLES if p.parent == path.parent}
    before = {n: one.table_json for n, one in earlier.items() if n < int(path.stem)}
    assert lint(read(path).table_json, before).faults == ()


@EACH_VERSION
def test_each_row_is_reached_and_each_example_holds(path: Path) -> None:
    policy, file = read(path), path.with_suffix(".tests.csv")
    model = DecisionModel.read(policy.table_json)
    columns, facts = model.table.content.inputs, model.facts().properties
    found = report(policy, read_examples(file.read_bytes(), columns, facts))
    assert (found.unreached, found.failures, found.no_example) == ([], [], [])
    assert found.passed


@EACH_VERSION
def test_each_number_in_a_cell_is_a_threshold(path: Path) -> None:
    policy = read(path)
    grid, found = Grid(policy.table_json), report(policy)
    written = [
        (one.row.rule_id, column.name)
        for one in grid.rows
        for column in grid.columns
        if grid.facts[column.field].type in ("number", "integer")
        for _ in literals(one.cells[column.name])
    ]
    assert [(one.rule_id, one.column) for one in found.thresholds] == written
    for threshold in found.thresholds:
        # A threshold at which nothing changes is none: the rule fires on one side only.
        assert {at.fires for at in threshold.tried} == {True, False}


def drawn(name: str, fact: FactSchema, grid: Grid) -> st.SearchStrategy[JsonValue]:
    near = st.sampled_from(grid.values[name])
    if fact.type != "number":
        return near
    amounts = st.decimals(Decimal("0.0000000001"), Decimal(10**12), places=10)
    within = {"minimum": fact.minimum, "maximum": fact.maximum}
    return near | amounts.filter(
        lambda number: (
            (within["minimum"] is None or number >= within["minimum"])
            and (within["maximum"] is None or number <= within["maximum"])
        )
    )


def said(evaluation: Evaluation) -> tuple[str, list[str]]:
    return evaluation.outcome, [rule.rule_id for rule in evaluation.fired]


@EACH_VERSION
def test_the_engine_and_a_second_evaluator_agree_on_random_facts(path: Path) -> None:
    policy = read(path)
    grid = Grid(policy.table_json)
    each = {name: drawn(name, fact, grid) for name, fact in grid.facts.items()}
    table_csv = path.read_text(encoding="utf-8")
    columns = {column.name: column.field for column in grid.columns}

    @given(facts=st.fixed_dictionaries(each))
    @settings(deadline=None, max_examples=300)
    def agree(facts: dict[str, JsonValue]) -> None:
        assert said(evaluate(policy, facts)) == decide(table_csv, columns, facts)

    agree()
