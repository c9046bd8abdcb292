"""Canonical JSON of agents: one text for one value, with exact numbers.

Numbers are taken from the text that the model sent: providers' SDKs and pydantic make floats.
"""

import json
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from bankagent.domain import exact_json, json_limits
from bankagent.domain.exact_json import JsonValue
from bankagent.errors import BadJson


class Invalid(Exception):
    """Arguments that are none; the sentence is told to the model."""


def parsed(text: str, form: type[BaseModel]) -> tuple[BaseModel, str]:
    """Return arguments as their model, and as canonical JSON.

    Raises:
        Invalid: the text is no JSON within our limits, or has not the form.
    """
    try:
        value = exact_json.loads(text)
        valid = form.model_validate(value)
        return valid, canonical(valid.model_dump(mode="python"))
    except BadJson as refused:
        raise Invalid(str(refused)) from None
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        told = [f"{'.'.join(map(str, one['loc'])) or 'it'}: {one['msg']}" for one in wrong[:20]]
        raise Invalid("; ".join(told)) from None
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise Invalid(f"The arguments have no JSON form ({type(error).__name__}).") from None


def canonical(value: object) -> str:
    """Return JSON with sorted names and one form for each number: 2500000.0 is 2500000."""
    return exact_json.dumps(_plain(value))


def as_text(arguments: object) -> str:
    """Return the JSON text of arguments that a provider's SDK has parsed.

    What has no JSON form becomes a text that `parsed` refuses, so that the model is told.
    """
    if isinstance(arguments, str):
        return arguments or "{}"
    try:
        return json.dumps({} if arguments is None else arguments, default=str)
    except (ValueError, TypeError, RecursionError):
        return "not JSON"


def _plain(value: object) -> JsonValue:
    if isinstance(value, dict):
        return {str(name): _plain(value[name]) for name in sorted(value, key=str)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return _number(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return _other(value)


def _number(value: Decimal) -> JsonValue:
    if not value.is_finite():
        raise ValueError("A number that is not finite has no JSON form.")
    # Never written out: 1E+999999999 has a billion digits.
    if value.adjusted() > json_limits.MOST_EXPONENT:
        raise ValueError("A number is beyond the limits.")
    if value == value.to_integral_value():
        return int(value)
    return value.normalize()


def _other(value: Any) -> JsonValue:
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(mode="python"))
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
