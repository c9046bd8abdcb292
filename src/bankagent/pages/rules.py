"""Rules of a policy beside a request: those that fired, with values, and those that did not."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bankagent.domain.exact_json import JsonValue
from bankagent.errors import BankagentError
from bankagent.policy.csv import from_jdm

UNREADABLE = "a part of the evaluation that is no rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it asks for, in words, and its tests of facts by column."""

    id: str
    asks: str
    says: str
    tests: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that fired, with the values that it saw."""

    id: str
    asks: str
    says: str
    values: Mapping[str, JsonValue]


def fired(value: JsonValue) -> list[FiredRule]:
    """Return the fired rules of an evaluation; a part that is no rule is shown as it stands."""
    found = []
    for rule in value if isinstance(value, list) else [value]:
        if not isinstance(rule, Mapping):
            found.append(FiredRule("?", "?", UNREADABLE, {"unreadable": rule}))
            continue
        seen = rule.get("facts")
        found.append(
            FiredRule(
                str(rule.get("rule_id", "?")),
                str(rule.get("outcome", "?")),
                str(rule.get("text", UNREADABLE)),
                seen if isinstance(seen, Mapping) else {},
            )
        )
    return found


@lru_cache(maxsize=64)
def of_table(table_json: str) -> tuple[Rule, ...]:
    """Return the rules of a table; none where a CSV cannot say it."""
    try:
        rows = list(csv.reader(io.StringIO(from_jdm(table_json, "")[0])))
    except BankagentError:
        return ()
    header, *rest = rows
    return tuple(
        Rule(
            row[0],
            row[-2],
            row[-1],
            tuple(
                (column, cell) for column, cell in zip(header[1:-2], row[1:-2], strict=True) if cell
            ),
        )
        for row in rest
    )
