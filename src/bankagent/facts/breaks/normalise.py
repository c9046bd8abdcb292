"""Normalisation of a side: one spelling for each value, with its origin and what was changed.

A side gives a field itself, or names the raw field that has it. A raw field that is not there, or
whose value cannot be read, is a finding, and the field is then absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.facts.breaks import identifiers
from bankagent.facts.breaks.fields import FIELDS, Field
from bankagent.facts.breaks.read import READABLE, Value, as_text, read


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


def normalise(side: Any) -> Normalised:
    """Return a side in one spelling.

    A side has the fields of FIELDS (those of the instruction in `ssi`), `raw` (the fields as they
    came), `mapping` (the raw field of each field) and `cancelled`.
    """
    values: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    findings: dict[str, tuple[str, ...]] = {}
    for name, spec in FIELDS.items():
        given, raw_field = _given(side, name)
        if given is None:
            if raw_field is not None and raw_field not in side.raw:
                findings[name] = (f"the raw field {raw_field} is not there",)
            continue
        found = read(name, given)
        if found is None:
            readable = READABLE.get(spec.method, "a text")
            findings[name] = (f"the raw field {raw_field} cannot be read as {readable}",)
            continue
        values[name], changes = found
        origins[name] = Origin(raw_field, changes)
        wrong = _fault(spec, values[name])
        if wrong:
            findings[name] = (wrong,)
    return Normalised(values, origins, findings, side.cancelled)


def _fault(spec: Field, value: Value) -> str | None:
    if spec.above_zero and isinstance(value, Decimal) and value <= 0:
        return "is not above 0"
    return identifiers.fault(spec.identifier, as_text(value))


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
