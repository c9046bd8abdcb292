"""Limits of JSON beyond RFC 8259, with the reason and the place of each refusal.

Refused are a name twice in an object, text that PostgreSQL's jsonb cannot hold (NUL, half a
surrogate pair), and sizes that no request of a bank needs.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NoReturn

MOST_BYTES = 256 * 1024
MOST_DEPTH = 32
MOST_KEY = 256
MOST_STRING = 64 * 1024
MOST_DIGITS = 28
MOST_EXPONENT = 30

OPENING = ("[", "{")
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s"\[\]{}:,]+', re.DOTALL)
COLON = re.compile(r"\s*:")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a whole text; those of names, strings and numbers never vary."""

    bytes: int = MOST_BYTES
    depth: int = MOST_DEPTH

    @property
    def too_deep(self) -> str:
        """The reason for refusing a text that is too deep."""
        return f"is nested more than {self.depth} levels deep"


USUAL = Limits()


class Refused(Exception):
    """A part of the text is beyond the limits; the message gives the reason, never the part."""


def decimal(text: str) -> Decimal:
    """Return a number that has a point or an exponent, with its exact value."""
    if len(text) <= MOST_DIGITS and "e" not in text and "E" not in text:
        return Decimal(text)
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent of twenty digits
        raise Refused(f"has a number whose exponent is beyond {MOST_EXPONENT}") from None
    _, digits, exponent = number.as_tuple()
    if len(digits) > MOST_DIGITS:
        raise Refused(f"has a number of more than {MOST_DIGITS} digits")
    if not -MOST_EXPONENT <= int(exponent) <= number.adjusted() <= MOST_EXPONENT:
        raise Refused(f"has a number whose exponent is beyond {MOST_EXPONENT}")
    # jsonb writes 1e29 with its 30 digits, which are no number to the worker that reads them again.
    if number and number.adjusted() >= MOST_DIGITS:
        raise Refused(f"has a number of more than {MOST_DIGITS} digits before the point")
    return number


def integer(text: str) -> int:
    """Return a number without a point and an exponent."""
    if len(text) > MOST_DIGITS and len(text.lstrip("-")) > MOST_DIGITS:
        raise Refused(f"has a number of more than {MOST_DIGITS} digits")
    return int(text)


def constant(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python's parser accepts and JSON does not."""
    raise Refused("has NaN or Infinity, which are no JSON numbers")


def string(text: str) -> None:
    """Refuse a string that cannot be stored."""
    if len(text) > MOST_STRING:
        raise Refused(f"has a text of more than {MOST_STRING} characters")
    if "\x00" in text:
        raise Refused("has the character NUL, which cannot be stored")
    if SURROGATE.search(text):
        raise Refused("has half of a surrogate pair, which is no character")


def name(text: str, others: set[str]) -> None:
    """Refuse a name that is too long, or that its object has already; else add it to the others."""
    if len(text) > MOST_KEY:
        raise Refused(f"has a name of more than {MOST_KEY} characters")
    if text in others:
        raise Refused("has a name that its object has already")
    others.add(text)


def first_trouble(text: str, limits: Limits = USUAL) -> tuple[str, int] | None:
    """Return the reason and the index of the first refusal in a text; slow, for error messages."""
    open_: list[set[str]] = []
    for match in TOKEN.finditer(text):
        if match[0] in OPENING and len(open_) == limits.depth:
            return limits.too_deep, match.start()
        try:
            _check_part(match[0], open_, is_name=COLON.match(text, match.end()) is not None)
        except Refused as refused:
            return str(refused), match.start()
        except ValueError:  # the text is no JSON from here on
            return None
    return None


def _check_part(part: str, open_: list[set[str]], *, is_name: bool) -> None:
    if part in OPENING:
        open_.append(set())
    elif part in "]}":
        del open_[-1:]
    elif part[0] == '"':
        value = json.loads(part)
        string(value)
        if is_name and open_:
            name(value, open_[-1])
    elif part[0] in "-0123456789" and part != "-Infinity":
        decimal(part) if {*".eE"} & {*part} else integer(part)
    elif part not in {"true", "false", "null"}:
        constant(part)
