"""Earlier case of a client, as it was looked up: what a case is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last case of a client that was decided.

    `is_own`: it has the same maker. `factors` are tiers by name, `parties` the words of the
    screening by the party's digest, and `owners` the digests of the beneficial owners. `rating` is
    None where the decision does not rest on a case that was recorded; then all after it is empty.
    """

    request_id: int
    is_own: bool
    decision: str
    decided_on: str
    rating: str | None
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
