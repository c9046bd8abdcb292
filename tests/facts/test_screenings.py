"""The word for a counterparty: by its name, its LEI and its BIC."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bankagent.domain.exact_json import dumps, loads
from bankagent.domain.known import Case
from bankagent.facts.screenings import Screenings
from tests.support.known import hit

LIST = "screening:OFAC-SDN"
KNOWN = Screenings(
    {LIST: 5},
    {"Bank Melli": {LIST: (hit(97),)}, "Danske Bank": {}},
    unscreened=("---",),
    identified={("bic", "MELIIRTH"): {LIST: (hit(100),)}},
)


def part(known: Screenings, name: str | None, lei: str | None, bic: str | None) -> Screenings:
    payload = SimpleNamespace(counterparty_name=name, counterparty_lei=lei, counterparty_bic=bic)
    return known.part(Case(1, "C-1", payload))


@pytest.mark.parametrize(
    ("name", "lei", "bic", "expected"),
    [
        (None, None, None, ("not_given", 0)),
        ("Danske Bank", None, None, ("clear", 0)),
        ("Danske Bank", None, "DABADKKK", ("clear", 0)),
        ("Bank Melli", None, None, ("hit", 97)),
        ("---", None, None, ("unknown", 0)),
        ("---", None, "MELIIRTH", ("hit", 100)),
        (None, "5493001KJTIIGC8Y1R12", None, ("unknown", 0)),
        (None, None, "DABADKKK", ("unknown", 0)),
        (None, None, "MELIIRTH", ("hit", 100)),
        ("Danske Bank", None, "MELIIRTH", ("hit", 100)),
        ("Bank Melli", None, "MELIIRTH", ("hit", 100)),
    ],
)
def test_a_counterparty_is_clear_only_by_a_name_that_was_screened(
    name: str | None, lei: str | None, bic: str | None, expected: tuple[str, int]
) -> None:
    own = part(KNOWN, name, lei, bic)
    assert own.counterparty() == expected
    recorded = Screenings.from_json(loads(dumps(own.as_json())))
    assert (recorded, recorded.counterparty()) == (own, expected)


def test_without_a_list_each_counterparty_is_unknown() -> None:
    without = replace(KNOWN, lists={}, hits={}, identified={})
    assert part(without, "Danske Bank", None, None).counterparty() == ("unknown", 0)
    assert part(without, None, None, "DABADKKK").counterparty() == ("unknown", 0)
    assert part(without, None, None, None) == Screenings()


def test_of_many_hits_the_20_that_are_most_alike_are_recorded() -> None:
    many = replace(KNOWN, hits={"Bank Melli": {LIST: tuple(hit(97) for _ in range(25))}})
    own = part(many, "Bank Melli", None, None)
    assert len(own.hits["counterparty_name"][LIST]) == 20
