"""JSON without surprises: one parser for every door, and numbers that keep their exact value.

What is accepted is RFC 8259 within the limits below, in UTF-8, with each name once in an object
and nothing that PostgreSQL's jsonb cannot hold. Numbers with a point or an exponent are Decimals,
never floats, on the way in and on the way out.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import simplejson

from bankagent.errors import BadJson

JsonValue = Any  # None | bool | int | Decimal | str | list[JsonValue] | dict[str, JsonValue]

MOST_BYTES = 256 * 1024
MOST_DEPTH = 32
MOST_KEY = 256
MOST_STRING = 64 * 1024
MOST_DIGITS = 28
MOST_EXPONENT = 30

# Cheap signs in the text that a value needs a closer look; most texts have none of them.
ESCAPED_TROUBLE = re.compile(r"\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}|[dD][c-fC-F][0-9a-fA-F]{2})")
SURROGATE = re.compile("[\ud800-\udfff]")


def loads(text: str | bytes) -> JsonValue:
    """Parse one JSON text.

    Raises:
        BadJson: one sentence that says where and why; never what stood there.
    """
    if len(text) > MOST_BYTES:
        raise BadJson(f"The JSON is longer than {MOST_BYTES} bytes.")
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
        value = json.loads(
            decoded,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise BadJson(f"The text is not UTF-8 at byte {error.start}.") from None
    except json.JSONDecodeError as error:
        raise BadJson(
            f"The text is not JSON at line {error.lineno}, column {error.colno}."
        ) from None
    except RecursionError:
        raise _too_deep() from None
    if _needs_a_look(decoded):
        _look(value, 1)
    return value


def dumps(value: JsonValue) -> str:
    """Return compact JSON in which Decimals are numbers with their exact value."""
    return str(
        simplejson.dumps(
            value,
            use_decimal=True,
            separators=(",", ":"),
            ensure_ascii=False,
            allow_nan=False,
            default=_plain,
        )
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    _, digits, exponent = number.as_tuple()
    if len(digits) > MOST_DIGITS:
        raise _too_long_number()
    far = isinstance(exponent, int) and (
        abs(number.adjusted()) > MOST_EXPONENT or exponent < -MOST_EXPONENT
    )
    if far:
        raise BadJson(f"A number's exponent is beyond {MOST_EXPONENT}.")
    return number


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise _too_long_number()
    return int(text)


def _no_constant(_: str) -> NoReturn:
    raise BadJson("NaN and Infinity are not JSON numbers.")


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson("An object has the same name twice.")
    if any(len(key) > MOST_KEY for key in found):
        raise BadJson(f"A name in an object is longer than {MOST_KEY} characters.")
    return found


def _needs_a_look(text: str) -> bool:
    return (
        len(text) > MOST_STRING
        or text.count("[") + text.count("{") > MOST_DEPTH
        or ESCAPED_TROUBLE.search(text) is not None
        or SURROGATE.search(text) is not None
    )


def _look(value: JsonValue, depth: int) -> None:
    if isinstance(value, str):
        _look_at_string(value)
        return
    if not isinstance(value, dict | list):
        return
    if depth > MOST_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        for key in value:
            _look_at_string(key)
    for inner in value.values() if isinstance(value, dict) else value:
        _look(inner, depth + 1)


def _look_at_string(text: str) -> None:
    if len(text) > MOST_STRING:
        raise BadJson(f"A string is longer than {MOST_STRING} characters.")
    if "\x00" in text:
        raise BadJson("A string has the character NUL, which cannot be stored.")
    if SURROGATE.search(text):
        raise BadJson("A string has half of a surrogate pair, which is no character.")


def _too_deep() -> BadJson:
    return BadJson(f"The JSON is nested more than {MOST_DEPTH} levels deep.")


def _too_long_number() -> BadJson:
    return BadJson(f"A number has more than {MOST_DIGITS} digits.")
