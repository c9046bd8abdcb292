"""Whole cases: the word for each part, what is asked for, and facts that are declared."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.domain import exact_json
from bankagent.domain.known import Case, Recorded
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.requirements import Requirements
from bankagent.facts.onboarding.reviewed import (
    DocumentVerdicts,
    RequirementWaivers,
    Verdict,
    Waiver,
)
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.today import Today
from bankagent.request_types.client_onboarding import TYPE, facts_and_evidence
from tests.support.onboarding import (
    ENTRY,
    EXTRACT,
    LIST,
    OWNER,
    PASSPORT,
    REQUIREMENTS,
    case,
    client,
    company,
    document,
    found,
    hit,
    looked_up,
    parsed,
    party,
)


def test_a_good_case_is_complete_and_low() -> None:
    facts, assessed = found(case())
    assert facts | {
        "requirements": "complete", "open_requirements": 0, "owners": "found", "owner_count": 1,
        "screening": "clear", "rating": "low", "rating_known": "yes", "review_months": 36,
        "unreviewed_documents": 2, "ending_soon": 0, "pep": "no",
    } == facts  # fmt: skip
    assert assessed["asked_for"] == []
    assert assessed["next_review"] == "2029-11-28"


def test_only_what_is_missing_or_refused_is_asked_for() -> None:
    refused = DocumentVerdicts((Verdict(1, PASSPORT["sha256"], "reject", "unreadable"),))
    facts, assessed = found(case(documents=[PASSPORT, EXTRACT | {"issued": "2025-01-01"}]), refused)
    assert (facts["requirements"], facts["open_requirements"]) == ("open", 3)
    assert facts["refused_requirements"] == 2
    assert [
        (one["requirement"], one["party"], one["state"], one["document"], one["reason"])
        for one in assessed["asked_for"]
    ] == [
        ("director_identity", "anna", "refused", "D-1", "unreadable"),
        ("owner_identity", "anna", "refused", "D-1", "unreadable"),
        ("register_extract", "client", "expired", "D-2", "too_old"),
    ]
    # What is given again stands beside the rest; the refused file does not come back.
    again = PASSPORT | {"document_id": "D-3", "sha256": "c" * 64}
    facts, assessed = found(case(documents=[PASSPORT, EXTRACT, again]), refused)
    assert facts["requirements"] == "complete"
    same = {**PASSPORT, "document_id": "D-4"}
    assert found(case(documents=[same, EXTRACT]), refused)[0]["requirements"] == "open"


def test_an_owner_is_asked_for_where_none_is_named() -> None:
    nobody = party("d", roles=["director"])
    facts, assessed = found(case(parties=[nobody], documents=[EXTRACT]))
    assert facts["owners"] == "none"
    assert [one["requirement"] for one in assessed["asked_for"]] == [
        "beneficial_owner",
        "director_identity",
    ]
    waiver = Waiver(1, "beneficial_owner", "client", "waived", "listed", has_second=True)
    _, assessed = found(case(parties=[nobody], documents=[EXTRACT]), RequirementWaivers((waiver,)))
    assert [one["requirement"] for one in assessed["asked_for"]] == ["director_identity"]


def test_requirements_without_a_must_are_unknown() -> None:
    optional = replace(REQUIREMENTS, rows=(replace(REQUIREMENTS.rows[0], must=False),))
    assert found(case(documents=[]), optional)[0]["requirements"] == "unknown"


@pytest.mark.parametrize(
    ("again", "count"),
    [
        ({}, 0),
        ({"document_id": "D-9"}, 0),
        ({"document_id": "D-9", "type": "utility_bill"}, 1),
        ({"document_id": "D-9", "party_id": "client"}, 1),
        ({"document_id": "D-9", "party_id": "client", "sha256": "c" * 64}, 0),
    ],
)
def test_a_file_that_stands_for_two_parties_or_two_types_is_counted(again: Any, count: int) -> None:
    documents = [PASSPORT, EXTRACT, *([PASSPORT | again] if again else [])]
    assert found(case(documents=documents))[0]["shared_files"] == count


def test_without_a_requirement_that_applies_nothing_is_complete() -> None:
    assert found(case(), Requirements())[0]["requirements"] == "unknown"
    assert found(case(client=client(client_type="fund")))[0]["requirements"] == "unknown"


@pytest.mark.parametrize(
    ("expires", "count"),
    [("2026-11-27", 0), ("2026-11-28", 2), ("2027-02-25", 2), ("2027-02-26", 0)],
)
def test_documents_that_end_within_90_days_are_counted(expires: str, count: int) -> None:
    documents = [PASSPORT | {"expires": expires}, EXTRACT]
    assert found(case(documents=documents))[0]["ending_soon"] == count


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("no", "no"), "no"),
        (("unknown", "no"), "no"),  # a company need not say it
        (("no", "unknown"), "unknown"),
        (("yes", "no"), "yes"),
    ],
)
def test_the_strictest_that_parties_say_of_exposed_persons_counts(said: Any, word: str) -> None:
    payload = case(client=client(pep=said[0]), parties=[OWNER | {"pep": said[1]}])
    assert found(payload)[0]["pep"] == word


NAMES = ["anna", "bob", "h"]
WORD = st.sampled_from(["register_extract", "owner_identity", "director_identity", "other"])
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str)
PARTY: dict[str, st.SearchStrategy[Any]] = {
    "ownership_pct": st.integers(0, 33),
    "control": st.sampled_from(["none", "board"]),
    "nationalities": st.lists(st.sampled_from(["DE", "IR", "KP", "BR"]), max_size=2),
    "pep": st.sampled_from(["yes", "no", "unknown"]),
    "holdings": st.sampled_from([[], [{"party_id": "i", "pct": 50}]]),
    "roles": st.lists(
        st.sampled_from(["owner", "director", "senior_manager", "trustee"]), min_size=1, max_size=3
    ),
}


@st.composite
def payloads(draw: st.DrawFn) -> dict[str, Any]:
    parties = [
        (company if name == "h" else party)(name, **draw(st.fixed_dictionaries({}, optional=PARTY)))
        for name in draw(st.sampled_from([[], ["anna"], ["anna", "h"]]))
    ]
    documents = [
        document(
            f"d{number}",
            meets=draw(st.lists(WORD, min_size=1, max_size=2)),
            issued="2020-01-01" if draw(st.booleans()) else "2026-11-01",
            sha256=draw(st.sampled_from(["a" * 64, "b" * 64])),
            party_id=draw(st.sampled_from(["client", *(one["party_id"] for one in parties)])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    about = client(
        client_type=draw(st.sampled_from(["company", "person", "trust", "bank"])),
        country=draw(st.sampled_from(["DE", "IN", "KP", "BR"])),
        products=draw(st.lists(st.sampled_from(["custody", "x"]), min_size=1, max_size=2)),
    )
    return case(client=about, parties=[*parties, company("i")], documents=documents)


@st.composite
def values(draw: st.DrawFn) -> list[Any]:
    """Looked-up values of a batch, any of which may be missing."""
    name = draw(st.sampled_from([OWNER["name"], "Max Test anna", "Holding h AG"]))
    hits = {name: {LIST: (hit(draw(st.integers(85, 100))),)}}
    verdict = st.builds(
        Verdict,
        st.just(1),
        st.sampled_from(["a" * 64, "b" * 64]),
        st.sampled_from(["accept", "reject", "ask_again"]),
    )
    waiver = st.builds(
        Waiver, st.just(1), WORD, st.just("client"), st.sampled_from(["waived", "deferred"]),
        st.just("x"), has_second=st.booleans(),
    )  # fmt: skip
    return [
        Today(draw(st.sampled_from([None, date(2026, 11, 28)]))),
        draw(st.sampled_from([REQUIREMENTS, Requirements()])),
        draw(st.sampled_from([CountryRisk(), CountryRisk(1, {"DE": "high", "IN": "low"})])),
        draw(st.sampled_from([ProductRisk(), ProductRisk(1, {("product", "custody"): "high"})])),
        draw(
            st.sampled_from(
                [PartyScreenings(), PartyScreenings({LIST: 1}, hits, {(LIST, "36"): ENTRY})]
            )
        ),
        DocumentVerdicts(tuple(draw(st.lists(verdict, max_size=3)))),
        RequirementWaivers(tuple(draw(st.lists(waiver, max_size=3)))),
    ]


@given(sent=payloads(), given=values())
@settings(deadline=None, max_examples=300)
def test_each_fact_of_any_case_is_one_that_is_declared(sent: Any, given: Any) -> None:
    facts, assessed = found(sent, *given)
    assert set(facts) == set(TYPE.fact_names)
    wrong = {
        name: facts[name] for name, fact in TYPE.fact_schema.items() if not fact.holds(facts[name])
    }
    assert wrong == {}
    assert exact_json.loads(exact_json.dumps(assessed)) == assessed
    assert (facts["requirements"] == "open") == bool(assessed["asked_for"])


@given(sent=payloads(), given=values())
@settings(deadline=None, max_examples=100)
def test_what_is_recorded_gives_the_same_facts_again(sent: Any, given: Any) -> None:
    about = Case(1, "C-1", parsed(sent))
    part = looked_up(*given).part(TYPE.needs, about)
    recorded: Any = exact_json.loads(exact_json.dumps(part.as_json()))
    again = Recorded.from_json(TYPE.needs, recorded)
    facts, evidence = facts_and_evidence(about.payload, part)
    facts_again, evidence_again = facts_and_evidence(about.payload, again)
    assert facts_again == facts
    assert exact_json.dumps(evidence_again(())) == exact_json.dumps(evidence(()))
