"""Day on which a case is evaluated, by which documents expire and the next review is found."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Case, Versions


@dataclass(frozen=True, slots=True)
class Today:
    """The day (UTC) of a batch; recorded, so that a replay finds the same facts."""

    NAME: ClassVar[str] = "today"
    day: date | None = None

    def part(self, _: Case) -> Self:
        """Return the day, which is that of all requests."""
        return self

    def versions(self) -> Versions:
        """Return no version: a day is no reference data."""
        return {}

    def as_json(self) -> JsonValue:
        """Return it as an evaluation records it."""
        return self.day.isoformat() if self.day else None

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the day that was recorded."""
        return cls(date.fromisoformat(cast(str, recorded)) if recorded else None)
