"""Rating: its arithmetic, its bands at their thresholds, what overrides it, the next review."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.facts.onboarding.owners import Ownership, ownership
from bankagent.facts.onboarding.rating import WEIGHTS, Factor, Rating, rating
from bankagent.facts.onboarding.risks import STRICTNESS, CountryRisk, ProductRisk
from tests.support.onboarding import OWNER, case, client, company, parsed, party

COUNTRIES = CountryRisk(1, {"DE": "low", "IN": "medium", "IR": "high", "KP": "prohibited"})
PRODUCTS = ProductRisk(
    1,
    {
        ("product", "custody"): "low",
        ("product", "derivatives"): "medium",
        ("product", "private_banking"): "high",
        ("product", "bearer_shares"): "prohibited",
        ("channel", "branch"): "low",
        ("channel", "online"): "medium",
        ("channel", "introducer"): "high",
    },
)


def rated(owned: Ownership | None = None, **others: Any) -> Rating:
    payload = parsed(case(**others))
    found = owned or ownership(payload.client.client_type, payload.parties)
    return rating(payload, found, COUNTRIES, PRODUCTS)


def of(**tiers: str) -> Rating:
    """A rating whose factors have these tiers; the others are low."""
    return Rating(tuple(Factor(name, tiers.get(name, "low"), ()) for name in WEIGHTS))


SOLE = [OWNER | {"ownership_pct": 100}]


def test_weights_are_a_hundred_together_and_even() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert all(weight % 2 == 0 for weight in WEIGHTS.values())


def test_a_usual_company_is_low_and_its_arithmetic_is_shown() -> None:
    assert rated(parties=SOLE).as_json() == {
        "factors": [
            {"factor": "client", "tier": "low", "of": ["company low"], "weight": 30, "score": 0},
            {"factor": "country", "tier": "low", "of": ["DE low"], "weight": 30, "score": 0},
            {"factor": "product", "tier": "low", "of": ["custody low"], "weight": 20, "score": 0},
            {"factor": "channel", "tier": "low", "of": ["branch low"], "weight": 10, "score": 0},
            {"factor": "structure", "tier": "low", "of": ["layers 1"], "weight": 10, "score": 0},
        ],
        "total": 0,
        "band": "low",
        "overrides": [],
        "rating": "low",
        "known": True,
    }


# The sums move by 5: these are the ones beside each threshold.
@pytest.mark.parametrize(
    ("tiers", "total", "word"),
    [
        ({"country": "medium"}, 15, "low"),
        ({"product": "high"}, 20, "medium"),
        ({"product": "high", "channel": "medium"}, 25, "medium"),
        ({"client": "medium", "country": "medium", "channel": "high", "structure": "medium"}, 45,
         "medium"),
        ({"client": "medium", "country": "medium", "product": "high"}, 50, "high"),
        ({"client": "medium", "country": "medium", "product": "high", "channel": "medium"}, 55,
         "high"),
    ],
)  # fmt: skip
def test_the_band_is_that_of_the_sum(tiers: dict[str, str], total: int, word: str) -> None:
    assert (of(**tiers).total, of(**tiers).band, of(**tiers).word) == (total, word, word)


@pytest.mark.parametrize("name", ["client", "country"])
def test_a_law_makes_the_rating_high_at_least(name: str) -> None:
    found = of(**{name: "high"})
    assert (found.total, found.band, found.word) == (30, "medium", "high")
    assert found.overrides == [(name, "high")]


@pytest.mark.parametrize("name", ["country", "product", "channel"])
def test_what_is_prohibited_makes_the_rating_prohibited(name: str) -> None:
    assert of(**{name: "prohibited"}).word == "prohibited"


def test_an_unknown_tier_scores_as_high_and_is_told() -> None:
    found = rated(parties=SOLE, client=client(country="BR"))
    assert (found.tier("country"), found.total, found.word) == ("unknown", 30, "medium")
    assert not found.is_known


def test_an_unknown_tier_hides_no_high_and_no_prohibited_one() -> None:
    for country, word in (("IR", "high"), ("KP", "prohibited")):
        found = rated(parties=SOLE, client=client(country="BR", nationalities=[country]))
        assert (found.word, found.is_known) == (word, False)


def test_without_datasets_in_force_nothing_is_known() -> None:
    payload = parsed(case())
    owned = ownership("company", payload.parties)
    found = rating(payload, owned, CountryRisk(), ProductRisk())
    assert not found.is_known
    assert {one.tier for one in found.factors if one.name in ("country", "product", "channel")} == {
        "unknown"
    }


def test_a_politically_exposed_party_makes_the_rating_high() -> None:
    found = rated(parties=[SOLE[0] | {"pep": "yes"}])
    assert found.word == "high"
    assert found.factors[0].of == ("pep of anna high", "company low")


UNASKED = {"pep": "unknown"}


@pytest.mark.parametrize("change", [{"pep": "unknown"}, {"pep": "unknown", "roles": ["signatory"]}])
def test_a_person_who_was_not_asked_for_an_exposed_position_is_never_low(change: Any) -> None:
    found = rated(parties=[SOLE[0] | change])
    assert (found.tier("client"), found.total, found.is_known) == ("unknown", 30, False)
    assert found.factors[0].of == ("pep of anna unknown", "company low")
    payload = case(parties=[{name: it for name, it in SOLE[0].items() if name != "pep"}])
    assert not rated(**payload).is_known


def test_a_client_that_is_a_person_is_asked_too_and_a_company_is_not() -> None:
    person = client(client_type="person", **UNASKED)
    assert not rated(parties=[], client=person, documents=[]).is_known
    assert rated(parties=SOLE, client=client(**UNASKED)).is_known
    assert rated(parties=[*SOLE, company("h", **UNASKED)]).is_known


def test_one_who_was_not_asked_hides_no_exposed_person() -> None:
    found = rated(parties=[SOLE[0] | {"pep": "yes"}, party("b", **UNASKED)])
    assert (found.word, found.is_known) == ("high", False)


@pytest.mark.parametrize("make", [party, company])
@pytest.mark.parametrize("role", ["owner", "director", "signatory", "senior_manager", "trustee"])
def test_a_party_without_any_country_is_of_an_unknown_tier(make: Any, role: str) -> None:
    nowhere = make("DE", roles=[role], country=None, nationalities=[])
    found = rated(parties=[*SOLE, nowhere])
    assert (found.tier("country"), found.total, found.is_known) == ("unknown", 30, False)
    assert found.factors[1].of == ("party DE unknown", "DE low")
    assert rated(parties=[*SOLE, nowhere | {"nationalities": ["DE"]}]).is_known


def test_the_strictest_country_of_any_party_counts() -> None:
    found = rated(parties=[SOLE[0] | {"nationalities": ["DE", "IR"]}])
    assert found.factors[1].of == ("IR high", "DE low")


def test_the_strictest_product_counts() -> None:
    wanted = client(products=["custody", "derivatives"], channel="online")
    found = rated(parties=SOLE, client=wanted)
    assert (found.tier("product"), found.tier("channel"), found.total) == ("medium", "medium", 15)


@pytest.mark.parametrize(
    ("layers", "word", "tier"),
    [(1, "found", "low"), (2, "found", "medium"), (3, "found", "high"), (1, "gap", "high"),
     (1, "cycle", "high")],
)  # fmt: skip
def test_structure_is_by_layers_gaps_and_cycles(layers: int, word: str, tier: str) -> None:
    owned = ownership("company", parsed(case(parties=SOLE)).parties)
    given = Ownership(word, owned.owners, owned.untraced, layers, ())
    assert rated(given, parties=SOLE).tier("structure") == tier


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ({}, date(2029, 11, 30)),
        ({"product": "high"}, date(2028, 11, 30)),
        ({"country": "high"}, date(2027, 11, 30)),
        ({"country": "prohibited"}, None),
    ],
)
def test_the_next_review_is_by_rating(tiers: dict[str, str], expected: date | None) -> None:
    assert of(**tiers).next_review(date(2026, 11, 30)) == expected
    assert of(**tiers).next_review(None) is None


def test_a_review_from_the_last_day_of_february_is_on_the_last_one() -> None:
    assert of().next_review(date(2028, 2, 29)) == date(2031, 2, 28)


TIERS = st.sampled_from(STRICTNESS)


@given(tiers=st.fixed_dictionaries(dict.fromkeys(WEIGHTS, TIERS)), name=st.sampled_from([*WEIGHTS]))
def test_a_stricter_tier_never_lowers_the_rating(tiers: dict[str, str], name: str) -> None:
    strict = ("low", "medium", "high", "prohibited")
    before = of(**tiers)
    assert 0 <= before.total <= 100
    for tier in STRICTNESS[STRICTNESS.index(tiers[name]) :]:
        after = of(**tiers | {name: tier})
        assert after.total >= before.total
        assert strict.index(after.word) >= strict.index(before.word)


def test_every_combination_of_tiers_has_one_rating() -> None:
    for tiers in product(STRICTNESS, repeat=len(WEIGHTS)):
        found = of(**dict(zip(WEIGHTS, tiers, strict=True)))
        assert found.word in ("low", "medium", "high", "prohibited")
        assert (found.word == "prohibited") == ("prohibited" in tiers)
