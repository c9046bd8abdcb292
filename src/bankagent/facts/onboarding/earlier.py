"""Earlier case of a client: what a review compares itself with, and which changes are material."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.facts.onboarding.owners import Ownership
from bankagent.facts.onboarding.rating import Rating
from bankagent.facts.onboarding.risks import STRICTNESS
from bankagent.facts.onboarding.screened import WORDS, ScreenedParty


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last case of a client that was decided.

    `factors` are tiers by name, `parties` the words of the screening by the party's digest, and
    `owners` the digests of the beneficial owners.
    """

    request_id: int
    decision: str
    decided_on: str
    rating: str
    next_review: str | None
    factors: Mapping[str, str]
    parties: Mapping[str, str]
    owners: Sequence[str]


def of_records(factors: Any, owners: Any, parties: Any) -> tuple[dict[str, str], ...]:
    """Return the tiers by factor, the words by digest and the owners' digests, each by itself.

    `factors` and `owners` are as an evaluation has them, `parties` lists of id, digest and word. An
    owner has the digest of its party.
    """
    known = [one for one in parties or () if all(isinstance(text, str) for text in one)]
    digests = {party_id: digest for party_id, digest, _ in known}
    return (
        {one["factor"]: one["tier"] for one in _having(factors, "factor", "tier")},
        {digest: word for _, digest, word in known},
        {
            digests[one["party"]]: one["how"]
            for one in _having(owners, "party", "how")
            if one["party"] in digests
        },
    )


def _having(listed: Any, *names: str) -> list[dict[str, str]]:
    """Return the objects that have texts of these names."""
    return [
        one
        for one in listed or ()
        if isinstance(one, dict) and all(isinstance(one.get(name), str) for name in names)
    ]


@dataclass(frozen=True, slots=True)
class EarlierCases:
    """Earlier cases by the request that they come before; of one request, its own."""

    NAME: ClassVar[str] = "earlier_cases"
    found: Mapping[int, Earlier] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the earlier case of the client of one request."""
        own = self.found.get(case.request_id)
        return type(self)({case.request_id: own} if own else {})

    def own(self) -> Earlier | None:
        """Return the earlier case of the one request that this is about."""
        return next(iter(self.found.values()), None)

    def versions(self) -> Versions:
        """Return no version: requests are no reference data."""
        return {}

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {str(id_): cast(JsonObject, asdict(one)) for id_, one in self.found.items()}

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        fields = cast(dict[str, Any], recorded)
        return cls({int(id_): Earlier(**one) for id_, one in fields.items()})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference from the earlier case; a value that is not there is None."""

    what: str
    before: str | None
    now: str | None
    is_material: bool

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "what": self.what,
            "before": self.before,
            "now": self.now,
            "material": self.is_material,
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """A case beside the earlier one, if there is one, and its changes."""

    earlier: Earlier | None
    changes: tuple[Change, ...] = ()

    @property
    def word(self) -> str:
        """The word: none, declined (the earlier one was), material, changed or same."""
        if self.earlier is None:
            return "none"
        if self.earlier.decision == "rejected":
            return "declined"
        if any(one.is_material for one in self.changes):
            return "material"
        return "changed" if self.changes else "same"

    def days_overdue(self, day: date | None) -> int:
        """Return the days since the review was due; 0 where it was not, or where none is known."""
        due = self.earlier.next_review if self.earlier else None
        return max((day - date.fromisoformat(due)).days, 0) if day and due else 0

    def as_json(self) -> JsonValue:
        """Return it as evaluations and results have it; None without an earlier case."""
        if self.earlier is None:
            return None
        return {
            "request_id": self.earlier.request_id,
            "decision": self.earlier.decision,
            "decided_on": self.earlier.decided_on,
            "rating": self.earlier.rating,
            "next_review": self.earlier.next_review,
            "word": self.word,
            "changes": [one.as_json() for one in self.changes],
        }


def compared(
    earlier: Earlier | None, rated: Rating, owned: Ownership, parties: Sequence[ScreenedParty]
) -> Compared:
    """Return a case beside the earlier one.

    Material are another rating, a factor or a hit that is stricter, and an owner who comes or goes.
    """
    if earlier is None:
        return Compared(None)
    found = [*_rated(earlier, rated), *_owned(earlier, owned, parties), *_known(earlier, parties)]
    return Compared(earlier, tuple(found))


def _rated(earlier: Earlier, rated: Rating) -> Iterator[Change]:
    if earlier.rating != rated.word:
        yield Change("rating", earlier.rating, rated.word, is_material=True)
    for one in rated.factors:
        before = earlier.factors.get(one.name, one.tier)
        if before != one.tier:
            stricter = _is_stricter(STRICTNESS, before, one.tier)
            yield Change(f"factor {one.name}", before, one.tier, is_material=stricter)


def _owned(
    earlier: Earlier, owned: Ownership, parties: Sequence[ScreenedParty]
) -> Iterator[Change]:
    digests = {one.party_id: one.sha256 for one in parties}
    now = {digests[one.party_id]: one.party_id for one in owned.owners}
    for digest in sorted({*earlier.owners} - now.keys()):
        yield Change("owner", digest, None, is_material=True)
    for digest in sorted(now.keys() - {*earlier.owners}):
        yield Change("owner", None, now[digest], is_material=True)


def _known(earlier: Earlier, parties: Sequence[ScreenedParty]) -> Iterator[Change]:
    now = {one.sha256: one for one in parties}
    for digest in sorted(earlier.parties.keys() - now.keys()):
        yield Change("party", digest, None, is_material=False)
    for digest, one in now.items():
        before = earlier.parties.get(digest)
        if before is None:
            yield Change("party", None, one.party_id, is_material=False)
        elif before != one.word:
            stricter = _is_stricter(WORDS, before, one.word)
            yield Change(f"screening {one.party_id}", before, one.word, is_material=stricter)


def _is_stricter(words: Sequence[str], before: str, now: str) -> bool:
    """Return whether a word is stricter than one before, which an older version may have named."""
    return before not in words or words.index(now) > words.index(before)
