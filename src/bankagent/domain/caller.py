"""Who asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that asks; its name is the maker and actor of what it does."""

    name: str


ANONYMOUS = Caller("anonymous")
