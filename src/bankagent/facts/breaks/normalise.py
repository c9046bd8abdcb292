"""Normalisation of a side: one spelling for each value, with its origin and what was changed.

A side gives a field itself, or names the raw field that has it. A raw value that cannot be read is
a finding, and the field is then absent.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.facts.breaks import identifiers
from bankagent.facts.breaks.fields import FIELDS

Value = str | Decimal | date
# A value, and in words what was changed to get it; None where it cannot be read.
Read = tuple[Value, tuple[str, ...]] | None

PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?", re.ASCII)
DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)
# Words of feeds, and the values of FIX 4.4 tag 54.
SIDES = {
    **dict.fromkeys(("BUY", "B", "1"), "buy"),
    **dict.fromkeys(("SELL", "S", "2", "SELL_SHORT", "SELL SHORT", "SS", "5"), "sell"),
}
# Codes that trades have and ISO 4217 has not, or no more: what they are compared as.
CURRENCY_ALIASES = {"CNH": "CNY"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a value: the raw field that it was read from, if any, and what was changed."""

    raw_field: str | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Normalised:
    """A side in one spelling; fields that it does not have are missing.

    `findings` has, by field, words for a value that fails its check or cannot be read.
    """

    values: Mapping[str, Value]
    origins: Mapping[str, Origin]
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_cancelled: bool = False

    def text(self, name: str) -> str | None:
        """Return the value of a field as text; None where the side has none."""
        value = self.values.get(name)
        return None if value is None else as_text(value)

    def amount(self, name: str) -> Decimal | None:
        """Return the value of a field that is an amount; None where the side has none."""
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def day(self, name: str) -> date | None:
        """Return the value of a field that is a date; None where the side has none."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def as_json(self) -> JsonObject:
        """Return the values that were read from a raw field or changed, with their origins.

        All others stand in the payload as they were compared.
        """
        told = {name: one for name, one in self.origins.items() if one.raw_field or one.changes}
        return {
            "values": {name: self.text(name) for name in told},
            "origins": {
                name: {"raw_field": one.raw_field, "changes": list(one.changes)}
                for name, one in told.items()
            },
            "findings": {name: list(words) for name, words in self.findings.items()},
        }


def as_text(value: Value) -> str:
    """Return a value as text: an amount in plain digits, a date as 2026-11-24."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def normalise(side: Any) -> Normalised:
    """Return a side in one spelling.

    A side has the fields of FIELDS (those of the instruction in `ssi`), `raw` (the fields as they
    came), `mapping` (the raw field of each field) and `cancelled`.
    """
    values: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    findings: dict[str, tuple[str, ...]] = {}
    for name in FIELDS:
        given, raw_field = _given(side, name)
        if given is None:
            continue
        read = _read(name, given)
        if read is None:
            findings[name] = (f"the raw field {raw_field} cannot be read",)
            continue
        values[name], changes = read
        origins[name] = Origin(raw_field, changes)
        wrong = identifiers.fault(FIELDS[name].identifier, as_text(values[name]))
        if wrong:
            findings[name] = (wrong,)
    return Normalised(values, origins, findings, side.cancelled)


def _given(side: Any, name: str) -> tuple[Any, str | None]:
    """Return the value of a field and the raw field that it is from; None without a value."""
    owner, _, inner = name.rpartition(".")
    holder = getattr(side, owner) if owner else side
    own = getattr(holder, inner) if holder else None
    raw_field = side.mapping.get(name)
    if own is not None or raw_field is None:
        return own, raw_field
    raw: JsonValue = side.raw.get(raw_field)
    return (None if raw is None or raw == "" else raw), raw_field


def _read(name: str, given: Any) -> Read:
    return READERS.get(FIELDS[name].method, _text)(name, given)


def _amount(_: str, given: Any) -> Read:
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        if not PLAIN_NUMBER.fullmatch(given.strip()):
            return None
        given = given.strip()
    # A zero in another spelling (0E+3, -0) is the same amount.
    return _plain(Decimal(given)), ()


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
