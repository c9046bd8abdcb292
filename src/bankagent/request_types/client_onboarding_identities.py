"""Identities in a case: one entry for each person and company, and identifiers that exist."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError as StdnumError

from bankagent.request_types.fields import Bic, Lei
from bankagent.screening.identified import is_lei_or_bic, plain
from bankagent.screening.words import read

Fault = tuple[tuple[int | str, ...], str]
# With the form that a fault names.
STANDARDS: Mapping[str, tuple[TypeAdapter[str], str]] = {
    "lei": (TypeAdapter(Lei), "must be a valid LEI: 20 letters and digits, the last two a check"),
    "bic": (TypeAdapter(Bic), "must be a valid BIC, as DEUTDEFF or DEUTDEFF500"),
}
ONE_ENTRY = "must be of another party than parties[{}]: one entry has all roles and shares"
TOLD_APART = "; persons of one name need days of birth that differ, companies need countries"
# The clock of another machine may be in another day.
A_DAY = timedelta(days=1)


def faults_of_identities(case: Any) -> Iterator[Fault]:
    """Yield the faults of the client and of all parties, whose fields are valid by themselves."""
    named = [(("client",), case.client), *_parties(case)]
    last = datetime.now(UTC).date() + A_DAY
    for location, one in named:
        if one.date_of_birth is not None and one.date_of_birth > last:
            yield (*location, "date_of_birth"), "must not be in the future"
        for number, identifier in enumerate(one.identifiers):
            expected = _expected(identifier.type, identifier.value, identifier.country)
            if expected:
                yield (*location, "identifiers", number, "value"), expected
    yield from _twice(case.parties)


def _parties(case: Any) -> Iterator[tuple[tuple[int | str, ...], Any]]:
    for number, one in enumerate(case.parties):
        yield ("parties", number), one


@lru_cache(maxsize=10_000)
def _expected(type_: str, value: str, country: str | None) -> str | None:
    """Return what an identifier must be; None where it is so, or no standard of its type is known.

    LEI and BIC have one in all countries. Of a country's own types, such as pesel of PL or pan of
    IN, python-stdnum has many.
    """
    if is_lei_or_bic(type_):
        # Under another word, such as swift_code, it may be either.
        standards = [STANDARDS[type_]] if type_ in STANDARDS else [*STANDARDS.values()]
        is_one = any(_holds(standard.validate_python, value) for standard, _ in standards)
        return None if is_one else " or ".join(expected for _, expected in standards)
    validate = getattr(get_cc_module(country, type_), "validate", None) if country else None
    if validate is None or _holds(validate, value):
        return None
    return f"must be a valid {type_} of {country}: its form or its check digit is wrong"


def _holds(validate: Callable[[str], str], value: str) -> bool:
    try:
        validate(value)
    except (ValidationError, StdnumError):
        return False
    return True


def _twice(parties: Any) -> Iterator[Fault]:
    """Yield each party that another entry names already: its shares would not be added up."""
    by_name: dict[Any, list[tuple[int, Any]]] = defaultdict(list)
    by_identifier: dict[Any, int] = {}
    for number, one in enumerate(parties):
        alike = by_name[one.kind, _words(one.name)]
        same = next((first for first, other in alike if _may_be_one(one, other)), None)
        if same is not None:
            yield ("parties", number, "name"), ONE_ENTRY.format(same) + TOLD_APART
        alike.append((number, one))
        for place, it in enumerate(one.identifiers):
            first = by_identifier.setdefault((it.type, plain(it.value), it.country), number)
            if first != number:
                location = ("parties", number, "identifiers", place, "value")
                yield location, ONE_ENTRY.format(first)


def _may_be_one(one: Any, other: Any) -> bool:
    """Return whether nothing that both entries give tells them apart."""
    if one.kind == "company":
        return one.country is None or other.country is None or one.country == other.country
    born: tuple[date | None, date | None] = (one.date_of_birth, other.date_of_birth)
    return None in born or born[0] == born[1]


def _words(name: str) -> tuple[str, ...]:
    """Return a name as it is told from others: without case, order, accents and legal spellings."""
    return tuple(sorted(read(name).words)) or (name.casefold(),)
