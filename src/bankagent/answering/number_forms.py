"""Forms of a number: thousands apart by comma, point, apostrophe or narrow space; decimal signs.

A form that could be read in two ways is read as several whole numbers (1,2,3), never guessed.
"""

import re
from collections.abc import Iterator

ENGLISH = re.compile(r"(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d+)?")
CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}")
SPACED = re.compile(r"\d{1,3}(?:['\u2019\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
DIGITS = re.compile(r"\d+")
APART = str.maketrans("", "", "'\u2019\u00a0\u202f")


def plain_digits(
    text: str, start: int, end: int, *, fraction: bool = False
) -> Iterator[tuple[int, int, str, int]]:
    """Yield start, end, significant digits and exponent of each number between the offsets.

    `fraction`: a decimal point stands before (`.5`).
    """
    written = text[start:end]
    if fraction and written.isdigit():
        yield (start, end, *_significant("0", written))
        return
    decimal = _decimal(written)
    if decimal is not None:
        whole, _, rest = decimal.partition(".")
        yield (start, end, *_significant(whole, rest))
        return
    for part in DIGITS.finditer(text, start, end):
        yield (part.start(), part.end(), *_significant(part[0], ""))


def _decimal(written: str) -> str | None:
    """Return the number with a decimal point and nothing else; None where its form is unclear."""
    if ENGLISH.fullmatch(written):
        return written.replace(",", "")
    if CONTINENTAL.fullmatch(written):
        return written.replace(".", "").replace(",", ".")
    if SPACED.fullmatch(written):
        return written.translate(APART).replace(",", ".")
    return None


def _significant(whole: str, fraction: str) -> tuple[str, int]:
    written = whole + fraction
    digits = written.rstrip("0")
    exponent = len(written) - len(digits) - len(fraction)
    digits = digits.lstrip("0")
    return digits, exponent if digits else 0
