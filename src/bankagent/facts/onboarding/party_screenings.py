"""Screenings of the parties of a case: their hits on the lists in force, with the entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.facts.onboarding import alike
from bankagent.facts.onboarding.entries import Entry
from bankagent.facts.onboarding.subjects import Subject, subjects_of
from bankagent.facts.screenings import MOST_RECORDED, Hits
from bankagent.screening.identified import Key, finding_key
from bankagent.screening.index import Hit

# Of a hit: its list, as screening:OFAC-SDN, and its entry there.
EntryKey = tuple[str, str]
NAMES = ("primary", "alias")


@dataclass(frozen=True, slots=True)
class PartyScreenings:
    """The lists with their versions, and hits by name and by identifier; of one request, by party.

    `partial` are lists of which rows are missing, `retired` those that were in force and have no
    version now. `unscreened` are the names without a word that can be compared, of one request the
    parties with such a name. `cut` are the parties with more hits than are recorded. `dates` are
    the days of which the lists are. Names are not recorded: they stand in the payload.
    """

    NAME: ClassVar[str] = "party_screenings"
    lists: Versions = field(default_factory=dict)
    hits: Mapping[str, Hits] = field(default_factory=dict)
    entries: Mapping[EntryKey, Entry] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    unscreened: tuple[str, ...] = ()
    identified: Mapping[Key, Hits] = field(default_factory=dict)
    retired: tuple[str, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)
    cut: tuple[str, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the hits of the client and of each party of a payload."""
        subjects = [*subjects_of(case.payload)]
        all_hits = {one.party_id: found for one in subjects if (found := self._of(one))}
        hits = {one.party_id: self._kept(one, all_hits.get(one.party_id, {})) for one in subjects}
        hits = {party_id: found for party_id, found in hits.items() if found}
        keys = {
            (dataset, hit.entry_id)
            for by_list in hits.values()
            for dataset, found in by_list.items()
            for hit in found
        }
        return replace(
            self,
            hits=hits,
            identified={},
            entries={key: self.entries[key] for key in sorted(keys) if key in self.entries},
            unscreened=tuple(
                one.party_id for one in subjects if not {*one.names}.isdisjoint(self.unscreened)
            ),
            cut=tuple(id_ for id_, found in all_hits.items() if _is_cut(found, hits[id_])),
        )

    def _of(self, subject: Subject) -> Hits:
        """Return all hits of a party: one by an identifier of another issuer is none."""
        found: dict[str, tuple[Hit, ...]] = {}
        by_name = (self.hits.get(name, {}) for name in subject.names)
        by_identifier = (self.identified.get(key, {}) for key in keys_of(subject))
        for one in (*by_name, *by_identifier):
            for dataset, hits in one.items():
                kept = (
                    it for it in hits if it.name_type in NAMES or self._has(subject, dataset, it)
                )
                found[dataset] = found.get(dataset, ()) + tuple(kept)
        return {dataset: hits for dataset, hits in found.items() if hits}

    def _has(self, subject: Subject, dataset: str, hit: Hit) -> bool:
        entry = self.entries.get((dataset, hit.entry_id))
        return entry is None or alike.identifier(subject, entry) == "agrees"

    def _kept(self, subject: Subject, found: Hits) -> Hits:
        """Return the hits on the entries that are most alike, and on each that agrees in more."""
        kept = {}
        for dataset, hits in found.items():
            ordered = sorted(hits, key=lambda one: one.rank)
            first = [*dict.fromkeys(one.entry_id for one in ordered)][:MOST_RECORDED]
            kept[dataset] = tuple(
                one
                for one in ordered
                if one.entry_id in first or self._agrees(subject, dataset, one)
            )
        return kept

    def _agrees(self, subject: Subject, dataset: str, hit: Hit) -> bool:
        entry = self.entries.get((dataset, hit.entry_id))
        return entry is None or "agrees" in (
            alike.date_of_birth(subject.date_of_birth, entry.birth_date),
            alike.identifier(subject, entry),
        )

    def oldest_days(self, day: date | None) -> int:
        """Return the age of the oldest list in days; 0 without a list or a day."""
        return max([0, *((day - one).days for one in self.dates.values())]) if day else 0

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
            "retired": self.retired,
            "dates": {dataset: one.isoformat() for dataset, one in self.dates.items()},
            "cut": self.cut,
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
            retired=tuple(fields["retired"]),
            dates={dataset: date.fromisoformat(one) for dataset, one in fields["dates"].items()},
            cut=tuple(fields["cut"]),
        )


def keys_of(subject: Subject) -> Iterator[Key]:
    """Yield the identifiers of a party by which an entry is found, whatever its name."""
    for type_, value, _ in subject.identifiers:
        if key := finding_key(type_, value):
            yield key


def _is_cut(found: Hits, kept: Hits) -> bool:
    return any(len(kept[dataset]) < len(hits) for dataset, hits in found.items())
