"""Readers of values as feeds write them: amounts, dates, directions, texts."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bankagent.facts.breaks.fields import FIELDS

Value = str | Decimal | date
# A value, and in words what was changed to get it; None where it cannot be read.
Read = tuple[Value, tuple[str, ...]] | None

# The bounds of an amount that is given directly: 18 digits before the point, 10 after it.
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?", re.ASCII)
DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)
# Words of feeds, and the values of FIX 4.4 tag 54.
SIDES = {
    **dict.fromkeys(("BUY", "B", "1"), "buy"),
    **dict.fromkeys(("SELL", "S", "2", "SELL_SHORT", "SELL SHORT", "SS", "5"), "sell"),
}
# Codes that trades have and ISO 4217 has not, or no more: what they are compared as.
CURRENCY_ALIASES = {"CNH": "CNY"}
READABLE = {
    "amount": "plain digits (150.25)",
    "date": "a date (2026-11-24 or 20261124)",
    "direction": "a direction (buy, sell, or FIX tag 54)",
}


def as_text(value: Value) -> str:
    """Return a value as text: an amount in plain digits, a date as 2026-11-24."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def read(name: str, given: Any) -> Read:
    """Return the value of a field and what was changed; None where it cannot be read."""
    return READERS.get(FIELDS[name].method, _text)(name, given)


def _amount(_: str, given: Any) -> Read:
    if isinstance(given, bool | list | dict):
        return None
    text = given.strip() if isinstance(given, str) else _digits(Decimal(given))
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    # A zero in another spelling (0E+3, -0) is the same amount.
    amount = _plain(Decimal(text))
    is_changed = isinstance(given, str) and as_text(amount) != given
    return amount, ((f"read as {as_text(amount)}",) if is_changed else ())


def _digits(number: Decimal) -> str:
    text = as_text(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(amount: Decimal) -> Decimal:
    sign, digits, exponent = amount.as_tuple()
    whole, places = list(digits), int(exponent)
    while places < 0 and whole and whole[-1] == 0:
        whole.pop()
        places += 1
    return Decimal((sign, tuple(whole) or (0,), places)) + 0 if any(whole) else Decimal(0)


def _date(_: str, given: Any) -> Read:
    if isinstance(given, date):
        return given, ()
    found = DAY.fullmatch(str(given).strip()) if not isinstance(given, bool) else None
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day, (() if str(day) == given else ("read as a date",))


def _direction(_: str, given: Any) -> Read:
    found = SIDES.get(str(given).strip().upper())
    if found is None:
        return None
    return found, (() if found == given else (f"read as {found}",))


def _text(name: str, given: Any) -> Read:
    if isinstance(given, bool | list | dict):
        return None
    text = as_text(given) if isinstance(given, Decimal) else str(given)
    found = SPELLINGS.get(name, _without_spaces)(text)
    if not found:
        return None
    changes = [] if found == text else ["spelled in capitals, without spaces"]
    if FIELDS[name].identifier == "BIC" and len(found) == 8:  # noqa: PLR2004 - a BIC's own length
        found += "XXX"
        changes.append("8 characters stand for the head office: XXX was added")
    if name == "currency" and found in CURRENCY_ALIASES:
        changes.append(f"{found} is compared as {CURRENCY_ALIASES[found]}")
        found = CURRENCY_ALIASES[found]
    return found, tuple(changes)


def _without_spaces(text: str) -> str:
    return "".join(text.upper().split())


def _one_space(text: str) -> str:
    return " ".join(text.upper().split())


READERS: Mapping[str, Callable[[str, Any], Read]] = {
    "amount": _amount,
    "date": _date,
    "direction": _direction,
}
SPELLINGS: Mapping[str, Callable[[str], str]] = {"symbol": _one_space}
