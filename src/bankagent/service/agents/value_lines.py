"""JSON values as a few short lines for people, each with the names that lead to it."""

from collections.abc import Iterator
from itertools import islice

from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.plain_text import plain

MOST_LINES = 6
MOST_CHARACTERS = 200


def value_lines(value: JsonValue, most: int | None = MOST_LINES) -> list[str]:
    """Return the first values as `name: value`; a last line says that there are more.

    Without `most`, all of them are there, and in full: people decide on these.
    """
    if most is None:
        return [_line(names, one, None) for names, one in _leaves(value)]
    found = [_line(names, one) for names, one in islice(_leaves(value), most + 1)]
    if len(found) > most:
        return [*found[:most], "… and more"]
    return found


def _line(names: str, value: JsonValue, most: int | None = MOST_CHARACTERS) -> str:
    text = value if isinstance(value, str) else exact_json.dumps(value)
    flat = " ".join(text.split()) or "(empty)"
    cut = f"{flat[:most]} …" if most is not None and len(flat) > most else flat
    return plain(f"{names}: {cut}" if names else cut)


def _leaves(value: JsonValue, names: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Yield each value that holds no other, with its names; items of a list count from 1."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from _leaves(one, f"{names} {name}".strip())
    elif isinstance(value, list) and value:
        for number, one in enumerate(value, 1):
            yield from _leaves(one, f"{names} {number}".strip())
    else:
        yield names, value
