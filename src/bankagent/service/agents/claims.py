"""Claims with quotes, and calculations, read from stored results of any form."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from bankagent.answering.checks.figures import Calculation
from bankagent.answering.checks.quotes import NO_PLACE
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.json_limits import Limits
from bankagent.domain.quoted_answer import Claim, Quote, digest

# A stored text has at most 4 MiB.
LIMITS = Limits(bytes=4 * 1024 * 1024)
MOST_VERSION, MOST_ID = 2**31 - 1, 2**63 - 1


def claims_of(result: str) -> list[Claim]:
    """Return the claims with quotes that stand anywhere in a result; other forms have none.

    Raises:
        BadJson: the text is no JSON within the limits.
    """
    return [
        Claim(one["text"], tuple(_quotes(one)))
        for value in _objects(exact_json.loads(result, LIMITS))
        for one in _listed(value, "claims")
        if isinstance(one["text"], str) and "quotes" in one
    ]


def calculation(arguments: str, result: str) -> list[Calculation]:
    """Return a calculation for each number of a tool's result, of all numbers that went in.

    Raises:
        BadJson: a text is no JSON within the limits.
    """
    inputs = tuple(_numbers(exact_json.loads(arguments, LIMITS)))
    results = _numbers(exact_json.loads(result, LIMITS))
    return [Calculation(one, inputs) for one in results]


def _quotes(claim: Mapping[str, JsonValue]) -> Iterator[Quote]:
    for one in _listed(claim, "quotes"):
        text = str(one["text"])
        numbers = [_whole(one.get(name)) for name in ("document_id", "version", "start")]
        # A number that is none is of no document: the check of quotes says so.
        document_id, version, start = numbers
        # An end that is no number is 0, where no quote ends.
        end = max(_whole(one["end"]), 0) if "end" in one else NO_PLACE
        in_range = 0 < document_id <= MOST_ID and 0 < version <= MOST_VERSION
        yield Quote(
            document_id if in_range else 0,
            version if in_range else 0,
            start,
            end,
            str(one.get("sha256", digest(text))),
            text,
        )


def _whole(value: JsonValue) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _listed(value: Mapping[str, JsonValue], name: str) -> Iterator[Mapping[str, JsonValue]]:
    """Yield the objects with a text in a list of this name."""
    found = value.get(name)
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, dict) and "text" in one)


def _objects(value: JsonValue) -> Iterator[Mapping[str, JsonValue]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _objects(one)
    elif isinstance(value, list):
        for one in value:
            yield from _objects(one)


def _numbers(value: JsonValue) -> Iterator[Decimal]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _numbers(one)
    elif isinstance(value, int | Decimal | str) and not isinstance(value, bool):
        try:
            found = Decimal(value)
        except InvalidOperation:
            return
        if found.is_finite():
            yield found
