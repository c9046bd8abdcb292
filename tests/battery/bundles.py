"""Bundles of settings: those of one bundle do not hide each other.

What excuses psql (`psql_says`) would hide a fault of psql, so it stands apart from what matters to
verbs and views; of two values of one setting each bundle takes one. pytest tries some of the
bundles, `make battery` all of them.
"""

from collections import defaultdict
from collections.abc import Iterator

from tests.battery.places import (
    DATABASE,
    OPTIONS,
    PLACES,
    ROLES,
    ROLES_HERE,
    VARIABLES,
    Circumstances,
    Setting,
)
from tests.battery.settings import (
    ENCODINGS,
    FORMS,
    MESSAGES,
    NAMES,
    PARSING,
    PLANS,
    SETTINGS,
    TRANSACTIONS,
)

# Each by itself: nearly all of psql, or of a service, is excused under it.
EXCUSED = ("restrict_nonsystem_relation_kind", "role", "session_replication_role")


def _first_of_each(*groups: tuple[Setting, ...], excused: bool) -> list[Setting]:
    """Return the first value of each setting, of those that excuse psql or of the others."""
    found: dict[str, Setting] = {}
    for one in (one for group in groups for one in group):
        if bool(one.psql_says) is excused and one.name not in EXCUSED:
            found.setdefault(one.name, one)
    return [*found.values()]


BUNDLES = {
    "forms": _first_of_each(FORMS, PARSING, excused=False),
    "names": _first_of_each(NAMES[2:], MESSAGES, ENCODINGS, excused=False),
    "plans": _first_of_each(PLANS, TRANSACTIONS, excused=False),
    "limits": _first_of_each(TRANSACTIONS, NAMES, excused=True),
}
# Each bundle once and each place once: a trial takes 20 s, and the suite has seven minutes.
SHORT = (("forms", OPTIONS), ("names", ROLES_HERE), ("plans", ROLES), ("limits", DATABASE))


def bundled(bundle: str, place: str, *, pooled: bool = False) -> Circumstances:
    """Return the settings of a bundle that can be set at this place."""
    assert place in PLACES
    return Circumstances([one for one in BUNDLES[bundle] if place in one.places], place, pooled)


def trials() -> dict[str, Circumstances]:
    """Return the trials of the short version by their names."""
    found = {f"{bundle} in the {place}": bundled(bundle, place) for bundle, place in SHORT}
    by_variables = (FORMS[0], FORMS[6], ENCODINGS[0])
    found["forms by variables of libpq"] = Circumstances(by_variables, VARIABLES)
    (replica,) = (one for one in NAMES if one.refused)
    found["no triggers, by a role"] = Circumstances([replica], ROLES)
    found["no triggers, by the database"] = Circumstances([replica], DATABASE)
    # Ten callers share three sessions: many_callers.
    found["forms in the database, behind a pooler"] = bundled("forms", DATABASE, pooled=True)
    return found


def all_of(place: str) -> Iterator[tuple[Setting, ...]]:
    """Yield bundles in which each setting that can be set at a place, with each value, is once."""
    groups: dict[object, list[Setting]] = defaultdict(list)
    for one in SETTINGS:
        if place in one.places:
            groups[one if one.name in EXCUSED else bool(one.psql_says)].append(one)
    for group in groups.values():
        values: dict[str, list[Setting]] = defaultdict(list)
        for one in group:
            values[one.name].append(one)
        for turn in range(max(map(len, values.values()))):
            yield tuple(found[turn] for found in values.values() if turn < len(found))
