"""The meaning of a cell without the engine: which values of a fact it matches.

It is written for people's reports, and against the engine: a test report compares the two.
"""

import operator
import re
from collections.abc import Callable
from decimal import Decimal

from bankagent.domain.exact_json import JsonValue
from bankagent.policy import cells
from bankagent.policy.jdm import FactSchema

COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
COMPARISON = re.compile(rf"(>=|<=|==|!=|>|<)\s*({cells.NUMBER})")
RANGE = re.compile(rf"([\[(])\s*({cells.NUMBER})\s*\.\.\s*({cells.NUMBER})\s*([\])])")
UNWANTED = re.compile(r"!=|not\b")


def matches(cell: str, fact: FactSchema, value: JsonValue) -> bool:
    """Whether a cell that passed its gate matches a value of the fact; a blank cell always does."""
    text = cell.strip()
    if not text:
        return True
    if fact.type == "boolean":
        return (text == "true") == value
    if fact.type == "string":
        named = value in [quoted[1:-1] for quoted in re.findall(cells.TEXT, text)]
        return named != bool(UNWANTED.match(text))
    number = Decimal(str(value))
    return all(_holds(part.strip(), number) for part in text.split(" and "))


def literals(cell: str) -> list[Decimal]:
    """Return the numbers that stand in a cell of a number fact, in their order."""
    return [Decimal(found) for found in re.findall(cells.NUMBER, cell.replace("..", " .. "))]


def _holds(part: str, number: Decimal) -> bool:
    found = COMPARISON.fullmatch(part)
    if found:
        return COMPARE[found[1]](number, Decimal(found[2]))
    span = RANGE.fullmatch(part)
    if not span:
        return number == Decimal(part)
    low, high = Decimal(span[2]), Decimal(span[3])
    above = number > low if span[1] == "(" else number >= low
    below = number < high if span[4] == ")" else number <= high
    return above and below
