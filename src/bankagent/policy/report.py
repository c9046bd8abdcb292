"""Test report of a decision table: what the engine decides beside each threshold, row by row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bankagent.domain.evaluation import Evaluation, Outcome, Policy
from bankagent.domain.exact_json import JsonValue
from bankagent.policy import engine
from bankagent.policy.examples import Example
from bankagent.policy.meaning import literals, matches
from bankagent.policy.reach import Grid, Reach
from bankagent.policy.values import beside, fits

NUMBERS = ("number", "integer")


@dataclass(frozen=True, slots=True)
class Tried:
    """One value of a fact, all other facts alike: whether the rule fired, and the outcome."""

    value: Decimal
    fires: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number in a cell, with the values beside it."""

    rule_id: str
    column: str
    cell: str
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An example or a generated test that did not give what was expected."""

    name: str
    expected: str
    got: str


@dataclass(slots=True)
class Report:
    """Findings of the tests of a table; `reached` counts the tests on which each rule fired.

    `examples_csv` is the text of the author's examples, which is kept with the report; `no_example`
    has the rules that fire on none of them.
    """

    reached: Counter[str] = field(default_factory=Counter)
    thresholds: list[Threshold] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    no_example: list[str] = field(default_factory=list)
    tests: int = 0
    examples: int = 0
    examples_csv: str | None = None

    @property
    def passed(self) -> bool:
        """Whether each rule was reached, each test gave what was expected, and one is an example.

        All other tests are made from the table itself: they cannot tell that it is the wrong one.
        """
        return not self.failures and not self.unreached and self.examples > 0

    @property
    def reason(self) -> str:
        """The first reason why it did not pass; blank where it passed."""
        if self.unreached:
            return f"no test reaches {self.unreached[0]}"
        if self.failures:
            first = self.failures[0]
            return f"{first.name}: expected {first.expected}, and the policy said {first.got}"
        return "" if self.examples else "there is no example"

    def as_json(self) -> dict[str, JsonValue]:
        """Return it as policy_checks keeps it."""
        return {
            "tests": self.tests,
            "examples": self.examples,
            "examples_csv": self.examples_csv,
            "no_example": list(self.no_example),
            "reached": dict(self.reached),
            "unreached": list(self.unreached),
            "failures": [
                {"name": one.name, "expected": one.expected, "got": one.got}
                for one in self.failures
            ],
            "thresholds": [_threshold_as_json(one) for one in self.thresholds],
        }


def report(
    policy: Policy, examples: Sequence[Example] = (), examples_csv: str | None = None
) -> Report:
    """Return the test report of a policy whose table passed its lint.

    Each rule is tried alone, with each value beside each of its numbers, and with each other word
    of each fact that it tests. The engine's answer is compared with the meaning of the cells.
    """
    grid, made = Grid(policy.table_json), Report(examples_csv=examples_csv)
    _try(made, policy, grid, grid.at(grid.quiet()))
    for one in grid.rows:
        alone = grid.alone(one)
        _try(made, policy, grid, grid.at(alone))
        for name in one.box:
            for place in range(len(grid.values[name])):
                _try(made, policy, grid, grid.at(alone | {name: place}))
        made.thresholds += _thresholds(made, policy, grid, one)
    told = {rule_id for one in examples for rule_id in _try_example(made, policy, grid, one)}
    made.no_example = [one.row.rule_id for one in grid.rows if one.row.rule_id not in told]
    made.unreached = [
        one.row.rule_id for one in grid.rows if one.row.fields and not made.reached[one.row.rule_id]
    ]
    return made


def _thresholds(made: Report, policy: Policy, grid: Grid, one: Reach) -> Iterator[Threshold]:
    base = grid.at(grid.alone(one))
    for column in grid.columns:
        fact, cell = grid.facts[column.field], one.cells[column.name]
        if fact.type not in NUMBERS:
            continue
        for number in literals(cell):
            tried = []
            for value in beside(number):
                if fits(fact, value):
                    seen = _try(made, policy, grid, base | {column.field: value})
                    fires = one.row.rule_id in [rule.rule_id for rule in seen.fired]
                    tried.append(Tried(value, fires, seen.outcome))
            yield Threshold(one.row.rule_id, column.name, cell, tuple(tried))


def _try(made: Report, policy: Policy, grid: Grid, facts: Mapping[str, JsonValue]) -> Evaluation:
    """Evaluate facts, count the rules that fire, and compare them with the meaning of the cells."""
    seen = engine.evaluate(policy, facts)
    fired = [rule.rule_id for rule in seen.fired]
    meant = [one.row.rule_id for one in grid.rows if one.row.fields and _meant(one, grid, facts)]
    made.tests += 1
    made.reached.update(fired)
    if [rule_id for rule_id in fired if rule_id != grid.default.row.rule_id] != meant:
        expected = ", ".join(meant) or grid.default.row.rule_id
        made.failures.append(Failure(f"facts {_shown(facts)}", expected, ", ".join(fired)))
    return seen


def _meant(one: Reach, grid: Grid, facts: Mapping[str, JsonValue]) -> bool:
    return all(
        matches(one.cells[column.name], grid.facts[column.field], facts[column.field])
        for column in grid.columns
    )


def _try_example(made: Report, policy: Policy, grid: Grid, example: Example) -> list[str]:
    """Evaluate an example, and return the rules that fire on it."""
    seen = _try(made, policy, grid, grid.at(grid.quiet()) | dict(example.facts))
    fired = sorted(rule.rule_id for rule in seen.fired)
    made.examples += 1
    if seen.outcome != example.outcome or (example.rules and sorted(example.rules) != fired):
        expected = " ".join([example.outcome, *example.rules])
        made.failures.append(Failure(example.name, expected, " ".join([seen.outcome, *fired])))
    return fired


def _shown(facts: Mapping[str, JsonValue]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def _threshold_as_json(one: Threshold) -> dict[str, JsonValue]:
    tried: list[JsonValue] = [
        {"value": str(at.value), "fires": at.fires, "outcome": str(at.outcome)} for at in one.tried
    ]
    return {"rule_id": one.rule_id, "column": one.column, "test": one.cell, "tried": tried}
