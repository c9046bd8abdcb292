"""Values of a fact that show all that a table makes of it: both sides of each threshold, each word.

For `> 5000000` they are 4999999, 5000000 and 5000001: the literal, and one unit of its last digit
below and above. Between any two literals stands at least one value more.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from bankagent.domain.exact_json import JsonValue
from bankagent.policy import cells
from bankagent.policy.jdm import FactSchema
from bankagent.policy.meaning import literals

# Of a longer list the words that no cell names are alike: the first stands for them.
MOST_WORDS = 40
WORDS = ("USD", "unknown", "none", "yes", "A", "US0378331005", "2026-11-24")


def values(fact: FactSchema, tests: Sequence[str]) -> tuple[JsonValue, ...]:
    """Return values of a fact, at least one for each way in which these cells match or not.

    The result is empty where no value fits the fact's bounds or pattern.
    """
    if fact.type == "boolean":
        return (False, True)
    if fact.type == "string":
        return tuple(_words(fact, tests))
    if fact.enum is not None:
        return tuple(fact.enum)
    return tuple(sorted({number for number in _numbers(fact, tests) if fits(fact, number)}))


def beside(literal: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Return a literal and its neighbours, one unit of its last digit below and above."""
    unit = Decimal(1).scaleb(int(literal.as_tuple().exponent))
    return (literal - unit, literal, literal + unit)


def fits(fact: FactSchema, value: JsonValue) -> bool:
    """Whether the fact can have this value."""
    if fact.enum is not None:
        return value in fact.enum
    if fact.type == "boolean":
        return isinstance(value, bool)
    if fact.type == "string":
        return isinstance(value, str) and re.search(fact.pattern or "", value) is not None
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        return False
    whole = fact.type != "integer" or value == int(value)
    return whole and all(holds for holds in _bounds(fact, Decimal(value)))


def _bounds(fact: FactSchema, number: Decimal) -> Iterator[bool]:
    if fact.minimum is not None:
        yield number >= fact.minimum
    if fact.maximum is not None:
        yield number <= fact.maximum
    if fact.exclusive_minimum is not None:
        yield number > fact.exclusive_minimum
    if fact.exclusive_maximum is not None:
        yield number < fact.exclusive_maximum


def _numbers(fact: FactSchema, tests: Sequence[str]) -> Iterator[Decimal]:
    limits = (fact.minimum, fact.maximum, fact.exclusive_minimum, fact.exclusive_maximum)
    points = {Decimal(str(limit)) for limit in limits if limit is not None}
    points |= {number for cell in tests for number in literals(cell)}
    for point in points or {Decimal(0)}:
        yield from beside(point)
        # A fact in whole numbers has its neighbours there.
        yield from (Decimal(int(point)), Decimal(int(point)) + 1, Decimal(int(point)) - 1)
    for low, high in pairwise(sorted(points)):
        yield (low + high) / 2


def _words(fact: FactSchema, tests: Sequence[str]) -> Iterator[str]:
    named = {quoted[1:-1] for cell in tests for quoted in re.findall(cells.TEXT, cell)}
    if fact.enum is not None and len(fact.enum) <= MOST_WORDS:
        yield from fact.enum
        return
    yield from sorted(word for word in named if fits(fact, word))
    others = fact.enum if fact.enum is not None else _made_up(named)
    other = next((word for word in others if word not in named and fits(fact, word)), None)
    if other is not None:
        yield other


def _made_up(named: set[str]) -> Iterator[str]:
    yield from WORDS
    for word in sorted(named):
        yield from (word[:-1] + last for last in "AZaz09")
    for length in range(1, 65):
        yield from (letter * length for letter in "AaXx01")
