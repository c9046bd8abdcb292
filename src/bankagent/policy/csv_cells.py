"""The cells of a decision table as a spreadsheet shows them, and as the engine takes them.

A spreadsheet hides an apostrophe at the start of a cell, computes a cell that begins with an equals
sign, turns `true` into `TRUE`, and changes what it takes for a number or a date. So a CSV has words
without quotes, and formulas and cells that a spreadsheet changes are refused.

| fact    | in the CSV                       | for the engine                            |
|---------|----------------------------------|-------------------------------------------|
| any     | (blank)                          | (blank): matches anything                 |
| number  | > 5000000, [1..5], 5             | the same                                  |
|         | [0.10..0.10]                     | 0.10                                      |
| text    | yes, or: yes, no, or: not yes    | 'yes', or: 'yes', 'no', or: != 'yes'      |
| boolean | TRUE, or: false                  | true, or: false                           |
"""

import re

from bankagent.policy import cells, spreadsheet
from bankagent.policy.jdm import FactSchema

# The first characters of a formula, those of full width included.
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
PLAIN_NUMBER = re.compile(cells.NUMBER)
EQUALS = re.compile(rf"==\s*({cells.NUMBER}|{cells.TEXT})")
SAME = re.compile(rf"\[\s*({cells.NUMBER})\s*\.\.\s*\1\s*\]")
DIFFERS = re.compile(rf"!=\s*({cells.TEXT})")
LIST = re.compile(r"(not\s+)?in\s*\[(.*)\]")
NOT = re.compile(r"not\s+(.*)", re.IGNORECASE)
# A word in this form needs no quotes: no character in it ends a word or a text.
WORD = re.compile(r"[^'\"\\,\s](?:[^'\"\\,]*[^'\"\\,\s])?")


class BadCell(Exception):
    """A cell cannot be converted; the message says what must be changed."""


def visible(cell: str) -> str:
    """Return the cell without spaces around it.

    Raises:
        BadCell: the cell holds a character that a spreadsheet does not show, or begins like a
            formula.
    """
    text = cell.strip()
    for character in text:
        if not character.isprintable():
            hidden = f"U+{ord(character):04X}"
            raise BadCell(f"must not hold the character {hidden}, which a reader does not see")
    if text.startswith("'"):
        raise BadCell("must not begin with an apostrophe, which a spreadsheet hides")
    if text.startswith(FORMULA) and not PLAIN_NUMBER.fullmatch(text):
        raise BadCell(f"must not begin with {text[0]}, or a spreadsheet takes it for a formula")
    return text


def kept(text: str) -> str:
    """Return a text that a spreadsheet keeps as it is.

    Raises:
        BadCell: a spreadsheet takes it for a number, a date or a truth value, and changes it.
    """
    if not spreadsheet.is_kept_as_text(text):
        raise BadCell(f"must not be {text}: a spreadsheet takes it for a number, a date or a time, "
                      "and changes it")  # fmt: skip
    return text


def test_for_engine(shown: str, fact: FactSchema) -> str:
    """Return the engine's cell for a cell of the CSV that tests this fact.

    Example: `not yes` of a text fact becomes `!= 'yes'`.

    Raises:
        BadCell: the cell is no test of this fact.
    """
    text = visible(shown)
    if not text:
        return ""
    if fact.type == "string":
        cell = _words_for_engine(kept(text), fact)
    elif fact.type in ("number", "integer"):
        cell = _number_for_engine(text)
    else:
        cell = text.lower() if fact.type == "boolean" else text
    wrong = cells.input_finding(cell, fact)
    if wrong:
        raise BadCell(f"is not valid: {wrong}")
    return cell


def test_for_csv(cell: str, fact: FactSchema) -> str:
    """Return the cell of the CSV for a cell of the engine that tests this fact.

    Raises:
        BadCell: a CSV has no form for this cell.
    """
    text = cell.strip()
    equals = EQUALS.fullmatch(text)
    if fact.type != "string":
        plain = equals[1] if equals else text
        if PLAIN_NUMBER.fullmatch(plain) and not spreadsheet.is_kept(plain):
            return f"[{plain}..{plain}]"
        return visible(plain)
    differs = DIFFERS.fullmatch(text)
    listed = LIST.fullmatch(text)
    texts = next((found[found.re.groups] for found in (equals, differs, listed) if found), text)
    words = [quoted[1:-1] for quoted in re.findall(cells.TEXT, texts)]
    unwanted = bool(differs or (listed and listed[1]))
    shown = ("not " if unwanted else "") + ", ".join(words)
    if not all(map(WORD.fullmatch, words)) or (not unwanted and NOT.fullmatch(shown)):
        raise BadCell(f"{cell} holds a word that cannot stand in a CSV without quotes")
    return kept(visible(shown))


def text_for_engine(shown: str) -> str:
    """Return the engine's literal for a cell of the CSV that gives a text.

    Raises:
        BadCell: the cell is blank, or the engine has no literal for its text.
    """
    text = kept(visible(shown))
    if not text:
        raise BadCell("must not be blank")
    literal = f'"{text}"' if "'" in text else f"'{text}'"
    if cells.literal(literal) != text:
        raise BadCell("must not hold a backslash, nor both kinds of quotes")
    return literal


def text_for_csv(cell: str) -> str:
    """Return the cell of the CSV for a literal of the engine.

    Raises:
        BadCell: the cell is no literal, or its text cannot stand in a CSV.
    """
    text = cells.literal(cell.strip())
    if text is None:
        raise BadCell(f"{cell} is not one text in quotes")
    return kept(visible(text))


def _number_for_engine(text: str) -> str:
    """Return the engine's cell for a test of a number; `[0.10..0.10]` stands for 0.10 alone."""
    same = SAME.fullmatch(text)
    if same and not spreadsheet.is_kept(same[1]):
        return same[1]
    if PLAIN_NUMBER.fullmatch(text) and not spreadsheet.is_kept(text):
        raise BadCell(f"must be [{text}..{text}]: a spreadsheet changes {text} alone")
    return text


def _words_for_engine(text: str, fact: FactSchema) -> str:
    unwanted = NOT.fullmatch(text)
    words = [word.strip() for word in (unwanted[1] if unwanted else text).split(",")]
    for word in words:
        if not WORD.fullmatch(word):
            raise BadCell("must be words without quotes, as in: a, or: a, b, or: not a")
        # The enum is checked with the cell's form. The engine would let both pass, and the rule
        # would never fire.
        if fact.pattern is not None and not re.search(fact.pattern, word):
            raise BadCell(f"names {word}, which the pattern of the fact does not allow")
    quoted = ", ".join(f"'{word}'" for word in words)
    if not unwanted:
        return quoted
    return f"!= {quoted}" if len(words) == 1 else f"not in [{quoted}]"
