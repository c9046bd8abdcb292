"""Differences between two decision tables, rule by rule and cell by cell, as a CSV shows them."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bankagent.policy.csv import from_jdm
from bankagent.policy.facts_file import FactsFile


@dataclass(frozen=True, slots=True)
class Change:
    """A cell before and after; blank where the rule or the column is not there."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule or a fact that was added, removed or changed; `changes` has its cells that differ."""

    what: str
    how: Literal["added", "removed", "changed"]
    changes: tuple[Change, ...]


def differences(before_json: str, after_json: str) -> list[Difference]:
    """Return what differs between two tables that pass their gates; empty where nothing does.

    Raises:
        BadRequest: a table has a part that a CSV cannot say.
    """
    before, after = _read(before_json), _read(after_json)
    rules = _compared("", before[0], after[0])
    facts = _compared("fact ", before[1], after[1])
    return [*rules, *facts]


def _compared(
    label: str, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> Iterator[Difference]:
    for name in [*before, *(one for one in after if one not in before)]:
        old, new = before.get(name, {}), after.get(name, {})
        columns = [*old, *(column for column in new if column not in old)]
        changes = tuple(
            Change(column, old.get(column, ""), new.get(column, ""))
            for column in columns
            if old.get(column, "") != new.get(column, "")
        )
        if name not in after:
            yield Difference(label + name, "removed", changes)
        elif name not in before:
            yield Difference(label + name, "added", changes)
        elif changes:
            yield Difference(label + name, "changed", changes)


def _read(table_json: str) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Return the rules by id, and the facts by name, with what differs in words."""
    table_csv, facts_json = from_jdm(table_json, "-")
    rows = csv.DictReader(io.StringIO(table_csv))
    rules = {row["Rule"]: {name: row[name] for name in row if name != "Rule"} for row in rows}
    facts = {
        name: {
            bound: str(value)
            for bound, value in fact.model_dump(by_alias=True, exclude_none=True).items()
        }
        for name, fact in FactsFile.read(facts_json).facts.items()
    }
    return rules, facts
