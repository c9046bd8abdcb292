"""Pairs as they came in: when, and an earlier request about one of the same records."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions

# open, changed: an exception of the pair is open, with the same values, or with others. approved,
# rejected: people closed it with the same values. corrected: a later request of it matches already.
Word = Literal["open", "approved", "rejected", "changed", "corrected"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier request about one of the same records, or a later one that was decided first."""

    request_id: int
    word: Word

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {"request_id": self.request_id, "word": self.word}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same record of a side under the number under which its source had it before."""

    side: Literal["ours", "theirs"]
    record_number: str
    request_id: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """The time of a request (UTC), the earlier one about the same pair, and duplicate records."""

    received_at: datetime
    earlier: Earlier | None = None
    duplicates: tuple[Duplicate, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Arrivals by the request's id; of one request, its own."""

    NAME: ClassVar[str] = "pairs"
    found: Mapping[int, Arrival] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the arrival of one request."""
        own = self.found.get(case.request_id)
        return type(self)({case.request_id: own} if own else {})

    def own(self) -> Arrival | None:
        """Return the arrival of the one request that this is about."""
        return next(iter(self.found.values()), None)

    def versions(self) -> Versions:
        """Return no version: requests are no reference data."""
        return {}

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            str(id_): {
                "received_at": one.received_at.isoformat(),
                "earlier": one.earlier.as_json() if one.earlier else None,
                "duplicates": [asdict(twin) for twin in one.duplicates],
            }
            for id_, one in self.found.items()
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        return cls(
            {
                int(id_): Arrival(
                    datetime.fromisoformat(one["received_at"]),
                    Earlier(**one["earlier"]) if one["earlier"] else None,
                    tuple(Duplicate(**twin) for twin in one.get("duplicates", [])),
                )
                for id_, one in cast(dict[str, Any], recorded).items()
            }
        )
