"""Listed name: a name of an entry of a screening list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of a list's entry: the primary one or an alias."""

    entry_id: str
    name: str
    name_type: str = "primary"
