"""What we refuse of well-formed JSON, why, and where in the text it stands.

Beyond RFC 8259: a name twice in an object, what PostgreSQL's jsonb cannot hold (NUL, half a
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
    """How long and how deep a whole text may be; what stands in it has the same limits anywhere."""

    bytes: int = MOST_BYTES
    depth: int = MOST_DEPTH

    @property
    def too_deep(self) -> str:
        """What is said of a text that is too deep."""
        return f"is nested more than {self.depth} levels deep"


USUAL = Limits()


class Refused(Exception):
    """A part of the text is beyond the limits; the text says how, never what stood there."""


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
    return number


def integer(text: str) -> int:
    """Return a number that has neither."""
    if len(text) > MOST_DIGITS and len(text.lstrip("-")) > MOST_DIGITS:
        raise Refused(f"has a number of more than {MOST_DIGITS} digits")
    return int(text)


def constant(_: str) -> NoReturn:
    """Refuse what Python's parser takes for a number, and JSON does not."""
    raise Refused("has NaN or Infinity, which are no JSON numbers")


def string(text: str) -> None:
    """Refuse a text that cannot be stored."""
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
    """Return how and at which index the text first goes beyond the limits; slow, for refusals."""
    open_: list[set[str]] = []
    for match in TOKEN.finditer(text):
        if match[0] in OPENING and len(open_) == limits.depth:
            return limits.too_deep, match.start()
        try:
            _look_at(match[0], open_, is_name=COLON.match(text, match.end()) is not None)
        except Refused as refused:
            return str(refused), match.start()
        except ValueError:  # the text is no JSON from here on
            return None
    return None


def _look_at(piece: str, open_: list[set[str]], *, is_name: bool) -> None:
    if piece in OPENING:
        open_.append(set())
    elif piece in "]}":
        del open_[-1:]
    elif piece[0] == '"':
        value = json.loads(piece)
        string(value)
        if is_name and open_:
            name(value, open_[-1])
    elif piece[0] in "-0123456789" and piece != "-Infinity":
        decimal(piece) if {*".eE"} & {*piece} else integer(piece)
    elif piece not in {"true", "false", "null"}:
        constant(piece)
