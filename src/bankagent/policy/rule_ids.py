"""Ids of rules over the versions of a policy: an id keeps its meaning.

A limit may move, and a rule with the same words may find its facts in another way. The outcome, the
direction of a test, and facts together with words, make another rule, which needs an id of its own.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from bankagent.errors import Finding
from bankagent.policy import cells
from bankagent.policy.jdm import FactSchema
from bankagent.policy.meaning import UNWANTED, literals, matches
from bankagent.policy.reach import Grid, Reach

NUMBERS = ("number", "integer")
SIGNS = re.compile(r"[><!=]=?|[\[(]")
# The way in which a test looks; a range, and a number alone, look for a value.
WAYS = {">": "above", ">=": "above", "<": "below", "<=": "below", "!=": "not"}
IN_WORDS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")


def faults(grid: Grid, earlier: Mapping[int, str]) -> Iterator[Finding]:
    """Yield the rules that mean something else than the last rule of their id before."""
    known: dict[str, tuple[int, Reach]] = {}
    for version, table_json in sorted(earlier.items()):
        known |= {one.row.rule_id: (version, one) for one in Grid(table_json).rows}
    for one in grid.rows:
        if one.row.rule_id in known:
            version, before = known[one.row.rule_id]
            for text in _differences(grid, one, before, version):
                yield Finding(one.place, f"{text}: give it a new id")


def notes(grid: Grid) -> Iterator[Finding]:
    """Yield the numbers in the words of a rule that no cell of its row has."""
    for one in grid.rows:
        tested = {
            number
            for column in grid.columns
            if grid.facts[column.field].type in NUMBERS
            for number in literals(one.cells[column.name])
        }
        for said in IN_WORDS.findall(one.row.text):
            if Decimal(said.replace(",", "")) not in tested:
                yield Finding(f"{one.place}, column In words", f"says {said}; no cell of it does")


def _differences(grid: Grid, one: Reach, before: Reach, version: int) -> Iterator[str]:
    then = f"in version {version}"
    if one.row.outcome != before.row.outcome:
        yield f"has another outcome than {then} ({before.row.outcome})"
    if set(before.row.fields) != set(one.row.fields) and before.row.text != one.row.text:
        tested = ", ".join(sorted(set(before.row.fields))) or "no fact"
        yield f"tests other facts, in other words, than {then} ({tested})"
    for column in grid.columns:
        now, was = one.cells[column.name], before.cells.get(column.name, "")
        if now and was and _is_turned(now, was, grid.facts[column.field]):
            yield f"looks the other way in column {column.name} than {then} ({was})"


def _is_turned(now: str, was: str, fact: FactSchema) -> bool:
    """Whether two tests of a fact look in different ways, or match no value in common."""
    if fact.type in NUMBERS:
        return _ways(now) != _ways(was)
    if fact.type == "boolean":
        return now != was
    if UNWANTED.match(now) and UNWANTED.match(was):
        return False
    named = [quoted[1:-1] for cell in (now, was) for quoted in re.findall(cells.TEXT, cell)]
    words = {*named, *(fact.enum or ())}
    return not any(matches(now, fact, word) and matches(was, fact, word) for word in words)


def _ways(cell: str) -> set[str]:
    return {WAYS.get(sign, "at") for sign in SIGNS.findall(cell)} or {"at"}
