"""Figures of a text, read exactly: digits and exponent, sign, scale word, percent or currency.

`(1,577)` is negative, `1.577bn` has the exponent of billions, 150 basis points are 1.5 percent.
Digits are kept as text, so that no rounding can make two figures equal, however long they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from bankagent.answering.number_forms import plain_digits
from bankagent.answering.terms import YEAR

# Digits with separators between them, one at a time: linear, whatever the text is.
NUMBER = re.compile(r"\d+(?:[.,'\u2019\u00a0\u202f]\d+)*")
SCALES = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "mm": 6, "m": 6,
    "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12,
}  # fmt: skip
SCALE = re.compile(
    r"[ \u00a0\-]?(thousand|million|billion|trillion|mn|mm|bn|tn|m|k|b)(?:s)?(?![^\W_])",
    re.IGNORECASE,
)
PERCENT = re.compile(
    r"[ \u00a0\-]?\)?[ \u00a0]?(?:(%|per ?cent(?:age)?(?: points?)?(?![a-z])|pct\b|pp\b)"
    r"|(bps\b|basis points?\b))",
    re.IGNORECASE,
)
CODES = "USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|HKD|SGD|SEK|NOK|DKK|INR|CNY|RMB"
BEFORE = re.compile(
    rf"(?:US\$|\$|€|£|¥|(?<![A-Z])(?:{CODES}))[ \u00a0]{{0,2}}[(\-\u2212]?[ \u00a0]?\Z"
)
AFTER = re.compile(
    rf"[ \u00a0](?:({CODES})(?![A-Za-z])|(dollars?|euros?|pounds?|yen)\b)|([€£])", re.IGNORECASE
)
CURRENCIES = {"US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "RMB": "CNY"}
NAMES = {"dollar": "$", "euro": "EUR", "pound": "GBP", "yen": "JPY"}
OPEN_BRACKET = re.compile(r"\([ \u00a0]?(?:[$€£¥]|US\$)?[ \u00a0]?\Z")
CLOSING = re.compile(r"[ \u00a0]?%?[ \u00a0]?\)")
MINUS = re.compile(r"(?:\A|[\s(|:$€£¥])[\-\u2212\u2013][ \u00a0]?(?:[$€£¥]|US\$)?[ \u00a0]?\Z")
LOOK_BACK = 8
# A bound on work: a passage has some dozens.
MOST_FIGURES = 20_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at its offsets: its value is `digits` times ten to `exponent` (and to `scale`).

    digits: without zeros at either end; empty for zero. scale: None where no word names one.
    unit: "percent", a currency code, "$" for dollars of any country, or empty.
    """

    start: int
    end: int
    text: str
    digits: str
    exponent: int
    scale: int | None
    unit: str
    negative: bool
    is_year: bool

    @property
    def value(self) -> Decimal:
        """The exact value with its sign and its named scale, in percent where that is its unit."""
        sign = int(self.negative)
        digits = tuple(int(one) for one in self.digits or "0")
        return Decimal((sign, digits, self.exponent + (self.scale or 0)))


def figures(text: str) -> list[Figure]:
    """Return the figures of a text in order, at most 20,000; `10-K`, `Q1`, `costs(2)` are none."""
    read = (one for match in NUMBER.finditer(text) for one in _read(text, *match.span()))
    return list(islice(read, MOST_FIGURES))


def _read(text: str, start: int, end: int) -> Iterator[Figure]:
    before = text[max(0, start - LOOK_BACK) : start]
    currency = BEFORE.search(before)
    if _is_name(before, text[end : end + 3], is_money=bool(currency)):
        return
    for a, b, digits, exponent in plain_digits(text, start, end, fraction=before.endswith(".")):
        yield _figure(text, a, b, digits, exponent)


def _is_name(before: str, after: str, *, is_money: bool) -> bool:
    """Say if digits belong to a name: glued to a letter, `10-K`, or a footnote's mark."""
    if before and (before[-1].isalpha() or before[-1] == "_") and not is_money:
        return not before.upper().endswith("FY")
    if re.match(r"-[A-Z](?![a-z])|st\b|nd\b|rd\b|th\b", after):
        return True
    return (
        before.endswith("(")
        and before[-2:-1].isalpha()
        and after[1:2] != "%"
        and (after.startswith(")"))
    )


def _figure(text: str, start: int, end: int, digits: str, exponent: int) -> Figure:
    before = text[max(0, start - LOOK_BACK) : start]
    scale, percent = SCALE.match(text, end), PERCENT.match(text, end)
    stop = percent.end() if percent else scale.end() if scale else end
    unit = _unit(text, before, stop, is_percent=bool(percent))
    is_year = not (unit or scale) and bool(YEAR.fullmatch(text[start:end]))
    if percent and percent[2]:
        exponent -= 2
    in_brackets = OPEN_BRACKET.search(before) and CLOSING.match(text, end)
    return Figure(
        start, stop, text[start:stop], digits, exponent,
        SCALES[scale[1].lower()] if scale and not percent else None,
        unit,
        negative=not is_year and bool(in_brackets or MINUS.search(before)),
        is_year=is_year,
    )  # fmt: skip


def _unit(text: str, before: str, end: int, *, is_percent: bool) -> str:
    if is_percent:
        return "percent"
    sign = BEFORE.search(before)
    if sign:
        name = sign[0].rstrip("(-\u2212 \u00a0")
        return CURRENCIES.get(name, name)
    after = AFTER.match(text, end)
    if not after:
        return ""
    if after[2]:
        return NAMES[after[2].lower().removesuffix("s")]
    code = (after[1] or after[3]).upper()
    return CURRENCIES.get(code, code)
