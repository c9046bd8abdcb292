"""Lint of a decision table: its gates, and rows that do not do what their author thinks.

A fault is a row that never fires, a row that repeats another, a row whose outcome never matters, or
a rule id with another meaning than in an earlier version. A note is a value that no rule tests, or
a number in the words of a rule that none of its cells has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.fact import Fact
from bankagent.errors import Finding
from bankagent.policy import gaps, gates, rule_ids, type_facts
from bankagent.policy.jdm import DecisionModel
from bankagent.policy.reach import Box, Grid, Reach, is_left

# Rows are compared with one another: 300 that all overlap take seconds.
MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Lint:
    """Faults, which keep a version from being activated, and notes, which a person may read."""

    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether there is no fault."""
        return not self.faults

    def as_json(self) -> dict[str, JsonValue]:
        """Return it as policy_checks keeps it."""
        return {
            "faults": [_as_json(one) for one in self.faults],
            "notes": [_as_json(one) for one in self.notes],
        }


def lint(
    table_json: str,
    earlier: Mapping[int, str] | None = None,
    found: Mapping[str, Fact] | None = None,
) -> Lint:
    """Return the faults and notes of a table.

    Args:
        table_json: the table as JSON text (JDM).
        earlier: the tables of earlier versions of this policy, by version.
        found: the facts that the code of its request types finds; None compares none.
    """
    refused = [Finding("table", sentence) for sentence in gates.check(table_json)]
    if refused:
        return Lint(tuple(refused))
    grid = Grid(table_json)
    if len(grid.rows) > MOST_ROWS:
        return Lint((Finding("table", f"must have at most {MOST_ROWS} rows"),))
    empty = [
        Finding(f"fact {name}", "fits no value: its bounds or its pattern leave none, or none that "
                "a test can make; give a text an enum")
        for name, there in grid.values.items()
        if not there
    ]  # fmt: skip
    if empty:
        return Lint(tuple(empty))
    faults = (
        *(() if found is None else type_facts.faults(DecisionModel.read(table_json), found)),
        *_never_fires(grid),
        *_repeats(grid),
        *_never_matters(grid),
        *rule_ids.faults(grid, earlier or {}),
    )
    return Lint(faults, (*gaps.notes(grid), *rule_ids.notes(grid)))


def _never_fires(grid: Grid) -> Iterator[Finding]:
    for one in grid.rows:
        for column in grid.columns:
            if one.cells[column.name] and not one.box[column.field]:
                text = f"never fires: no {column.field} matches {one.cells[column.name]}"
                yield Finding(f"{one.place}, column {column.name}", text)


def _repeats(grid: Grid) -> Iterator[Finding]:
    for place, one in enumerate(grid.rows):
        for before in grid.rows[:place]:
            if one.box == before.box and all(one.box.values()):
                yield Finding(one.place, f"fires on the same facts as {before.place}: keep one")


def _never_matters(grid: Grid) -> Iterator[Finding]:
    whole: Box = {name: frozenset(range(len(there))) for name, there in grid.values.items()}
    for one in grid.rows:
        stricter = [other for other in grid.rows if other.strictness > one.strictness]
        if one is grid.default or not all(one.box.values()):
            continue
        if not is_left(one.box, [other.box for other in stricter], whole):
            beside = ", ".join(_covering(one, stricter))
            text = f"never matters: wherever it fires, a stricter row fires too ({beside})"
            yield Finding(one.place, text)


def _covering(one: Reach, stricter: list[Reach]) -> Iterator[str]:
    for other in stricter:
        if all(one.box.get(name, there) & there for name, there in other.box.items()):
            yield f"{other.row.rule_id} {other.row.outcome}"


def _as_json(finding: Finding) -> dict[str, JsonValue]:
    return {"place": finding.field, "text": finding.expected}
