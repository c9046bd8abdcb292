"""A case beside the client's last one: what changed, what is material, and what is overdue."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bankagent.domain.exact_json import dumps, loads
from bankagent.facts.onboarding.earlier import Earlier, EarlierCases, of_records
from bankagent.facts.onboarding.subjects import digest_of, subjects_of
from bankagent.facts.onboarding.today import Today
from tests.support.onboarding import OWNER, case, client, found, hit, hits, parsed, party

CLIENT, ANNA = (digest_of(one) for one in subjects_of(parsed(case())))
SAME = Earlier(
    request_id=7,
    is_own=True,
    decision="approved",
    decided_on="2025-11-28",
    rating="low",
    next_review="2026-11-28",
    factors=dict.fromkeys(("client", "country", "product", "channel", "structure"), "low"),
    parties={CLIENT: "clear", ANNA: "clear"},
    owners=[ANNA],
)


def beside(payload: Any, *others: Any, **change: Any) -> tuple[str, dict[tuple[str, bool], Any]]:
    """The word for a case beside the earlier one, and its changes."""
    facts, assessed = found(payload, EarlierCases({1: replace(SAME, **change)}), *others)
    changes = {
        (one["what"], one["material"]): (one["before"], one["now"])
        for one in assessed["earlier"]["changes"]
    }
    assert assessed["earlier"]["word"] == facts["earlier"]
    return facts["earlier"], changes


def test_a_first_case_is_beside_none() -> None:
    facts, assessed = found(case())
    assert (facts["earlier"], facts["days_overdue"], assessed["earlier"]) == ("none", 0, None)


def test_the_same_case_again_has_no_change() -> None:
    assert beside(case()) == ("same", {})


def test_a_case_after_a_declined_one_is_declined_whatever_changed() -> None:
    assert beside(case(), decision="rejected") == ("declined", {})


def test_a_decision_without_a_recorded_case_is_material() -> None:
    blank: dict[str, Any] = {
        "rating": None, "next_review": None, "factors": {}, "parties": {}, "owners": [],
    }  # fmt: skip
    unknown = ("material", {("rating", True): (None, "low")})
    assert beside(case(), **blank) == unknown
    assert beside(case(), **blank, decision="rejected") == ("declined", unknown[1])


def test_another_rating_and_a_stricter_factor_are_material() -> None:
    assert beside(case(client=client(country="IR"))) == (
        "material",
        {
            ("rating", True): ("low", "high"),
            ("factor country", True): ("low", "high"),
            ("party", False): (None, "client"),  # another country is another digest
        },
    )


def test_a_factor_that_is_less_strict_is_a_change_and_not_material() -> None:
    factors = {**SAME.factors, "channel": "medium"}
    assert beside(case(), factors=factors) == (
        "changed",
        {("factor channel", False): ("medium", "low")},
    )


def test_an_owner_who_comes_and_one_who_goes_are_material() -> None:
    other = OWNER | {"party_id": "b", "name": "Bert Beispiel"}
    word, changes = beside(case(parties=[other], documents=[]), owners=[ANNA])
    assert word == "material"
    assert {what for what, _ in changes} == {"owner", "party"}
    assert changes["owner", True] == (None, "b")
    word, changes = beside(case(), owners=[ANNA, "f" * 64])
    assert (word, changes) == ("material", {("owner", True): ("f" * 64, None)})


def test_the_same_owner_under_another_id_is_no_change() -> None:
    renamed = OWNER | {"party_id": "owner-1"}
    assert beside(case(parties=[renamed], documents=[])) == ("same", {})


def test_a_party_who_is_no_owner_is_a_change_that_is_not_material() -> None:
    word, changes = beside(case(parties=[OWNER, party("s", roles=["signatory"])]))
    assert (word, changes) == ("changed", {("party", False): (None, "s")})


@pytest.mark.parametrize(("before", "word"), [("clear", "material"), ("confirmed", "changed")])
def test_a_stricter_hit_is_material(before: str, word: str) -> None:
    batch = hits(OWNER["name"], hit())
    told, changes = beside(case(), batch, parties={CLIENT: "clear", ANNA: before})
    assert told == word
    assert changes == {("screening anna", before == "clear"): (before, "strong")}


@pytest.mark.parametrize(
    ("day", "days"), [("2026-11-27", 0), ("2026-11-28", 0), ("2026-11-29", 1), (None, 0)]
)
def test_a_review_is_overdue_from_the_day_after_it_was_due(day: str | None, days: int) -> None:
    today = Today(date.fromisoformat(day) if day else None)
    facts, _ = found(case(), EarlierCases({1: SAME}), today)
    assert facts["days_overdue"] == days
    facts, _ = found(case(), EarlierCases({1: replace(SAME, next_review=None)}), today)
    assert facts["days_overdue"] == 0


def test_what_is_recorded_is_read_back() -> None:
    kept = EarlierCases({1: SAME})
    recorded: Any = loads(dumps(kept.as_json()))
    assert EarlierCases.from_json(recorded) == kept


def test_records_of_another_form_are_passed_over() -> None:
    assert of_records(None, None, None) == ({}, {}, {})
    odd = [1, {"factor": "x"}, {"party": "a", "how": "shares"}, {"party": 1, "how": 2}]
    assert of_records(odd, odd, [["a", None, "clear"]]) == ({}, {}, {})
