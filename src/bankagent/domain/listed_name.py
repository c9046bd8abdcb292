"""Listed name and listed identifier: those of an entry of a screening list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of a list's entry: the primary one or an alias."""

    entry_id: str
    name: str
    name_type: str = "primary"


@dataclass(frozen=True, slots=True)
class ListedIdentifier:
    """An identifier of a list's entry: its type in the publisher's words, and its value."""

    entry_id: str
    identifier_type: str
    value: str
