"""A second evaluator of decision tables, written from policies/README.md and not from the code.

It reads the CSV as people see it, and shares nothing with bankagent.policy: an error that the
engine and the test report have in common shows here.
"""

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

STRICTNESS = ("approve", "needs_info", "review", "dual_control", "escalate", "reject")
SPAN = re.compile(r"(.)(.+)\.\.(.+)(.)")


def decide(
    table_csv: str, facts_of_columns: Mapping[str, str], facts: Any
) -> tuple[str, list[str]]:
    """Return the outcome of a table, and the rules that fire, in their order.

    `facts_of_columns` names the fact of each column. The default fires where nothing stricter does.
    """
    hits = []
    for row in csv.DictReader(io.StringIO(table_csv)):
        tests = {facts_of_columns[name]: row[name] for name in facts_of_columns if row[name]}
        if all(holds(test, facts[name]) for name, test in tests.items()):
            hits.append((row["Rule"], row["Outcome"], bool(tests)))
    outcome = max((outcome for _, outcome, _ in hits), key=STRICTNESS.index)
    return outcome, [rule for rule, own, is_test in hits if is_test or own == outcome]


def holds(test: str, value: Any) -> bool:
    """Whether a cell of the CSV matches a value."""
    if isinstance(value, bool):
        return (test.strip().lower() == "true") is value
    if isinstance(value, str):
        words = re.split(r"\s*,\s*", re.sub(r"^not\s+", "", test.strip()))
        return (value in words) is not test.strip().startswith("not ")
    return all(number_holds(part.strip(), Decimal(str(value))) for part in test.split(" and "))


def number_holds(test: str, value: Decimal) -> bool:
    """Whether one test of a number matches: `5`, `!= 5`, `> 5`, `[1..5)`."""
    span = SPAN.fullmatch(test)
    if span:
        opens, low, high, closes = span.groups()
        inside = Decimal(low) <= value <= Decimal(high)
        at_low, at_high = value == Decimal(low), value == Decimal(high)
        return inside and not (opens == "(" and at_low) and not (closes == ")" and at_high)
    sign = test.rstrip("0123456789.").rstrip("-").strip()
    limit = Decimal(test[len(sign) :].strip())
    return {
        "": value == limit,
        "!=": value != limit,
        ">": value > limit,
        ">=": value >= limit,
        "<": value < limit,
        "<=": value <= limit,
    }[sign]
