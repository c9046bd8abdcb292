"""Beneficial owners: 25 % exactly, through chains, by control; cycles and gaps are told."""

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.facts.onboarding.owners import Ownership, ownership, text
from bankagent.facts.onboarding.shares import Shares
from tests.support.onboarding import case, company, holding, parsed, party

UNIT = Decimal("0.0000000001")


def owned(*parties: dict[str, Any], client_type: str = "company") -> Ownership:
    return ownership(client_type, parsed(case(parties=[*parties], documents=[])).parties)


def found(given: Ownership) -> dict[str, tuple[str, str]]:
    return {one.party_id: (one.how, text(one.pct)) for one in given.owners}


@pytest.mark.parametrize(
    ("pct", "expected"),
    [
        (25 - UNIT, {"b": ("shares", "75")}),
        (Decimal(25), {"a": ("shares", "25"), "b": ("shares", "75")}),
        (25 + UNIT, {"a": ("shares", "25.0000000001"), "b": ("shares", "74.9999999999")}),
    ],
)
def test_a_person_owns_from_25_percent_on(pct: Decimal, expected: Any) -> None:
    rest = min(100 - pct, Decimal(75))
    given = owned(party("a", ownership_pct=pct), party("b", ownership_pct=rest))
    assert found(given) == expected
    assert given.word == "found"


def test_shares_are_multiplied_along_a_chain_and_added_up_exactly() -> None:
    parties = (
        party("a", ownership_pct="5", holdings=[holding("h", "50"), holding("i", "20")]),
        party("b", ownership_pct="20", holdings=[holding("h", "50"), holding("i", "80")]),
        company("h", ownership_pct="25", holdings=[holding("i", "0")]),
        company("i", ownership_pct="37.5"),
    )
    # a: 5 + 12.5 + 7.5; b: 20 + 12.5 + 30; the other 12.5 percent have no owner here.
    assert found(owned(*parties)) == {"a": ("shares", "25"), "b": ("shares", "62.5")}
    assert owned(*parties).untraced == Fraction("12.5")


def test_a_share_below_the_threshold_by_a_part_that_no_decimal_holds_is_no_owner() -> None:
    # A third of 74.9999999999 is less than 25, whatever is rounded.
    parties = [
        *(party(name, holdings=[holding("h", "33.3333333333")]) for name in "abc"),
        company("h", ownership_pct="74.9999999999"),
    ]
    given = owned(*parties)
    assert given.owners == ()
    assert text(Shares(parsed(case(parties=parties, documents=[])).parties).of_client("a")) < "25"


@pytest.mark.parametrize(("pct", "how"), [("50", None), ("50.0000000001", "control_of_holder")])
def test_more_than_half_of_a_holder_with_25_percent_is_control(pct: str, how: str | None) -> None:
    rest = str(100 - Decimal(pct))
    given = owned(
        party("a", holdings=[holding("h", pct)]),
        party("x", holdings=[holding("h", rest)]),
        company("h", ownership_pct="30"),
        party("b", ownership_pct="70"),
    )
    assert found(given).get("a", (None,))[0] == how


def test_control_goes_through_companies_that_are_controlled_together() -> None:
    given = owned(
        party("a", holdings=[holding("h", "51"), holding("i", "10")]),
        company("h", holdings=[holding("i", "41")]),
        company("i", ownership_pct="40"),
        party("b", ownership_pct="60"),
    )
    assert found(given)["a"][0] == "control_of_holder"


@pytest.mark.parametrize("control", ["voting", "board", "other"])
def test_control_by_other_means_makes_an_owner(control: str) -> None:
    given = owned(party("a", control=control), party("b", ownership_pct="100"))
    assert found(given)["a"] == ("control", "0")


def test_a_cycle_is_told_and_the_least_shares_stand() -> None:
    given = owned(
        company("h", ownership_pct="50", holdings=[holding("i", "10")]),
        company("i", holdings=[holding("h", "10")]),
        party("a", ownership_pct="50", holdings=[holding("h", "90"), holding("i", "90")]),
    )
    assert given.word == "cycle"
    assert given.cycle == ("h", "i")
    assert found(given) == {"a": ("shares", "95")}


@pytest.mark.parametrize(
    ("pct", "word"), [("74.9999999999", "gap"), ("75", "gap"), ("75.0000000001", "found")]
)
def test_25_percent_without_an_owner_are_a_gap(pct: str, word: str) -> None:
    given = owned(party("a", ownership_pct=pct))
    assert given.word == word
    assert text(given.untraced) == text(100 - Fraction(pct))


def test_a_holder_whose_owners_are_not_named_is_a_gap() -> None:
    known = party("a", ownership_pct="75.0000000001")
    assert owned(known, company("h", ownership_pct="24.9999999999")).word == "found"
    known = party("a", ownership_pct="75")
    assert owned(known, company("h", ownership_pct="25")).word == "gap"


def test_unknown_control_of_an_owner_is_a_gap_below_25_percent() -> None:
    known = party("a", ownership_pct="70", holdings=[holding("h", "49.9999999999")])
    assert owned(known, company("h", ownership_pct="30")).word == "gap"
    known = party("a", ownership_pct="70", holdings=[holding("h", "50")])
    assert owned(known, company("h", ownership_pct="30")).word == "found"
    assert owned(known, company("h", ownership_pct="30"), company("i", control="board")).word == (
        "gap"
    )


def test_senior_managers_stand_in_where_no_owner_is_found() -> None:
    manager = party("m", roles=["senior_manager"])
    assert found(owned(manager)) == {"m": ("senior_manager", "0")}
    assert owned(manager).word == "senior_manager"
    assert owned().word == "none"
    assert owned(company("h", roles=["senior_manager"])).word == "none"
    assert found(owned(manager, party("a", ownership_pct=100))).keys() == {"a"}


@pytest.mark.parametrize("role", ["settlor", "trustee", "protector", "beneficiary"])
def test_the_roles_of_a_trust_are_owners_of_trusts_alone(role: str) -> None:
    assert found(owned(party("a", roles=[role]), client_type="trust")) == {"a": ("role", "0")}
    assert owned(party("a", roles=[role])).word == "none"


def trust(*parties: dict[str, Any]) -> Ownership:
    return owned(*parties, client_type="trust")


EACH = ("settlor", "trustee", "beneficiary")


def test_a_trust_is_found_with_a_settlor_a_trustee_and_a_beneficiary_alone() -> None:
    parties = [party(role, roles=[role]) for role in EACH]
    assert trust(*parties).word == "found"
    assert trust(party("a", roles=[*EACH])).word == "found"
    for missing in range(3):
        assert trust(*parties[:missing], *parties[missing + 1 :]).word == "gap"
    assert trust(party("p", roles=["protector"])).word == "gap"
    assert trust(party("m", roles=["senior_manager"])).word == "senior_manager"
    assert trust(company("h", roles=[*EACH])).word == trust().word == "none"


PERSONS = (party("s", roles=["settlor"]), party("b", roles=["beneficiary"]))


@pytest.mark.parametrize(
    ("pct", "word", "owner"),
    [
        ("75.0000000001", "found", "control_of_holder"),
        ("75", "gap", "control_of_holder"),
        ("24", "gap", None),
    ],
)
def test_a_company_in_a_role_of_a_trust_is_looked_through(pct: str, word: str, owner: Any) -> None:
    given = trust(
        *PERSONS, company("t", roles=["trustee"]), party("a", holdings=[holding("t", pct)])
    )
    assert given.word == word
    assert found(given).get("a", (None,))[0] == owner


def test_a_company_in_a_role_is_looked_through_along_a_chain() -> None:
    parties = [
        party("a", holdings=[holding("i", "60")]),
        party("c", holdings=[holding("i", "40"), holding("t", "10")]),
        company("i", holdings=[holding("t", "90")]),
        company("t", roles=["trustee"]),
    ]
    given = trust(*PERSONS, *parties)
    # a: 54 percent of t, c: 36 + 10.
    assert given.word == "found"
    assert found(given).keys() == {"s", "b", "a", "c"}
    assert trust(*PERSONS, *parties[1:]).word == "gap"


def test_a_company_of_many_small_owners_in_a_role_is_a_gap() -> None:
    small = [party(f"a{number}", holdings=[holding("t", 20)]) for number in range(5)]
    assert trust(*PERSONS, company("t", roles=["trustee"]), *small).word == "gap"


def test_an_owner_by_control_alone_of_a_client_without_shares_is_a_gap() -> None:
    given = owned(party("a", control="board"))
    assert (given.word, text(given.untraced)) == ("gap", "100")
    assert found(given).keys() == {"a"}
    assert owned(party("a", roles=["director"]), client_type="fund").word == "none"


def test_a_person_needs_no_owner() -> None:
    assert owned(party("a", ownership_pct=30), client_type="person").word == "not_needed"


@pytest.mark.parametrize(
    ("chain", "layers"), [((), 0), (("a",), 1), (("a", "h"), 2), (("a", "h", "i"), 3)]
)
def test_layers_count_the_parties_on_the_longest_chain(chain: tuple[str, ...], layers: int) -> None:
    last = len(chain) - 1
    parties = [
        (party if name == "a" else company)(
            name,
            **({"ownership_pct": 100} if place == last else {}),
            holdings=[] if place == last else [holding(chain[place + 1], "100")],
        )
        for place, name in enumerate(chain)
    ]
    assert owned(*parties).layers == layers


PCT = st.decimals(0, 100, places=10)
NAMES = [f"p{number}" for number in range(8)]


@st.composite
def structures(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Parties with any shares in one another, of which none has more than 100 percent."""
    left = dict.fromkeys(["client", *NAMES], Decimal(100))
    parties = []
    for name in NAMES:
        taken = min(draw(PCT), left["client"])
        left["client"] -= taken
        held = {}
        for other in draw(st.lists(st.sampled_from(NAMES[4:]), max_size=3, unique=True)):
            if other != name:
                held[other] = min(draw(PCT), left[other])
                left[other] -= held[other]
        make = company if name in NAMES[4:] else party
        holdings = [holding(other, f"{pct:f}") for other, pct in held.items()]
        parties.append(make(name, ownership_pct=f"{taken:f}", holdings=holdings))
    return parties


@given(parties=structures())
@settings(deadline=None, max_examples=200)
def test_of_any_structure_no_more_than_all_of_the_client_is_owned(parties: Any) -> None:
    given = owned(*parties)
    shares = Shares(parsed(case(parties=parties, documents=[])).parties)
    persons = sum((shares.of_client(name) for name in NAMES[:4]), Fraction(0))
    assert 0 <= persons <= 100
    assert {one.party_id for one in given.owners} <= {*NAMES[:4]}
    # What persons have and what has no owner is all of it.
    if not given.cycle:
        assert persons + given.untraced == 100
    assert all(one.pct >= 25 for one in given.owners if one.how == "shares")


@given(parties=structures(), data=st.data())
@settings(deadline=None, max_examples=100)
def test_the_order_of_the_parties_changes_nothing(parties: Any, data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(parties))
    one, other = owned(*parties), owned(*mixed)
    assert found(one) == found(other)
    assert (one.word, one.untraced, one.layers) == (other.word, other.untraced, other.layers)


def test_a_hundred_layers_take_no_time() -> None:
    names = [f"c{number}" for number in range(99)]
    chain = [
        company(name, holdings=[holding(after, "99.9999999999")])
        for name, after in itertools.pairwise(names)
    ]
    person = party("a", holdings=[holding(names[0], "99.9999999999")])
    given = owned(person, *chain, company(names[-1], ownership_pct="99.9999999999"))
    assert given.layers == 100
    assert found(given)["a"][1].startswith("99.99999")
