"""One trial: all ways in, used once in some circumstances, whichever of them fail."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from tests.battery import (
    neighbours,
    ways_at_last,
    ways_authorities,
    ways_cases,
    ways_documents,
    ways_eval,
    ways_exceptions,
    ways_feeds,
    ways_operators,
    ways_pages,
    ways_people,
    ways_policies,
    ways_portfolios,
    ways_psql,
    ways_redaction,
    ways_reference,
    ways_requests,
    ways_service,
)
from tests.battery.installation import Installation
from tests.battery.installed import installed
from tests.battery.places import Circumstances
from tests.battery.refused import REFUSALS
from tests.battery.registry import WAYS, Way

# The modules of ways, in the order of use; each registers its own.
AREAS = (
    ways_service,
    ways_requests,
    ways_people,
    ways_pages,
    ways_reference,
    ways_policies,
    ways_portfolios,
    ways_documents,
    ways_eval,
    ways_exceptions,
    ways_feeds,
    ways_cases,
    ways_authorities,
    ways_operators,
    ways_redaction,
    ways_psql,
    ways_at_last,
)
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in that did not do what it should, and the first line of what went wrong."""

    way: str
    what: str


def trial(
    server: str,
    template: str,
    circumstances: Circumstances,
    *,
    only: Sequence[str] = (),
    api_url: str | None = None,
) -> list[Fault]:
    """Use all ways in, or only these, on an installation of its own; return the faults."""
    with installed(server, template, circumstances, api_url=api_url) as at:
        faults = use_all(at, only=only)
        if circumstances.beside and not neighbours.are_untouched(at.dba):
            faults.append(Fault("beside", "jobs of the bank's own Procrastinate were taken"))
        return faults


def use_all(at: Installation, *, only: Sequence[str] = ()) -> list[Fault]:
    """Use all ways in of an installation, or only these; return the faults."""
    refused = any(one.refused for one in at.circumstances.settings)
    known = REFUSALS if refused else sorted(WAYS, key=_area)
    ways = [way for way in known if way.name in only or not only]
    return [fault for way in ways if (fault := _used(way, at))]


def _area(way: Way) -> int:
    return [area.__name__ for area in AREAS].index(way.use.__module__)


def _used(way: Way, at: Installation) -> Fault | None:
    try:
        way.use(at)
    except Exception as error:  # noqa: BLE001 - each way has its say
        text = str(error)
        known = [words for one in at.circumstances.settings for words in one.psql_says]
        if way.by_psql and any(words in text for words in known):
            return None
        return Fault(way.name, _told(error))
    return None


def _told(error: Exception) -> str:
    """Return what went wrong in one line; a traceback's last line says it best."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if not lines:  # a bare assert: its own line says what was expected
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: line {frame.lineno}: {frame.line}"[:LONGEST]
    head = lines[-1] if any("Traceback" in line for line in lines) else lines[0]
    name = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
    return f"{name}{head}"[:LONGEST]
