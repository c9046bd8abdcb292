"""Screenings of the parties of a case: their hits on the lists in force, with the entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.facts.onboarding.entries import Entry
from bankagent.facts.onboarding.subjects import Subject, subjects_of
from bankagent.facts.screenings import Hits
from bankagent.screening.identified import key_of
from bankagent.screening.index import Hit

# Of a hit: its list, as screening:OFAC-SDN, and its entry there.
EntryKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PartyScreenings:
    """The lists with their versions, and hits by name and by LEI or BIC; of one request, by party.

    `partial` are lists of which rows are missing; `unscreened` the names without a word that can be
    compared, of one request the parties with such a name. Names are not recorded: they stand in the
    payload.
    """

    NAME: ClassVar[str] = "party_screenings"
    lists: Versions = field(default_factory=dict)
    hits: Mapping[str, Hits] = field(default_factory=dict)
    entries: Mapping[EntryKey, Entry] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    unscreened: tuple[str, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the hits of the client and of each party of a payload."""
        subjects = [*subjects_of(case.payload)]
        hits = {one.party_id: found for one in subjects if (found := self._of(one))}
        keys = {
            (dataset, hit.entry_id)
            for by_list in hits.values()
            for dataset, found in by_list.items()
            for hit in found
        }
        return type(self)(
            self.lists,
            hits,
            {key: self.entries[key] for key in sorted(keys) if key in self.entries},
            self.partial,
            tuple(one.party_id for one in subjects if one.name in self.unscreened),
        )

    def _of(self, subject: Subject) -> Hits:
        found: dict[str, tuple[Hit, ...]] = {}
        for text in (subject.name, *identifiers_of(subject)):
            for dataset, hits in self.hits.get(text, {}).items():
                found[dataset] = found.get(dataset, ()) + hits
        return found

    def versions(self) -> Versions:
        """Return the versions of the lists that were used."""
        return self.lists

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "lists": self.lists,
            "hits": {
                party: {
                    dataset: [one.as_json() for one in found] for dataset, found in hits.items()
                }
                for party, hits in self.hits.items()
            },
            "entries": [
                {"list": dataset, "entry_id": entry_id, "entry": entry.as_json()}
                for (dataset, entry_id), entry in self.entries.items()
            ],
            "partial": self.partial,
            "unscreened": self.unscreened,
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        fields: Any = recorded
        return cls(
            fields["lists"],
            {
                party: {
                    dataset: tuple(Hit(**one) for one in found) for dataset, found in hits.items()
                }
                for party, hits in fields["hits"].items()
            },
            {
                (one["list"], one["entry_id"]): Entry.from_json(one["entry"])
                for one in fields["entries"]
            },
            tuple(fields["partial"]),
            tuple(fields["unscreened"]),
        )


def identifiers_of(subject: Subject) -> Iterator[str]:
    """Yield the LEIs and BICs of a party: a listed one is a hit by itself."""
    for type_, value, _ in subject.identifiers:
        if type_ in ("lei", "bic") and key_of(value):
            yield value
