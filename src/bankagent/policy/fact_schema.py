"""The one validator of facts as a facts file or a table declares them.

The engine takes far more of JSON Schema, and reads some of it in another way than Python does: a
fault here would be an error of each evaluation, which sends each request to people.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from bankagent.errors import Finding
from bankagent.policy import cells
from bankagent.policy.jdm import FactSchema

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
# Words of the engine's language for expressions, in which the name of a fact stands.
RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "null"})
NUMBER = re.compile(cells.NUMBER)
NUMBERS = ("number", "integer")
BOUNDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}
MOST_PATTERN = 100
# Characters, classes, groups and counts: what Python and the engine read alike. A repeated group of
# repeated characters takes Python for ever: (?:a+)+ on 30 letters.
CHARACTER = r"[A-Za-z0-9 _/:,-]|\\\.|\[[A-Za-z0-9 _/.:-]+\]"
COUNT = r"[?*+]|\{[0-9]{1,2}(?:,[0-9]{0,2})?\}"
PATTERN = re.compile(rf"\^(?:{CHARACTER}|\(\?:|[()|]|{COUNT})+\$", re.ASCII)
REPEATED_GROUP = re.compile(r"\)[*+{]")
VARIABLE = re.compile(r"[*+]|\{[0-9]+,")
MOST_VARIABLE = 4
A_PATTERN = (
    f"must be a pattern from ^ to $ of at most {MOST_PATTERN} characters: letters, digits, classes "
    "such as [A-Z0-9], groups (?:a|b) and counts such as {3}; a group with a count has no other "
    f"count that varies, and at most {MOST_VARIABLE} counts vary"
)


def faults(facts: Mapping[str, FactSchema]) -> Iterator[Finding]:
    """Yield the faults of facts; each finding names the fact and its part: `side.enum`."""
    for name, fact in facts.items():
        if not NAME.fullmatch(name) or name in RESERVED:
            text = "must be named by small letters, digits and _, and by no word of the engine"
            yield Finding("?", text)
            continue
        for part, text in (*_words(fact), *_pattern(fact), *_bounds(fact)):
            yield Finding(f"{name}.{part}", text)


def _words(fact: FactSchema) -> Iterator[tuple[str, str]]:
    if fact.enum is None:
        return
    if fact.type == "boolean":
        yield "enum", "must be left out: a boolean is true or false"
    elif fact.type == "string":
        if not all(isinstance(word, str) and word.strip() for word in fact.enum):
            yield "enum", "must be a list of words that are not blank"
            return
    elif not all(_is_number(number, fact) for number in fact.enum):
        yield "enum", f"must be a list of numbers: {_numbers(fact)}"
        return
    if not fact.enum or any(fact.enum.count(one) > 1 for one in fact.enum):
        yield "enum", "must have at least one value, and each value once"


def _pattern(fact: FactSchema) -> Iterator[tuple[str, str]]:
    if fact.pattern is None:
        return
    if fact.type != "string" or fact.enum is not None:
        yield "pattern", "must be left out: only a string without an enum has one"
    elif not _is_pattern(fact.pattern):
        yield "pattern", A_PATTERN


def _bounds(fact: FactSchema) -> Iterator[tuple[str, str]]:
    for bound, shown in BOUNDS.items():
        value = getattr(fact, bound)
        if value is None:
            continue
        if fact.type not in NUMBERS or fact.enum is not None:
            yield shown, "must be left out: only a number without an enum has bounds"
        elif not _is_number(value, fact):
            yield shown, f"must be {_numbers(fact)}"


def _is_pattern(pattern: str) -> bool:
    varies = len(VARIABLE.findall(pattern))
    if len(pattern) > MOST_PATTERN or not PATTERN.fullmatch(pattern) or varies > MOST_VARIABLE:
        return False
    if varies and REPEATED_GROUP.search(pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _is_number(value: object, fact: FactSchema) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    shown = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return NUMBER.fullmatch(shown) is not None and (fact.type == "number" or value == int(value))


def _numbers(fact: FactSchema) -> str:
    kind = "a number" if fact.type == "number" else "a whole number"
    return f"{kind} of at most 28 digits, without quotes"
