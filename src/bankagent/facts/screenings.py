"""Screenings: the hits of a counterparty on the screening lists in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.screening.identified import Key, key_of
from bankagent.screening.index import Hit

# By dataset, such as screening:OFAC-SDN.
Hits = Mapping[str, tuple[Hit, ...]]
NAME_FIELD = "counterparty_name"
IDENTIFIER_FIELDS = {"counterparty_lei": "lei", "counterparty_bic": "bic"}
# Of one name or identifier on one list; all of them are hits, whatever their number.
MOST_RECORDED = 20


@dataclass(frozen=True, slots=True)
class Screenings:
    """The lists with their versions, and hits by name; of one request, hits by field.

    A name itself is not recorded: it stands in the payload. `identified` has the hits of LEIs and
    BICs; of one request they stand beside those of the name. `unscreened` are the names without a
    letter or a digit that can be compared; of one request, the name's field, where its counterparty
    has no name that could be screened. `partial` are lists of which rows are missing.
    """

    NAME: ClassVar[str] = "screenings"
    lists: Versions = field(default_factory=dict)
    hits: Mapping[str, Hits] = field(default_factory=dict)
    unscreened: tuple[str, ...] = ()
    identified: Mapping[Key, Hits] = field(default_factory=dict)
    partial: tuple[str, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the hits of the payload's counterparty."""
        name = case.given("counterparty_name")
        given = identifiers(case)
        if name is None and not given:
            return type(self)()
        is_screened = name is not None and name not in self.unscreened
        hits = {NAME_FIELD: _most_alike(self.hits.get(name, {}))} if is_screened else {}
        hits |= {
            one: _most_alike(found)
            for one, key in given.items()
            if (found := self.identified.get(key))
        }
        unscreened = () if is_screened else (NAME_FIELD,)
        return type(self)(self.lists, hits, unscreened, partial=self.partial)

    def counterparty(self) -> tuple[str, int]:
        """Return the word for one request's counterparty, and its best score in percent.

        The word is hit, clear, not_given, or unknown: no list is in force, rows of one are missing,
        or there is no name that can be screened. Without a hit the score is 0.
        """
        if not self.hits and not self.unscreened:
            return "not_given", 0
        if not self.lists:
            return "unknown", 0
        found = (
            hit.score for by_list in self.hits.values() for hits in by_list.values() for hit in hits
        )
        best = max(found, default=0)
        if best:
            return "hit", best
        return ("unknown" if self.unscreened or self.partial else "clear"), 0

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
            **({"unscreened": self.unscreened} if self.unscreened else {}),
            **({"partial": self.partial} if self.partial else {}),
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
            tuple(fields.get("unscreened", ())),
            partial=tuple(fields.get("partial", ())),
        )


def identifiers(case: Case) -> dict[str, Key]:
    """Return the LEI and the BIC of a payload's counterparty as they are compared, by field."""
    fields = ((name, type_, case.given(name)) for name, type_ in IDENTIFIER_FIELDS.items())
    return {name: key for name, type_, it in fields if it and (key := key_of(type_, it))}


def _most_alike(hits: Hits) -> Hits:
    return {dataset: found[:MOST_RECORDED] for dataset, found in hits.items()}
