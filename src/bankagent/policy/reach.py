"""Reach of the rows of a table: on which values of which facts each of them fires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bankagent.domain.evaluation import STRICTNESS, Outcome
from bankagent.domain.exact_json import JsonValue
from bankagent.policy.jdm import DecisionModel, FactSchema
from bankagent.policy.meaning import matches
from bankagent.policy.table import Row, read_table
from bankagent.policy.values import values

# For each fact the places of those of its values on which a row fires.
Box = Mapping[str, frozenset[int]]

# Rows that overlap in many facts split into many boxes; beyond this a row counts as needed.
MOST_BOXES = 5_000


@dataclass(frozen=True, slots=True)
class Reach:
    """A row of a table: its number in the CSV, its cells by column name, and where it fires."""

    number: int
    row: Row
    cells: Mapping[str, str]
    box: Box

    @property
    def place(self) -> str:
        """The row as people name it: `row 3 (TR-010)`."""
        return f"row {self.number} ({self.row.rule_id})"

    @property
    def strictness(self) -> int:
        """The rank of its outcome, from 0 for approve."""
        return STRICTNESS[Outcome(self.row.outcome)]

    def fires(self, point: Mapping[str, int]) -> bool:
        """Whether it fires on facts that are given by the places of their values."""
        return all(point[name] in there for name, there in self.box.items())


class Grid:
    """A table that passed its gates, over the values at which its cells may change."""

    def __init__(self, table_json: str) -> None:
        model = DecisionModel.read(table_json)
        self.columns = model.table.content.inputs
        self.facts: Mapping[str, FactSchema] = model.facts().properties
        self._rules = model.table.content.rules
        self._rows = read_table(model.table).rows
        self.values: Mapping[str, tuple[JsonValue, ...]] = {
            name: values(fact, self._tests(name)) for name, fact in self.facts.items()
        }

    @cached_property
    def rows(self) -> tuple[Reach, ...]:
        """The rows in their order."""
        return tuple(
            Reach(number, row, self._cells(rule), self._box(rule))
            for number, (row, rule) in enumerate(zip(self._rows, self._rules, strict=True), start=2)
        )

    @cached_property
    def default(self) -> Reach:
        """The row without tests."""
        return next(one for one in self.rows if not one.row.fields)

    def quiet(self) -> dict[str, int]:
        """Return facts on which as few rows fire as can be, by the places of their values."""
        return {name: self._quietest(name, range(len(self.values[name]))) for name in self.facts}

    def alone(self, reach: Reach) -> dict[str, int]:
        """Return facts on which this row fires, and as few others as can be."""
        return self.quiet() | {
            name: self._quietest(name, there) for name, there in reach.box.items()
        }

    def at(self, point: Mapping[str, int]) -> dict[str, JsonValue]:
        """Return the facts of a point."""
        return {name: self.values[name][place] for name, place in point.items()}

    def _quietest(self, name: str, places: Sequence[int] | frozenset[int]) -> int:
        tested = [one for one in self.rows if name in one.row.fields]
        # A row that tests nothing else fires for certain; with other tests it need not.
        alone = [one for one in tested if len(one.box) == 1]

        def firing(at: int) -> list[int]:
            return [sum(at in one.box[name] for one in rows) for rows in (alone, tested)]

        return min(sorted(places), key=firing)

    def _tests(self, name: str) -> list[str]:
        ids = [column.id for column in self.columns if column.field == name]
        return [rule.get(id_, "") for rule in self._rules for id_ in ids]

    def _cells(self, rule: Mapping[str, str]) -> dict[str, str]:
        return {column.name: rule.get(column.id, "").strip() for column in self.columns}

    def _box(self, rule: Mapping[str, str]) -> Box:
        tested = [column for column in self.columns if rule.get(column.id, "").strip()]
        return {
            name: frozenset(
                place
                for place, value in enumerate(self.values[name])
                if all(
                    matches(rule[column.id], self.facts[name], value)
                    for column in tested
                    if column.field == name
                )
            )
            for name in {column.field for column in tested}
        }


def is_left(box: Box, others: Sequence[Box], whole: Box) -> bool:
    """Whether some facts of a box lie outside all the others.

    `whole` has all places of each fact, for facts that a box does not name.
    """
    full = {**whole, **box}
    near = [one for one in others if all(full[name] & there for name, there in one.items())]
    return _is_left(full, near, [MOST_BOXES])


def _is_left(box: Box, others: Sequence[Box], budget: list[int]) -> bool:
    budget[0] -= 1
    if not others or budget[0] < 0:
        return True
    first, rest = others[0], others[1:]
    if any(not box[name] & there for name, there in first.items()):
        return _is_left(box, rest, budget)
    for name, there in first.items():
        outside = box[name] - there
        if outside and _is_left({**box, name: outside}, rest, budget):
            return True
        box = {**box, name: box[name] & there}
    return False
