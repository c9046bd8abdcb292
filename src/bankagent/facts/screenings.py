"""Screenings: the hits of names on the screening lists in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.screening.index import Hit

# By dataset, such as screening:OFAC-SDN.
Hits = Mapping[str, tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class Screenings:
    """The lists with their versions, and hits by name; of one request, those of its counterparty.

    A name itself is not recorded: it stands in the payload.
    """

    NAME: ClassVar[str] = "screenings"
    lists: Versions = field(default_factory=dict)
    hits: Mapping[str, Hits] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the hits of the payload's counterparty."""
        name = case.payload.counterparty_name
        if name is None:
            return type(self)({}, {})
        return type(self)(self.lists, {"counterparty_name": self.hits.get(name, {})})

    def screened(self, field: str) -> tuple[str, int]:
        """Return the word for the name of a field of the payload, and its best score in percent.

        The word is hit, clear, unknown (no list is in force) or not_given; no hit has the score 0.
        """
        if field not in self.hits:
            return "not_given", 0
        if not self.lists:
            return "unknown", 0
        best = max((hit.score for hits in self.hits[field].values() for hit in hits), default=0)
        return ("hit" if best else "clear"), best

    def versions(self) -> Versions:
        """Return the versions of the lists that were used."""
        return self.lists

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "lists": self.lists,
            "hits": {
                field: {
                    dataset: [one.as_json() for one in found] for dataset, found in hits.items()
                }
                for field, hits in self.hits.items()
            },
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        fields: Any = recorded
        return cls(
            fields["lists"],
            {
                field: {
                    dataset: tuple(Hit(**one) for one in found) for dataset, found in hits.items()
                }
                for field, hits in fields["hits"].items()
            },
        )
