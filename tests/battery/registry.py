"""The list of the ways in: a function for each, in the order in which they are used."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.battery.installation import Installation

Use = Callable[[Installation], None]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: its name, its use, and whether it goes past our connections, by psql."""

    name: str
    use: Use
    by_psql: bool


WAYS: list[Way] = []


def way(use: Use) -> Use:
    """Register a way in that the API, a worker or a command offers."""
    WAYS.append(Way(use.__name__, use, by_psql=False))
    return use


def way_by_psql(use: Use) -> Use:
    """Register a way in of psql: what PostgreSQL itself refuses there is no fault of ours."""
    WAYS.append(Way(use.__name__, use, by_psql=True))
    return use
