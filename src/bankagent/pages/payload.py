"""Payloads in the words of their type: fields in the type's order, with units, and what changed."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from markupsafe import Markup
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bankagent import catalog
from bankagent.domain.exact_json import JsonValue
from bankagent.errors import BadRequest
from bankagent.pages import text

DEEPEST = 6
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
IN_CURRENCY = "units of `currency`"


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """A field of a payload: its name in words, what the type says of it, and its value.

    `rows` are the fields inside it; `changed` says that an earlier version had another value.
    """

    name: str
    hint: str
    value: Markup | None
    rows: tuple["PayloadRow", ...] = field(default=())
    changed: bool = False


def rows_of(
    request_type: str, payload: JsonValue, earlier: JsonValue | None = None
) -> tuple[PayloadRow, ...]:
    """Return the rows of a payload; with an earlier version, what differs from it is marked."""
    model = None
    with suppress(BadRequest):  # a type of a bank's package that this process does not have
        model = catalog.request_type(request_type).payload
    return _rows(payload, model, earlier, marks=earlier is not None, depth=0)


def _rows(
    value: JsonValue,
    model: type[BaseModel] | None,
    earlier: JsonValue | None,
    *,
    marks: bool,
    depth: int,
) -> tuple[PayloadRow, ...]:
    if not isinstance(value, Mapping):
        return (PayloadRow("", "", text.shown(value)),)
    fields = model.model_fields if model else {}
    names = [name for name in fields if name in value]
    names += [name for name in value if name not in fields]
    before = earlier if isinstance(earlier, Mapping) else {}
    currency = value.get("currency") if isinstance(value.get("currency"), str) else None
    if currency is None and "currency" in fields:
        currency = fields["currency"].default
    rows = [
        _row(name, value[name], fields.get(name), currency, before.get(name), marks, depth)
        for name in names
    ]
    if marks:
        gone = [name for name in before if name not in value]
        rows += [
            PayloadRow(text.words(name), "taken away", text.NONE, changed=True) for name in gone
        ]
    return tuple(rows)


def _row(
    name: str,
    value: JsonValue,
    info: FieldInfo | None,
    currency: object,
    earlier: JsonValue,
    marks: bool,  # noqa: FBT001
    depth: int,
) -> PayloadRow:
    hint = (info.description or "") if info else ""
    changed = marks and earlier != value
    inner = _model_in(info.annotation) if info else None
    if isinstance(value, Mapping) and depth < DEEPEST:
        rows = _rows(value, inner, earlier, marks=marks, depth=depth + 1)
        return PayloadRow(text.words(name), hint, None, rows, changed)
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        before = earlier if isinstance(earlier, list) else []
        parts = tuple(
            PayloadRow(
                str(number),
                "",
                None,
                _rows(
                    one,
                    inner,
                    before[number - 1] if number <= len(before) else None,
                    marks=marks,
                    depth=depth + 1,
                ),
            )
            for number, one in enumerate(value, start=1)
        )
        return PayloadRow(text.words(name), hint, None, parts, changed)
    return PayloadRow(text.words(name), hint, _shown(value, info, currency), changed=changed)


def _shown(value: JsonValue, info: FieldInfo | None, currency: object) -> Markup:
    """Return a value: a number with its unit, a digest in short, all else as it is."""
    if isinstance(value, str) and SHA256.fullmatch(value):
        return Markup('<span class="digest" title="{0}">{1}…</span>').format(value, value[:12])
    if info and _is_number(info.annotation) and isinstance(value, int | str | Decimal):
        is_amount = IN_CURRENCY in (info.description or "") and isinstance(currency, str)
        return text.amount(value, str(currency)) if is_amount else text.amount(value)
    return text.shown(value)


def parsed(request_type: str, part: str, path: str, given: str) -> JsonValue:
    """Return what a person typed as the value of a field of a part, such as `ssi.agent_bic`.

    A number is read exactly, without the separators of thousands; all else is text.

    Raises:
        ValueError: the field takes a number, and this is none.
    """
    model = _model_in(catalog.request_type(request_type).payload.model_fields[part].annotation)
    info: FieldInfo | None = None
    for name in path.split("."):
        info = model.model_fields.get(name) if model else None
        model = _model_in(info.annotation) if info else None
    if info is None or not _is_number(info.annotation):
        return given
    try:
        number = Decimal(given.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise ValueError(given) from None
    if not number.is_finite():
        raise ValueError(given)
    return int(number) if number == number.to_integral_value() and "." not in given else number


def field_order(request_type: str, part: str) -> list[str]:
    """Return the fields of a part of a type's payload, those inside it as `ssi.agent_bic`."""
    with suppress(BadRequest, KeyError):
        model = catalog.request_type(request_type).payload
        return list(_paths(_model_in(model.model_fields[part].annotation)))
    return []


def _paths(model: type[BaseModel] | None, prefix: str = "") -> Iterator[str]:
    for name, info in (model.model_fields if model else {}).items():
        inner = _model_in(info.annotation)
        if inner:
            yield from _paths(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _is_number(annotation: Any) -> bool:
    return annotation is Decimal or any(_is_number(part) for part in get_args(annotation))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if found := _model_in(part):
            return found
    return None
