"""Bodies of calls: redacted on the way out, restored on the way in, their numbers exact.

A JSON text inside a string, such as a tool's arguments, is opened and closed again, since an
escaped name is not found in it.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bankagent.domain import exact_json
from bankagent.llm.redact import Redactor

# Words of the protocols, outside of data: ids and kinds, which a provider must get as it gave them.
KEPT = frozenset({"id", "type", "role", "model", "tool_call_id", "tool_use_id", "tool_choice"})
# Below these everything is data, names of fields included.
DATA = frozenset({"input", "arguments"})


def loads(text: str | bytes) -> Any:
    """Parse a body; numbers with a point are Decimals.

    Raises:
        ValueError: it is not JSON, has a name twice in an object, or a number that is none.
        RecursionError: it is too deep.
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object)


def redacted(body: Any, redactor: Redactor) -> Any:
    """Return the body that may leave."""
    return _walked(body, redactor.redact, inside=False)


def restored(body: Any, redactor: Redactor) -> Any:
    """Return an answer with the values of the request in the place of their tokens."""
    return _walked(body, redactor.restore, inside=False)


def _walked(value: Any, change: Callable[[str], str], *, inside: bool) -> Any:
    if isinstance(value, str):
        return _text(value, change)
    if isinstance(value, list):
        return [_walked(one, change, inside=inside) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        (change(key) if inside else key): one
        if key in KEPT and not inside and isinstance(one, str)
        else _walked(one, change, inside=inside or key in DATA)
        for key, one in value.items()
    }


def _text(text: str, change: Callable[[str], str]) -> str:
    if text[:1] in {"{", "["}:
        try:
            opened = loads(text)
        except (ValueError, RecursionError):
            return change(text)
        if isinstance(opened, dict | list):
            walked = _walked(opened, change, inside=True)
            # As it was where nothing changed: a prompt that is sent again is the same.
            return text if walked == opened else exact_json.dumps(walked)
    return change(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")
