"""Needs that a package's type may have, and the fields of its payload that they read.

An error of a look-up stops a whole batch, trades beside it too: a field that may be None, or that
is of another class, must be found before the first request.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bankagent.domain.known import LookedUp
from bankagent.domain.request_type import RequestType
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import SCOPES, TradingLimits
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import IDENTIFIER_FIELDS, Screenings

Reads = Mapping[str, type]
LIMITED: Reads = dict.fromkeys(SCOPES, str)
# By need: the field that must be there, and those that payloads may lack.
OPEN_NEEDS: Mapping[type[LookedUp], tuple[Reads, Reads]] = {
    FxRates: ({"currency": str}, {"trade_date": date, **LIMITED}),
    BusinessCalendars: ({}, {"mic": str, "trade_date": date}),
    TradingLimits: ({}, LIMITED),
    RestrictedInstruments: ({"symbol": str}, dict.fromkeys(("isin", "cusip", "sedol"), str)),
    Screenings: ({}, dict.fromkeys(("counterparty_name", *IDENTIFIER_FIELDS), str)),
}


def fault_of_needs(known: RequestType) -> str | None:
    """Return what is wrong with the needs of a type, as a clause; None where nothing is."""
    for need in known.needs:
        if need not in OPEN_NEEDS:
            names = ", ".join(one.__name__ for one in OPEN_NEEDS)
            return f"needs {need.__name__}: it may need {names}"
        must, may = OPEN_NEEDS[need]
        for name, wanted in (*must.items(), *may.items()):
            fault = _fault_of_field(known.payload, name, wanted, is_must=name in must)
            if fault:
                return f"needs {need.__name__}, and its payload {fault}"
    return None


def _fault_of_field(
    payload: type[BaseModel], name: str, wanted: type, *, is_must: bool
) -> str | None:
    field = payload.model_fields.get(name)
    if field is None:
        # A property of the model is read as a field is, and cannot be looked into.
        return f"has no {name}" if is_must and not hasattr(payload, name) else None
    classes = [*_classes(field.annotation)]
    if is_must and (_may_be_none(field) or NoneType in classes):
        return f"has {name}, which may be None"
    if not all(one is NoneType or _is_of(one, wanted) for one in classes):
        return f"has {name}, which is no {'day' if wanted is date else 'text'}"
    return None


def _may_be_none(field: FieldInfo) -> bool:
    return not field.is_required() and field.default is None and field.default_factory is None


def _is_of(one: Any, wanted: type) -> bool:
    return isinstance(one, type) and issubclass(one, wanted)


def _classes(annotation: Any) -> Iterator[Any]:
    """Yield the classes of which a value may be."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _classes(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _classes(one)
    elif origin is Literal:
        yield from map(type, get_args(annotation))
    else:
        yield annotation
