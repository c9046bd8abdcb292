"""Risk tiers of countries, of products and of the channels by which clients come.

One that has no row is unknown, never low.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.onboarding.subjects import subjects_of

TIERS = ("low", "medium", "high", "prohibited")
UNKNOWN = "unknown"
# In rising strictness: beside an unknown tier a high one still asks for what high risk does.
STRICTNESS = ("low", "medium", UNKNOWN, "high", "prohibited")
SCOPES = ("product", "channel")


def strictest(tiers: Iterable[str]) -> str:
    """Return the strictest of some tiers; unknown of none."""
    return max(tiers, key=STRICTNESS.index, default=UNKNOWN)


@dataclass(frozen=True, slots=True)
class CountryRisk:
    """Tiers by country; of one request, those of the countries of its client and its parties."""

    NAME: ClassVar[str] = "country_risk"
    version: int | None = None
    tiers: Mapping[str, str] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the tiers of the countries in a payload."""
        asked = sorted({code for one in subjects_of(case.payload) for code in one.countries})
        return type(self)(self.version, {it: self.tiers[it] for it in asked if it in self.tiers})

    def tier(self, country: str) -> str:
        """Return the tier of a country."""
        return self.tiers.get(country, UNKNOWN)

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of(self.NAME, self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {"version": self.version, "tiers": dict(self.tiers)}

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(version, fields["tiers"])


@dataclass(frozen=True, slots=True)
class ProductRisk:
    """Tiers by scope (product, channel) and name; of one request, those of its client."""

    NAME: ClassVar[str] = "product_risk"
    version: int | None = None
    tiers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the tiers of the products and of the channel of a payload."""
        client = case.payload.client
        asked = [*(("product", one) for one in client.products), ("channel", client.channel)]
        return type(self)(self.version, {it: self.tiers[it] for it in asked if it in self.tiers})

    def tier(self, scope: str, name: str) -> str:
        """Return the tier of a product or of a channel."""
        return self.tiers.get((scope, name), UNKNOWN)

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of(self.NAME, self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "version": self.version,
            "tiers": [
                {"scope": scope, "name": name, "tier": tier}
                for (scope, name), tier in self.tiers.items()
            ],
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        tiers = {(one["scope"], one["name"]): one["tier"] for one in fields["tiers"]}
        return cls(version, tiers)
