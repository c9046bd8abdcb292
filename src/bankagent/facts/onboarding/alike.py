"""Agreement of a party with an entry of a list, feature by feature beside the name.

A name alone never confirms: a day of birth or an identifier must agree, too.
"""

import re
from collections import defaultdict
from datetime import date
from typing import Literal

from bankagent.facts.onboarding.entries import Entry, Identifiers
from bankagent.facts.onboarding.subjects import Subject
from bankagent.screening.identified import Key, key_of

# partly: the list has the year or the month alone.
Agreement = Literal["agrees", "partly", "differs", "unknown"]
# A day, a month or a year; another form, such as 1960 to 1970, cannot be compared.
LISTED_DAY = re.compile(r"(circa )?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)


def date_of_birth(born: date | None, listed: str | None) -> Agreement:
    """Return whether a day is one of those of a list, as "1965-03-09; circa 1966"."""
    days = [one.strip() for one in (listed or "").split(";") if one.strip()]
    if born is None or not days:
        return "unknown"
    if born.isoformat() in days:
        return "agrees"
    read = [one for one in days if LISTED_DAY.fullmatch(one)]
    parts = (one.removeprefix("circa ") for one in read)
    inexact = [one for one in parts if len(one) < len("1965-03-09") or f"circa {one}" in read]
    if any(_within(born, one) for one in inexact):
        return "partly"
    return "differs" if read == days else "unknown"


def identifier(subject: Subject, entry: Entry) -> Agreement:
    """Return whether both have one identifier; differs where both have a type in common alone."""
    ours, theirs = _compared(subject.identifiers), _compared(entry.identifiers)
    for key in ours.keys() & theirs.keys():
        if None in ours[key] | theirs[key] or ours[key] & theirs[key]:
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


def _compared(identifiers: Identifiers) -> dict[Key, set[str | None]]:
    """Return the issuers of each identifier that has letters or digits to compare."""
    found: dict[Key, set[str | None]] = defaultdict(set)
    for type_, value, issuer in identifiers:
        if key := key_of(type_, value):
            found[key].add(issuer)
    return found
