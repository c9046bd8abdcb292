"""Client rating: five factors with weights, their sum, its band, and what overrides it.

Each factor has a tier: low gives none of its weight, medium half, high all of it; so does an
unknown one, which is never low. The sum is from 0 to 100. A factor that a law asks to look into
(a politically exposed person, a high-risk country) makes the rating high at least, and a prohibited
country, product or channel makes it prohibited, whatever the sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.facts.onboarding import months
from bankagent.facts.onboarding.owners import Ownership
from bankagent.facts.onboarding.risks import (
    STRICTNESS,
    TIERS,
    UNKNOWN,
    CountryRisk,
    ProductRisk,
    strictest,
)
from bankagent.facts.onboarding.subjects import subjects_of

# Of 100; each is even, so that half of it is a whole number.
WEIGHTS = {"client": 30, "country": 30, "product": 20, "channel": 10, "structure": 10}
HALVES = {"low": 0, "medium": 1, "high": 2, UNKNOWN: 2, "prohibited": 2}
# The sum from which a band begins.
BANDS = (("high", 50), ("medium", 20), ("low", 0))
AT_LEAST_HIGH = ("client", "country")
OF_TYPE = {"fund": "medium", "trust": "medium", "bank": "medium"}
# Layers of owners from which the structure is of this tier.
DEEP, VERY_DEEP = 2, 3
REVIEW_MONTHS = {"low": 36, "medium": 24, "high": 12}


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor: its tier, the strictest of what it was found from, and its part of the sum."""

    name: str
    tier: str
    of: tuple[str, ...]
    is_known: bool = True

    @property
    def score(self) -> int:
        """The part of the sum that it gives."""
        return WEIGHTS[self.name] * HALVES[self.tier] // 2

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "factor": self.name,
            "tier": self.tier,
            "of": [*self.of],
            "weight": WEIGHTS[self.name],
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating: low, medium, high or prohibited, with the arithmetic that led to it."""

    factors: tuple[Factor, ...]

    def tier(self, name: str) -> str:
        """Return the tier of a factor."""
        return next(one.tier for one in self.factors if one.name == name)

    @property
    def total(self) -> int:
        """The sum of all factors, from 0 to 100."""
        return sum(one.score for one in self.factors)

    @property
    def band(self) -> str:
        """The band of the sum alone."""
        return next(word for word, least in BANDS if self.total >= least)

    @property
    def overrides(self) -> list[tuple[str, str]]:
        """The factors that make the rating stricter than its band, each with what it asks for."""
        found = [(one.name, "prohibited") for one in self.factors if one.tier == "prohibited"] or [
            (one.name, "high")
            for one in self.factors
            if one.name in AT_LEAST_HIGH and one.tier == "high"
        ]
        return [one for one in found if TIERS.index(one[1]) > TIERS.index(self.band)]

    @property
    def word(self) -> str:
        """The rating itself."""
        return strictest([self.band, *(word for _, word in self.overrides)])

    @property
    def is_known(self) -> bool:
        """Whether the tier of each factor is known."""
        return all(one.is_known for one in self.factors)

    def next_review(self, day: date | None) -> date | None:
        """Return the day of the next review, counted from the day of this one."""
        count = REVIEW_MONTHS.get(self.word)
        return months.after(day, count) if day and count else None

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "factors": [one.as_json() for one in self.factors],
            "total": self.total,
            "band": self.band,
            "overrides": [{"factor": name, "rating": word} for name, word in self.overrides],
            "rating": self.word,
            "known": self.is_known,
        }


def rating(payload: Any, owned: Ownership, countries: CountryRisk, others: ProductRisk) -> Rating:
    """Return the rating of a client beside the tiers in force."""
    client = payload.client
    return Rating(
        (
            _client(payload),
            _countries(payload, countries),
            _of("product", others, client.products),
            _of("channel", others, (client.channel,)),
            _structure(owned),
        )
    )


def _client(payload: Any) -> Factor:
    """Return the factor of the client's type, and of politically exposed persons in the case."""
    type_ = payload.client.client_type
    tiers = {type_: OF_TYPE.get(type_, "low")}
    for one in subjects_of(payload):
        if one.exposure != "no":
            tiers[f"pep of {one.party_id}"] = "high" if one.exposure == "yes" else UNKNOWN
    return _strictest("client", tiers)


def _countries(payload: Any, countries: CountryRisk) -> Factor:
    """Return the factor of all countries; a party that names none is of an unknown tier."""
    subjects = [*subjects_of(payload)]
    codes = sorted({code for one in subjects for code in one.countries})
    tiers = {code: countries.tier(code) for code in codes}
    tiers |= {f"party {one.party_id}": UNKNOWN for one in subjects if not one.countries}
    return _strictest("country", tiers)


def _of(scope: str, others: ProductRisk, names: tuple[str, ...]) -> Factor:
    return _strictest(scope, {name: others.tier(scope, name) for name in sorted(set(names))})


def _strictest(name: str, tiers: Mapping[str, str]) -> Factor:
    is_known = UNKNOWN not in tiers.values()
    return Factor(name, strictest(tiers.values()), tuple(_named(tiers)), is_known)


def _named(tiers: Mapping[str, str]) -> Iterator[str]:
    """Yield each name with its tier, the strictest first."""
    for name, tier in sorted(tiers.items(), key=lambda one: -STRICTNESS.index(one[1])):
        yield f"{name} {tier}"


def _structure(owned: Ownership) -> Factor:
    if owned.word in ("cycle", "gap"):
        return Factor("structure", "high", (owned.word,))
    deep = owned.layers
    tier = "high" if deep >= VERY_DEEP else "medium" if deep >= DEEP else "low"
    return Factor("structure", tier, (f"layers {deep}",))
