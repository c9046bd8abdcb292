"""Agreement of a party with an entry of a list, feature by feature beside the name.

A name alone never confirms: a day of birth or an identifier must agree, too.
"""

import re
from datetime import date
from typing import Literal

from bankagent.facts.onboarding.entries import Entry, Identifiers
from bankagent.facts.onboarding.subjects import Subject

# partly: the list has the year or the month alone.
Agreement = Literal["agrees", "partly", "differs", "unknown"]
NOT_A_LETTER = re.compile(r"[^a-z]+")
NOT_A_SIGN = re.compile(r"[^A-Z0-9]+")
# National ID No., Passport number: words that name no other type.
TAIL = re.compile(r"(no|number|num)$")


def date_of_birth(born: date | None, listed: str | None) -> Agreement:
    """Return whether a day is one of those of a list, as "1965-03-09; circa 1966"."""
    days = [one.strip() for one in (listed or "").split(";") if one.strip()]
    if born is None or not days:
        return "unknown"
    if born.isoformat() in days:
        return "agrees"
    parts = (one.removeprefix("circa ") for one in days)
    inexact = [one for one in parts if len(one) < len("1965-03-09") or f"circa {one}" in days]
    return "partly" if any(_within(born, one) for one in inexact) else "differs"


def identifier(subject: Subject, entry: Entry) -> Agreement:
    """Return whether both have one identifier; differs where both have a type in common alone."""
    ours, theirs = _compared(subject.identifiers), _compared(entry.identifiers)
    for key, issuer in ours.items():
        if key in theirs and (issuer is None or theirs[key] in (None, issuer)):
            return "agrees"
    common = {type_ for type_, _ in ours} & {type_ for type_, _ in theirs}
    return "differs" if common else "unknown"


def country(subject: Subject, entry: Entry) -> Agreement:
    """Return whether the entry's country is one of the party's."""
    if entry.country is None or not subject.countries:
        return "unknown"
    return "agrees" if entry.country in subject.countries else "differs"


def _within(born: date, listed: str) -> bool:
    """Return whether a day is in a month or a year, or in the year of a day that is not sure."""
    return born.isoformat().startswith(listed[:4] if len(listed) > len("1965-03") else listed)


def _compared(identifiers: Identifiers) -> dict[tuple[str, str], str | None]:
    """Return the issuer of each identifier that has letters or digits to compare."""
    found = ((_type(type_), _plain(value), issuer) for type_, value, issuer in identifiers)
    return {(type_, value): issuer for type_, value, issuer in found if type_ and value}


def _type(text: str) -> str:
    return TAIL.sub("", NOT_A_LETTER.sub("", text.lower()))


def _plain(value: str) -> str:
    return NOT_A_SIGN.sub("", value.upper())
