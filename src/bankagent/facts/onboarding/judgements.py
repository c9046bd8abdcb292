"""Judgements of people on hits of screening lists, from whichever case; empty where none is."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.facts.onboarding.subjects import digest_of, subjects_of


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reviewer's word on a hit: cleared or confirmed, for these two digests alone.

    `judgement_id` is the number of its row, by which the file of a case names the reviewer, and
    `client_id` the client in whose case it was given.
    """

    dataset: str
    entry_id: str
    party_sha256: str
    entry_sha256: str
    word: str
    judgement_id: int | None = None
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class ScreeningJudgements:
    """Judgements on the parties of a batch, oldest first; of one request, those on its parties."""

    NAME: ClassVar[str] = "screening_judgements"
    found: tuple[Judgement, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the judgements on the parties of a payload, whichever request they are from.

        Of a party with a name alone, those that were given in cases of the same client: it may be a
        namesake of another client's.
        """
        subjects = [*subjects_of(case.payload)]
        known = {digest_of(one) for one in subjects if one.date_of_birth or one.identifiers}
        named = {digest_of(one) for one in subjects} - known
        return type(self)(
            tuple(
                one
                for one in self.found
                if one.party_sha256 in known
                or (one.party_sha256 in named and one.client_id == case.client_id)
            )
        )

    def on(self, dataset: str, entry_id: str, digests: tuple[str, str]) -> str | None:
        """Return the last word on a hit of these digests, of the party and of the list's entry."""
        key = (dataset, entry_id, *digests)
        words = [
            one.word
            for one in self.found
            if (one.dataset, one.entry_id, one.party_sha256, one.entry_sha256) == key
        ]
        return words[-1] if words else None

    def versions(self) -> Versions:
        """Return no version: words of people are no reference data."""
        return {}

    def as_json(self) -> JsonValue:
        """Return it as an evaluation records it."""
        return [cast(JsonObject, asdict(one)) for one in self.found]

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        return cls(tuple(Judgement(**one) for one in cast(list[dict[str, Any]], recorded)))


def asked(case: Case) -> set[str]:
    """Return the digests of a payload's parties, by which judgements are looked up."""
    return {digest_of(one) for one in subjects_of(case.payload)}
