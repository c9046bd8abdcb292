"""States of requirements: met, missing, expired, refused, waived, deferred; and days at limits."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.facts.onboarding import months
from bankagent.facts.onboarding.requirements import Requirement, Requirements, of_row
from bankagent.facts.onboarding.reviewed import (
    DocumentVerdicts,
    RequirementWaivers,
    Verdict,
    Waiver,
)
from bankagent.facts.onboarding.states import OPEN, STATES, Shown, State, states
from bankagent.facts.onboarding.subjects import digest_of, subjects_of
from tests.support.onboarding import case, document, parsed, party

DAY = date(2026, 11, 28)
EXTRACT = Requirement("company", "any", "any", "register_extract", "client", True, None)


CLIENT_SHA256 = digest_of(next(subjects_of(parsed(case()))))


def shown(
    *papers: dict[str, Any],
    verdicts: tuple[Verdict, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    day: date | None = DAY,
    parties: Any = (),
) -> Shown:
    payload = parsed(case(documents=[*papers], parties=[*parties]))
    return Shown(payload, day, DocumentVerdicts(verdicts), RequirementWaivers(waivers))


def one(
    *papers: dict[str, Any], asked: Requirement = EXTRACT, **others: Any
) -> tuple[str, str | None]:
    (found,) = states(Requirements(1, (asked,)), shown(*papers, **others), [])
    return found.word, found.reason


def waiver(word: str = "waived", **others: Any) -> Waiver:
    usual = Waiver(
        1, "register_extract", "client", word, "not_applicable", has_second=True,
        party_sha256=CLIENT_SHA256,
    )  # fmt: skip
    return replace(usual, **others)


def test_a_requirement_without_a_document_is_missing() -> None:
    assert one() == ("missing", None)
    assert one(document("d", meets=["articles"])) == ("missing", None)


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("2026-11-27", ("expired", "expired")),
        ("2026-11-28", ("met", None)),
        ("2026-11-29", ("met", None)),
    ],
)
def test_a_document_counts_until_its_last_day(expires: str, expected: Any) -> None:
    assert one(document("d", expires=expires)) == expected


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2026-08-27", ("expired", "too_old")),
        ("2026-08-28", ("met", None)),
        ("2026-08-29", ("met", None)),
    ],
)
def test_a_document_counts_for_months_after_its_issue(issued: str, expected: Any) -> None:
    asked = replace(EXTRACT, valid_months=3)
    assert one(document("d", issued=issued), asked=asked) == expected


@pytest.mark.parametrize(("issued", "word"), [("2026-11-28", "met"), ("2026-11-29", "missing")])
def test_a_document_that_is_issued_later_does_not_count(issued: str, word: str) -> None:
    assert one(document("d", issued=issued))[0] == word


def test_the_sooner_of_two_limits_counts() -> None:
    asked = replace(EXTRACT, valid_months=3)
    paper = document("d", issued="2026-10-31", expires="2027-02-01")
    (found,) = states(Requirements(1, (asked,)), shown(paper), [])
    assert found.until == date(2027, 1, 31)


def test_without_a_day_nothing_that_could_end_counts() -> None:
    assert one(document("d"), day=None)[0] == "missing"


def test_a_document_of_another_type_meets_nothing() -> None:
    asked = replace(EXTRACT, types=("register_extract", "gazette"))
    assert one(document("d"), asked=asked) == ("met", None)
    assert one(document("d", type="letter"), asked=asked) == ("missing", "type")


@pytest.mark.parametrize("word", ["reject", "ask_again"])
def test_a_refused_file_counts_under_no_id(word: str) -> None:
    refused = (Verdict(1, "b" * 64, word, "unreadable"),)
    assert one(document("d"), verdicts=refused) == ("refused", "unreadable")
    assert one(document("other_id"), verdicts=refused) == ("refused", "unreadable")
    assert one(document("d"), document("e", sha256="c" * 64), verdicts=refused) == ("met", None)


def test_a_rejection_is_for_ever_and_of_other_verdicts_the_last_counts() -> None:
    file = "b" * 64
    reject, again, accept = (Verdict(1, file, it, None) for it in ("reject", "ask_again", "accept"))
    for verdicts in permutations((reject, again, accept)):
        assert one(document("d"), verdicts=verdicts)[0] == "refused"
    assert one(document("d"), verdicts=(again, accept))[0] == "met"
    assert one(document("d"), verdicts=(accept, again))[0] == "refused"


def test_an_accepted_document_expires_all_the_same() -> None:
    accepted = (Verdict(1, "b" * 64, "accept"),)
    assert one(document("d", expires="2026-11-27"), verdicts=accepted)[0] == "expired"


def test_verdicts_and_waivers_of_another_request_are_not_in_a_part() -> None:
    verdicts = DocumentVerdicts((Verdict(1, "a", "reject"), Verdict(2, "a", "accept")))
    waivers = RequirementWaivers((waiver(), waiver(request_id=2)))
    of_two = type("Case", (), {"request_id": 2})()
    assert [it.request_id for it in verdicts.part(of_two).found] == [2]
    assert [it.request_id for it in waivers.part(of_two).found] == [2]


@pytest.mark.parametrize("word", ["waived", "deferred"])
def test_a_waiver_counts_with_its_second_person_alone(word: str) -> None:
    assert one(waivers=(waiver(word),)) == (word, "not_applicable")
    assert one(waivers=(waiver(word, has_second=False),)) == ("missing", None)


@pytest.mark.parametrize(
    ("until", "word"), [(-1, "missing"), (0, "deferred"), (1, "deferred"), (None, "deferred")]
)
def test_a_deferral_counts_until_its_last_day(until: int | None, word: str) -> None:
    day = None if until is None else DAY + timedelta(days=until)
    assert one(waivers=(waiver("deferred", until=day),))[0] == word


def test_a_document_that_counts_is_met_whatever_is_waived() -> None:
    assert one(document("d"), waivers=(waiver(),)) == ("met", None)
    assert one(document("d", expires="2026-11-27"), waivers=(waiver(),))[0] == "waived"


def test_each_bearer_shows_its_own() -> None:
    asked = Requirements(
        1,
        (
            replace(EXTRACT, name="owner_identity", whose="beneficial_owner"),
            replace(EXTRACT, name="director_identity", whose="director"),
        ),
    )
    parties = [
        party("a", roles=["owner", "director"]), party("b", roles=["director"]), party("c"),
    ]  # fmt: skip
    paper = document("d", party_id="a", meets=["owner_identity", "director_identity"])
    found = states(asked, shown(paper, parties=parties), ["a", "c"])
    assert [(it.requirement, it.party_id, it.word) for it in found] == [
        ("director_identity", "a", "met"),
        ("director_identity", "b", "missing"),
        ("owner_identity", "a", "met"),
        ("owner_identity", "c", "missing"),
    ]


def test_a_must_without_a_bearer_is_missing_until_it_is_waived() -> None:
    asked = Requirements(1, (replace(EXTRACT, name="director_identity", whose="director"),))
    (found,) = states(asked, shown(), [])
    assert (found.party_id, found.word, found.is_open) == (None, "missing", True)
    of_nobody = waiver(requirement="director_identity", party_sha256=None)
    (found,) = states(asked, shown(waivers=(of_nobody,)), [])
    assert (found.party_id, found.is_open) == (None, False)


def test_a_waiver_is_on_one_party_and_on_no_other_that_gets_its_id() -> None:
    asked = Requirements(1, (replace(EXTRACT, name="director_identity", whose="director"),))
    anna = party("a", roles=["director"], name="Anna Muster")
    digest = digest_of([*subjects_of(parsed(case(parties=[anna], documents=[])))][1])
    excused = waiver(requirement="director_identity", party_id="a", party_sha256=digest)
    (found,) = states(asked, shown(waivers=(excused,), parties=[anna]), [])
    assert (found.party_id, found.word) == ("a", "waived")
    other = anna | {"name": "Viktor Unbekannt"}
    (found,) = states(asked, shown(waivers=(excused,), parties=[other]), [])
    assert (found.party_id, found.word) == ("a", "missing")


@pytest.mark.parametrize("word", STATES)
def test_a_must_is_open_where_it_is_refused_expired_or_missing(word: str) -> None:
    assert State("r", "client", "client", must=True, word=word).is_open == (word in OPEN)
    assert not State("r", "client", "client", must=False, word=word).is_open


def row(**others: Any) -> Requirement:
    return replace(EXTRACT, **others)


def test_rows_of_one_requirement_add_and_none_relaxes_another() -> None:
    rows = (
        row(client_type="any", must=False, valid_months=6, types=("a", "b")),
        row(must=True, valid_months=None, types=()),
        row(product="custody", must=False, valid_months=3, types=("b", "c")),
    )
    for mixed in permutations(rows):
        (found,) = Requirements(1, mixed).strictest()
        assert (found.must, found.valid_months, found.types) == (True, 3, ("b",))


def test_rows_whose_types_contradict_one_another_are_met_by_nothing() -> None:
    asked = Requirements(1, (row(types=("a",)), row(product="custody", types=("b",))))
    for type_ in ("a", "b"):
        (found,) = states(asked, shown(document("d", type=type_)), [])
        assert (found.word, found.reason) == ("missing", "type")


@pytest.mark.parametrize(
    ("change", "applies"),
    [
        ({}, True),
        ({"client_type": "any"}, True),
        ({"client_type": "fund"}, False),
        ({"country": "DE"}, True),
        ({"country": "US"}, False),
        ({"product": "custody"}, True),
        ({"product": "derivatives"}, False),
    ],
)
def test_a_row_applies_by_type_country_and_product(change: dict[str, Any], applies: bool) -> None:
    rows = (row(**change),)
    about = type("Case", (), {"payload": parsed(case())})()
    assert bool(Requirements(1, rows).part(about).rows) == applies


def test_nulls_of_a_row_are_any_type_and_the_client() -> None:
    assert of_row(None, None) == ((), "client")
    assert of_row("passport national_id", "director") == (("passport", "national_id"), "director")


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-28", 12, "2027-11-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-30", 36, "2029-11-30"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, count: int, expected: str) -> None:
    assert months.after(date.fromisoformat(day), count).isoformat() == expected


@given(day=st.dates(date(1800, 1, 1), date(2100, 12, 31)), count=st.integers(0, 120))
def test_a_later_day_never_ends_earlier(day: date, count: int) -> None:
    found = months.after(day, count)
    assert (found.year - day.year) * 12 + found.month - day.month == count
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
    assert months.after(day + timedelta(days=1), count) >= found


WORDS = st.sampled_from(["accept", "reject", "ask_again"])


@given(
    issued=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    expires=st.none() | st.dates(date(2027, 1, 1), date(2028, 1, 1)),
    valid=st.none() | st.integers(1, 12),
    verdicts=st.lists(st.builds(Verdict, st.just(1), st.just("b" * 64), WORDS)).map(tuple),
    waived=st.booleans(),
    day=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)
@settings(deadline=None)
def test_what_is_met_is_within_all_limits_and_never_refused(
    issued: date, expires: Any, valid: Any, verdicts: Any, waived: bool, day: date
) -> None:
    paper = document("d", issued=str(issued), expires=str(expires) if expires else None)
    given = (waiver(),) if waived else ()
    word, _ = one(
        paper,
        asked=replace(EXTRACT, valid_months=valid),
        verdicts=verdicts,
        waivers=given,
        day=day,
    )
    is_refused = any(it.word == "reject" for it in verdicts) or (
        bool(verdicts) and verdicts[-1].word == "ask_again"
    )
    ends = [it for it in (expires, months.after(issued, valid) if valid else None) if it]
    good = not is_refused and issued <= day <= min(ends, default=day)
    assert (word == "met") == good
    assert waived <= (word in ("met", "waived"))
