"""JSON with exact numbers: one parser for HTTP, SQL and the command line.

It accepts RFC 8259 within the limits of json_limits, in UTF-8, with each name once in an
object. Numbers with a point or an exponent are Decimals, never floats, on the way in and out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, TypeAlias

import orjson

from bankagent.domain import json_limits
from bankagent.domain.json_limits import (
    MOST_BYTES,
    MOST_KEY,
    MOST_STRING,
    USUAL,
    Limits,
    Refused,
)
from bankagent.errors import BadJson

# Without float: a type checker finds where one would leak in.
JsonValue: TypeAlias = (
    bool | int | Decimal | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
)
JsonObject: TypeAlias = dict[str, JsonValue]

# A cheap sign in the text that a string needs a closer look; most texts have none.
ESCAPED_TROUBLE = re.compile(r"\\u(?:0000|[dD][89abcdefABCDEF])")


def loads(text: str | bytes, limits: Limits = USUAL) -> JsonValue:
    """Parse one JSON text.

    Raises:
        BadJson: one sentence with the place and the reason; never the text itself.
    """
    decoded = _decoded(text, limits)
    try:
        value: JsonValue = DECODER.decode(decoded)
        _check(value, decoded, limits)
    except json.JSONDecodeError as error:
        # The first words are the parser's reason; what may follow is a piece of the text.
        why = error.msg.partition(": ")[0].removesuffix(" at").lower()
        raise BadJson(f"The text is not JSON {_place(decoded, error.pos)}: {why}.") from None
    except (Refused, RecursionError) as error:
        why = limits.too_deep if isinstance(error, RecursionError) else str(error)
        # Objects are checked when they close, so the first error may stand before this one.
        # Not searched in a long text: 4 MiB took 8 s.
        found = json_limits.first_trouble(decoded, limits) if len(decoded) <= MOST_BYTES else None
        if found is None:
            raise BadJson(f"The JSON {why}.") from None
        raise BadJson(f"The JSON {found[0]}, {_place(decoded, found[1])}.") from None
    return value


def dumps(value: object) -> str:
    """Return compact JSON in which Decimals are numbers with their exact value.

    Raises:
        TypeError, ValueError: the value, or one in it, has no JSON form (a NUL has one, and jsonb
            refuses it).
    """
    return _written(value, STRICT)


def indented(value: object) -> str:
    """Return the same JSON on several lines, indented by two spaces, for people."""
    return _written(value, STRICT | orjson.OPT_INDENT_2)


def _decoded(text: str | bytes, limits: Limits) -> str:
    try:
        raw, decoded = (text.encode(), text) if isinstance(text, str) else (text, text.decode())
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise BadJson(f"The text is not UTF-8 at position {error.start + 1}.") from None
    if len(raw) > limits.bytes:
        raise BadJson(f"The JSON is longer than {limits.bytes} bytes.")
    return decoded


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("has a name that its object has already")
    if max(map(len, found), default=0) > MOST_KEY:
        raise Refused(f"has a name of more than {MOST_KEY} characters")
    return found


def _check(value: JsonValue, text: str, limits: Limits) -> None:
    """Refuse errors that the parser does not see; most texts give no reason to search for them."""
    if text.count("[") + text.count("{") > limits.depth:
        _check_depth(value, limits)
    if len(text) > MOST_STRING or ESCAPED_TROUBLE.search(text):
        _check_strings(value)


def _check_depth(value: JsonValue, limits: Limits) -> None:
    level: list[Any] = [value]
    for _ in range(limits.depth):
        level = [
            inner
            for outer in level
            if type(outer) in CONTAINERS
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) in CONTAINERS
        ]
    if level:
        raise Refused(limits.too_deep)


def _check_strings(value: JsonValue) -> None:
    if isinstance(value, str):
        json_limits.string(value)
    elif isinstance(value, dict | list):
        if isinstance(value, dict):
            for key in value:
                json_limits.string(key)
        for inner in value.values() if isinstance(value, dict) else value:
            _check_strings(inner)


def _place(text: str, index: int) -> str:
    line = text.count("\n", 0, index) + 1
    return f"at line {line}, column {index - text.rfind(chr(10), 0, index)}"


def _written(value: object, options: int) -> str:
    try:
        text = orjson.dumps(value, _plain, options).decode()
    except orjson.JSONEncodeError:
        # Whole numbers beyond 64 bits, of which we take 28 digits, and names that are words of an
        # enumeration: the encoder refuses both, and asks `_plain` about neither.
        return orjson.dumps(_simpler(value), _plain, options).decode()
    if "null" in text:
        # The encoder writes a float that is not finite as null, and asks about none.
        _check_floats(value)
    return text


def _check_floats(value: object) -> None:
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            if type(inner) is not str:
                _check_floats(inner)
    elif isinstance(value, float) and not isfinite(value):
        raise ValueError(INFINITE)


def _simpler(value: object) -> object:
    """Return the same value in forms that the encoder takes.

    Raises:
        ValueError: a number is not finite, or a text has half a surrogate pair.
    """
    if isinstance(value, dict):
        return {
            _simpler(name) if isinstance(name, str) else name: _simpler(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_simpler(inner) for inner in value]
    if isinstance(value, str):
        return str(value).encode().decode()
    _check_floats(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(INFINITE)
    return Decimal(value) if isinstance(value, int) and value.bit_length() > BITS else value


def _plain(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(str(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


BITS = 63
INFINITE = "A number that is not finite has no JSON form."
CONTAINERS = frozenset({dict, list})

# Made once: json.loads would make a decoder for each call, which costs as much as a small body.
DECODER = json.JSONDecoder(
    parse_float=json_limits.decimal,
    parse_int=json_limits.integer,
    parse_constant=json_limits.constant,
    object_pairs_hook=_object,
)
# Only what a value of ours is written as: the encoder has forms of its own for others.
STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
