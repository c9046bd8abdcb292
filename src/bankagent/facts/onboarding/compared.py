"""A case beside the client's last one: its changes, and which of them are material."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.facts.onboarding.earlier import Earlier
from bankagent.facts.onboarding.owners import Ownership
from bankagent.facts.onboarding.rating import Rating
from bankagent.facts.onboarding.risks import STRICTNESS
from bankagent.facts.onboarding.screened import WORDS, ScreenedParty


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
        """Return it as evaluations have it; None without an earlier case."""
        if self.earlier is None:
            return None
        return {
            "request_id": self.earlier.request_id,
            "is_own": self.earlier.is_own,
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
    Beside a decision without a recorded case nothing can be compared, which is material too.
    """
    if earlier is None:
        return Compared(None)
    if earlier.rating is None:
        return Compared(earlier, (Change("rating", None, rated.word, is_material=True),))
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


def for_callers(evidence: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the evidence of a request as its result has it.

    Any caller may name any client: of a case of another caller it learns the word alone.
    """
    shown = {**evidence}
    case = evidence.get("case")
    earlier = case.get("earlier") if isinstance(case, Mapping) else None
    if isinstance(case, Mapping) and isinstance(earlier, Mapping) and not earlier.get("is_own"):
        shown["case"] = {**case, "earlier": {"is_own": False, "word": earlier.get("word")}}
    return shown


def _is_stricter(words: Sequence[str], before: str, now: str) -> bool:
    """Return whether a word is stricter than one before, which an older version may have named."""
    return before not in words or words.index(now) > words.index(before)
