"""Explanation of a case: its requirements, owners, hits and rating, and what a client reads."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bankagent.domain import exact_json
from bankagent.domain.explanation import Evidence
from bankagent.domain.settlement import ClaimedRequest
from bankagent.facts.onboarding.earlier import Earlier, EarlierCases
from bankagent.facts.onboarding.judgements import Judgement, ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.reviewed import (
    DocumentVerdicts,
    RequirementWaivers,
    Verdict,
    Waiver,
)
from bankagent.facts.onboarding.subjects import digest_of, subjects_of
from bankagent.service.decisions.evaluate import decide
from bankagent.service.requests.explanation.explain import explanation
from tests.support import policies
from tests.support.onboarding import (
    ENTRY,
    EXTRACT,
    LIST,
    OWNER,
    PASSPORT,
    case,
    client,
    company,
    hit,
    hits,
    holding,
    looked_up,
    parsed,
    party,
)

POLICY = policies.shipped("client_onboarding")
# Words that tell a client of a list, of a rating, or of what people thought of its documents.
TELLING = (
    "screening", "entry", "hit", "rating", "rated", "risk", "high", "medium", "next review",
    "suspected", "waived", "deferred", "CO-0", "like", "pep", "score", "compliance", "list",
)  # fmt: skip


def told(payload: Any, *others: Any, audience: Any = "bank") -> dict[str, tuple[str, ...]]:
    """Return the sentences of an explanation, each with the records that it rests on."""
    request = ClaimedRequest(1, "C-1", "client_onboarding", exact_json.dumps(payload))
    evaluation = decide(request, POLICY, looked_up(*others)).evaluation.as_json()
    row = evaluation | {"job_id": 3, "attempt": 1, "created_at": "2026-11-28T15:00:01+00:00"}
    given = Evidence(
        request_id=1,
        client_id="C-1",
        request_type="client_onboarding",
        status="needs_info",
        maker="onboarding",
        on_behalf_of=None,
        created_at=datetime(2026, 11, 28, 15, tzinfo=UTC),
        job_id=3,
        payload_version=1,
        payload_sha256="0" * 64,
        payload=payload,
        decision=None,
        entries=[],
        evaluations=exact_json.loads(exact_json.dumps([row])),
        approvals=[],
        votes=[],
        policies=[
            {"key": POLICY.key, "version": POLICY.version, "document": POLICY.table_json,
             "created_by": "bankagent"},
        ],
        activations=[],
        references=[],
        holidays=[],
        stops=[],
    )  # fmt: skip
    sections = explanation(given, audience).sections
    return {one.text: one.rests_on for section in sections for one in section.sentences}


REFUSED = DocumentVerdicts((Verdict(1, PASSPORT["sha256"], "reject", "suspected_forgery"),))
ITS_CLIENT = digest_of(next(subjects_of(parsed(case()))))
WAIVED = RequirementWaivers(
    (
        Waiver(
            1, "register_extract", "client", "waived", "sole_trader", has_second=True,
            party_sha256=ITS_CLIENT,
        ),
    )
)  # fmt: skip


def test_each_open_requirement_has_a_sentence_with_its_bearer_and_its_document() -> None:
    said = told(case(documents=[PASSPORT, EXTRACT | {"issued": "2024-01-01"}]), REFUSED)
    late = (
        "The requirement register_extract of the client is expired (document D-2): it was issued "
        "too long ago."
    )
    assert said[late] == (
        "fact:3/1/requirements",
        "payload:1@1",
        "reference:document_requirements@2",
    )
    assert "The requirement owner_identity of the party anna is refused (document D-1)." in said
    assert "0 of 3 requirements are not open." in said
    assert "Document D-1 was refused for owner_identity: suspected_forgery." in said
    assert "The documents were checked as of 2026-11-28." in said


def test_a_missing_bearer_is_told_as_one() -> None:
    said = told(case(parties=[party("a", ownership_pct=100)], documents=[EXTRACT]))
    assert "The requirement director_identity of a director is missing." in said


def test_a_waiver_is_told_with_its_reason() -> None:
    said = told(case(documents=[PASSPORT]), WAIVED)
    assert "The requirement register_extract of the client is waived: sole_trader." in said


def test_owners_are_told_with_how_they_own_and_what_is_not_known() -> None:
    parties = [
        OWNER | {"ownership_pct": 10, "holdings": [holding("h", "60")]},
        company("h", ownership_pct="30"),
    ]
    said = told(case(parties=parties))
    text = "The party anna is a beneficial owner by its share (28 % of the client)."
    assert said[text] == ("fact:3/1/owners", "payload:1@1")
    assert (
        "The case does not name the owners of 72 % of the client, or who controls a company "
        in (" ".join(said))
    )
    assert "The case names no beneficial owner and no senior manager." in told(
        case(parties=[], documents=[EXTRACT])
    )


def test_an_acceptance_says_what_it_rests_on() -> None:
    said = told(case(parties=[OWNER | {"ownership_pct": 100}]))
    (rule,) = (one for one in said if one.startswith("Rule CO-000 says approve"))
    for part in (
        "3 of 3 requirements are not open.",
        "The party anna is a beneficial owner by its share (100 % of the client).",
        "The party client has no hit: clear. The party anna has no hit: clear.",
        "The rating was low: ",
        "The next review is due on 2029-11-28.",
    ):
        assert part in rule
    assert {"reference:country_risk@3", "reference:document_requirements@2"} <= {*said[rule]}


def test_a_retired_list_and_hits_that_are_not_recorded_are_told() -> None:
    names = [hit(entry_id=f"{number:03}") for number in range(25)]
    else_born = replace(ENTRY, birth_date="1950", identifiers=())
    entries = {(LIST, one.entry_id): else_born for one in names}
    batch = hits(OWNER["name"], *names, entries=entries, retired=("screening:OLD",))
    said = told(case(), batch)
    gone = "No version of screening:OLD is in force any more, so that no name is clear."
    cut = "The party anna is like more entries than are recorded, so that it is not clear."
    rule = next(one for one in said if one.startswith("Rule CO-031"))
    assert gone in rule
    assert cut in rule
    client_reads = "\n".join(told(case(), batch, audience="client"))
    assert "screening" not in client_reads


def test_a_hit_is_told_feature_by_feature_with_its_entry() -> None:
    said = told(case(), hits(OWNER["name"], hit()))
    text = (
        "The party anna is like entry 36 of screening:TEST by 100 % (primary); date of birth "
        "agrees, identifier unknown, country differs: strong."
    )
    assert said[text][2:] == ("reference:screening:TEST@5/36", "reference:screening:TEST@5")
    assert "The party client has no hit: clear." in said
    rule = next(one for one in said if one.startswith("Rule CO-032 says escalate"))
    assert text in rule


def test_a_judgement_is_told() -> None:
    anna = [*subjects_of(parsed(case()))][1]
    cleared = Judgement(LIST, "36", digest_of(anna), ENTRY.sha256, "cleared")
    said = told(case(), hits(OWNER["name"], hit()), ScreeningJudgements((cleared,)))
    assert any("; a person judged it cleared: cleared." in one for one in said)


def test_a_partial_list_and_a_name_without_words_are_told() -> None:
    batch = hits("x", partial=(LIST,), unscreened=(OWNER["name"],))
    said = told(case(), batch)
    assert said["Rows of screening:TEST are missing, so that no name is clear."] == (
        "reference:screening:TEST@5",
    )
    assert any(one.startswith("The party anna was not screened") for one in said)


def test_the_rating_is_told_with_its_arithmetic_and_its_next_review() -> None:
    said = told(case(client=client(country="IR")))
    text = (
        "The rating was high: client 0 of 30 (company low), country 30 of 30 (IR high, DE low), "
        "product 0 of 20 (custody low), channel 0 of 10 (branch low), structure 0 of 10 "
        "(layers 1); 30 of 100, band medium."
    )
    assert said[text][2:] == ("reference:country_risk@3", "reference:product_risk@4")
    assert "The factor country makes the rating high, whatever the sum." in said
    assert "The next review is due on 2027-11-28." in said


def test_the_last_case_is_told_with_each_change() -> None:
    last = Earlier(
        request_id=7,
        is_own=False,
        decision="approved",
        decided_on="2025-11-28",
        rating="medium",
        next_review="2027-11-28",
        factors={"country": "medium"},
        parties={},
        owners=[],
    )
    said = told(case(), EarlierCases({1: last}))
    text = (
        "Request 7 was the client's last case, approved on 2025-11-28 with the rating medium; its "
        "next review was due on 2027-11-28."
    )
    assert said[text] == ("fact:3/1/earlier", "payload:1@1", "request:7")
    assert "Since then rating went from medium to low (material)." in said
    assert "Since then owner went from none to anna (material)." in said
    client_reads = "\n".join(told(case(), EarlierCases({1: last}), audience="client"))
    assert "Request 7" not in client_reads
    assert "material" not in client_reads


def test_an_evaluation_that_records_no_case_is_explained_all_the_same() -> None:
    request = ClaimedRequest(1, "C-1", "client_onboarding", "{}")
    assert decide(request, POLICY, looked_up()).evaluation.fired[0].rule_id == "PAYLOAD-INVALID"


CONFIRMED = hits(OWNER["name"], hit())


@pytest.mark.parametrize(
    ("payload", "others"),
    [
        (case(documents=[PASSPORT]), (REFUSED,)),
        (case(documents=[PASSPORT]), (WAIVED,)),
        (case(), (CONFIRMED,)),
        (case(documents=[]), (CONFIRMED, REFUSED)),
        (case(client=client(country="IR")), ()),
        (case(client=client(country="KP")), ()),
        (case(client=client(country="BR", pep="yes")), ()),
        (case(), (PartyScreenings(),)),
        (case(), (hits("x", partial=(LIST,), unscreened=(OWNER["name"],)),)),
    ],
)
def test_a_client_reads_of_no_hit_no_rating_no_waiver_and_no_suspicion(
    payload: Any, others: Any
) -> None:
    text = "\n".join(told(payload, *others, audience="client")).replace("beneficial", "")
    assert [word for word in TELLING if word in text] == []
    assert text


def test_a_client_reads_what_is_asked_for() -> None:
    said = told(case(documents=[PASSPORT]), REFUSED, audience="client")
    assert "The requirement owner_identity of the party anna is refused (document D-1)." in said
    assert "The requirement register_extract of the client is missing." in said
    assert (
        "The check found this: documents that must be shown are missing, expired or refused."
        in said
    )
