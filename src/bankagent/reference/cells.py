"""Cells of reference data: each parser returns a value for JSON, or says what is expected."""

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from zoneinfo import available_timezones

from stdnum import isin as isin_standard
from stdnum.exceptions import ValidationError

from bankagent.domain.currencies import CURRENCIES
from bankagent.domain.exact_json import JsonValue
from bankagent.reference.codes import COUNTRIES

Parser = Callable[[str], JsonValue]

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
# 18 digits, and 10 after the point: as the tables hold them. The pattern comes before Decimal,
# which takes seconds for a million digits.
NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,10})?", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadCell(ValueError):
    """A cell is not valid; the text says what is expected there, never what it holds."""


def text(most: int) -> Parser:
    """Return a parser of text with 1 to `most` characters, none of them a control character."""

    def parse(cell: str) -> str:
        if not 1 <= len(cell) <= most:
            raise BadCell(f"must have 1 to {most} characters")
        if CONTROL.search(cell):
            raise BadCell("must have no control characters, such as tabs and line breaks")
        return cell

    return parse


def one_of(*words: str) -> Parser:
    """Return a parser of one of these words."""

    def parse(cell: str) -> str:
        if cell not in words:
            raise BadCell(f"must be {' or '.join(words)}")
        return cell

    return parse


def matching(pattern: str, expected: str) -> Parser:
    """Return a parser of text that a pattern matches as a whole."""
    compiled = re.compile(pattern, re.ASCII)

    def parse(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise BadCell(expected)
        return cell

    return parse


def optional(parse: Parser, *, blank: JsonValue = None) -> Parser:
    """Return a parser that takes a blank cell too, as `blank`."""
    return lambda cell: parse(cell) if cell else blank


def number(*, above_zero: bool = False, below: int = 10**18) -> Parser:
    """Return a parser of a decimal number; equal numbers, such as 1.10 and 1.1, are one value."""
    expected = "must be a number as 1234.5: up to 18 digits, a point, up to 10 digits"

    def parse(cell: str) -> Decimal:
        if not NUMBER.fullmatch(cell):
            raise BadCell(expected)
        found = Decimal(cell)
        if above_zero and not found:
            raise BadCell("must be above zero")
        if found >= below:
            raise BadCell(f"must be below {below:,}")
        whole = found == found.to_integral_value()
        return found.quantize(Decimal(1)) if whole else found.normalize()

    return parse


def whole_number(least: int, most: int) -> Parser:
    """Return a parser of a whole number within bounds."""

    def parse(cell: str) -> int:
        if not (NUMBER.fullmatch(cell) and cell.isdigit() and least <= int(cell) <= most):
            raise BadCell(f"must be a whole number from {least} to {most}")
        return int(cell)

    return parse


def day(cell: str) -> str:
    """Parse a day as 2026-11-24, from 1990 to 2100."""
    try:
        found = date.fromisoformat(cell) if DAY.fullmatch(cell) else None
    except ValueError:
        found = None
    if found is None:
        raise BadCell("must be a day as 2026-11-24")
    if not FIRST <= found <= LAST:
        raise BadCell(f"must be a day from {FIRST} to {LAST}")
    return cell


def zone(cell: str) -> str:
    """Parse a time zone of the IANA database, as Europe/London."""
    # PostgreSQL does not know all names without a region: localtime, Factory.
    if cell not in available_timezones() or ("/" not in cell and cell != "UTC"):
        raise BadCell("must be a time zone of the IANA database as in Europe/London")
    return cell


def weekend(cell: str) -> str:
    """Parse the days of the week without business, in their order: sat sun."""
    found = cell.split()
    if not found or len(found) == len(WEEKDAYS) or found != [d for d in WEEKDAYS if d in found]:
        raise BadCell(f"must be days of the week in this order: {' '.join(WEEKDAYS)}")
    return " ".join(found)


def yes_or_no(cell: str) -> bool:
    """Parse yes or no."""
    if cell not in ("yes", "no"):
        raise BadCell("must be yes or no")
    return cell == "yes"


def isin(cell: str) -> str:
    """Parse an ISIN, with its check digit."""
    try:
        if isin_standard.validate(cell) == cell:
            return cell
    except ValidationError:
        pass
    raise BadCell("must be a valid ISIN: 12 characters with a right check digit")


def _code(known: Collection[str], expected: str) -> Parser:
    def parse(cell: str) -> str:
        if cell not in known:
            raise BadCell(expected)
        return cell

    return parse


currency = _code(CURRENCIES, "must be a currency code of ISO 4217 as in USD")
currency_but_euro = _code(
    CURRENCIES - {"EUR"}, "must be a currency code of ISO 4217 as in USD; EUR has no rate"
)
country = _code(COUNTRIES, "must be a country code of ISO 3166-1 as in DE")
country_or_any = _code(COUNTRIES | {"any"}, "must be a country code of ISO 3166-1 as in DE, or any")


def identifiers(cell: str) -> list[JsonValue]:
    """Parse identifiers: `passport:A123:IR; lei:5493001KJTIIGC8Y1R12`, the country last if any."""
    found: list[JsonValue] = []
    for one in cell.split(";"):
        parts = [part.strip() for part in one.split(":")]
        if not (2 <= len(parts) <= 3 and all(parts)) or CONTROL.search(one):  # noqa: PLR2004
            raise BadCell("must be type:value or type:value:country, several separated by ;")
        found.append(dict(zip(("type", "value", "country"), parts, strict=False)))
    return found
