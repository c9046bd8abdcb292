"""The forms of a cell: few, each with literals of its column's type.

The engine compiles cells that do not mean what they seem to: it reads `> 5,000,000` as "above 5,
or equal to 0", and a comparison between a number and a text is silently never true.
"""

import re
from collections.abc import Callable

import zen

from bankagent.policy.jdm import FactSchema

NUMBER = r"-?(?:0|[1-9][0-9]{0,27})(?:\.[0-9]{1,27})?"
TEXT = r"(?:'[^'\\]+'|\"[^\"\\]+\")"
COMPARISON = rf"(?:>=|<=|==|!=|>|<)\s*{NUMBER}"
RANGE = rf"[\[(]\s*{NUMBER}\s*\.\.\s*{NUMBER}\s*[\])]"
TEST = rf"(?:{COMPARISON}|{RANGE})"
TEXTS = rf"{TEXT}(?:\s*,\s*{TEXT})*"

NUMBER_CELL = re.compile(rf"{NUMBER}|{TEST}(?:\s+and\s+{TEST})?")
TEXT_CELL = re.compile(rf"(?:==|!=)\s*{TEXT}|{TEXTS}|(?:not\s+)?in\s*\[\s*{TEXTS}\s*\]")
BOOLEAN_CELL = re.compile("true|false")

FORMS = {
    "number": (NUMBER_CELL, "a number's test, such as > 5000000, [1..5] or >= 1 and < 5"),
    "integer": (NUMBER_CELL, "a number's test, such as > 5, [1..5] or >= 1 and < 5"),
    "string": (TEXT_CELL, "a text's test, such as 'a', != 'a' or in ['a', 'b']"),
    "boolean": (BOOLEAN_CELL, "true or false"),
}


def input_finding(cell: str, fact: FactSchema) -> str | None:
    """Return the fault of a cell that tests this fact, or None."""
    form, in_words = FORMS[fact.type]
    if not form.fullmatch(cell):
        return f"{cell} is not {in_words}"
    if fact.type == "string" and fact.enum is not None:
        unknown = [text for text in _texts(cell) if text not in fact.enum]
        if unknown:
            return f"{cell} names {unknown[0]}, which the schema's enum does not have"
    return None if _compiles(cell, zen.compile_unary_expression) else f"{cell} does not compile"


def literal(cell: str) -> str | None:
    """Return the text that an output cell gives, or None unless it is one text in quotes."""
    if re.fullmatch(TEXT, cell) and _compiles(cell, zen.compile_expression):
        return cell[1:-1]
    return None


def _texts(cell: str) -> list[str]:
    return [quoted[1:-1] for quoted in re.findall(TEXT, cell)]


def _compiles(cell: str, compile_: Callable[[str], object]) -> bool:
    try:
        compile_(cell)
    except RuntimeError:
        return False
    return True
