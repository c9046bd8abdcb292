"""Sides of a pair, field by field: ours, theirs, the difference, and whether it is tolerated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.pages.payload import field_order

SIDES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class SideRow:
    """A field of both sides; `code` and the rest are those of its break, if it has one."""

    field: str
    ours: JsonValue
    theirs: JsonValue
    code: str | None
    difference: str | None
    tolerance: str | None
    within: bool
    is_break: bool


def rows_of(request_type: str, payload: JsonValue, breaks: JsonValue) -> list[SideRow]:
    """Return the fields of both sides, those with a break first, then in the type's order."""
    values = payload if isinstance(payload, Mapping) else {}
    ours, theirs = (_flat(values.get(side)) for side in SIDES)
    broken = {
        str(one.get("field")): one
        for one in (breaks if isinstance(breaks, list) else [])
        if isinstance(one, Mapping)
    }
    order = {name: n for n, name in enumerate(field_order(request_type, "ours"))}
    others = sorted({*ours, *theirs}, key=lambda name: (order.get(name, len(order)), name))
    names = dict.fromkeys([*broken, *others])
    return [_row(name, ours.get(name), theirs.get(name), broken.get(name)) for name in names]


def _row(name: str, ours: JsonValue, theirs: JsonValue, found: Mapping[str, Any] | None) -> SideRow:
    one = found or {}
    return SideRow(
        name,
        ours if ours is not None else one.get("ours"),
        theirs if theirs is not None else one.get("theirs"),
        _text(one.get("code")),
        _text(one.get("difference")),
        _text(one.get("tolerance")),
        within=one.get("within") is True,
        is_break=found is not None,
    )


def _flat(side: JsonValue, prefix: str = "") -> dict[str, JsonValue]:
    flat: dict[str, JsonValue] = {}
    if isinstance(side, Mapping):
        for name, value in side.items():
            if isinstance(value, Mapping):
                flat |= _flat(value, f"{prefix}{name}.")
            else:
                flat[f"{prefix}{name}"] = value
    return flat


def _text(value: object) -> str | None:
    return None if value is None else str(value)
