"""The gate before the approval of a case: what a worker, a superuser or one reviewer may not do."""

import json
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.sql.test_raw_cases import DECIDE
from tests.support import approvals, cases, onboarding, people, rows, verbs
from tests.support.cases import ARTICLES, CLEARED, DIRECTOR, EXTRACT, HIT, IDENTITY, MUSTS, WAIVER
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("cases of a test, which no facts make")

MISSING = IDENTITY | {"state": "missing", "document": None}
WAIVED = IDENTITY | {"state": "waived", "document": None}


def approved(conn: Conn, request_id: int, *requirements: Any, **case: Any) -> None:
    """Settle a case as approved by policy, with exactly these requirements."""
    end = cases.end(outcome="approve", screenings=())
    end["evaluation"]["known"]["case"] |= {"requirements": [*requirements]} | case
    assert cases.settle(conn, request_id, end) == ["settled"]


def test_a_worker_approves_a_case_with_all_that_is_asked_for(worker: Conn, dba: Conn) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    approved(worker, request_id, *MUSTS)
    assert rows.status(dba, request_id) == "processed"


LEFT_OUT: list[list[dict[str, Any]]] = [
    [],
    [IDENTITY, EXTRACT, ARTICLES],
    [EXTRACT, ARTICLES, DIRECTOR],
    [IDENTITY | {"must": False}, EXTRACT, ARTICLES, DIRECTOR],
    [IDENTITY | {"whose": "director"}, EXTRACT, ARTICLES, DIRECTOR],
    [IDENTITY | {"party": "client"}, EXTRACT, ARTICLES, DIRECTOR],
]


@pytest.mark.parametrize("requirements", LEFT_OUT)
def test_no_worker_approves_a_case_whose_evaluation_leaves_a_must_out(
    worker: Conn, dba: Conn, requirements: list[Any]
) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    with refused("BA409"):
        approved(worker, request_id, *requirements)


@pytest.mark.parametrize("document", ["D-77", "D-2", None, 7, {}])
def test_no_worker_approves_by_a_document_that_does_not_meet_the_must(
    worker: Conn, dba: Conn, document: Any
) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    with refused("BA409", "no document of the payload"):
        approved(worker, request_id, IDENTITY | {"document": document}, *MUSTS[1:])


WRONG_PAPERS: dict[str, dict[str, Any]] = {
    "expired": {"expires": "2025-01-01"},
    "issued later": {"issued": "2098-01-01"},
    "of another party": {"party_id": "client"},
    "of another type": {"type": "utility_bill"},
    "that names no must": {"meets": ["address"]},
}


@pytest.mark.parametrize("changed", WRONG_PAPERS.values(), ids=WRONG_PAPERS)
def test_no_worker_approves_by_a_document(worker: Conn, dba: Conn, changed: dict[str, Any]) -> None:
    payload = cases.payload()
    payload["documents"][0] = onboarding.PASSPORT | changed
    request_id = cases.submit(dba, actor="desk-7", payload=payload)
    with refused("BA409"):
        approved(worker, request_id, *MUSTS)


def test_no_worker_approves_by_an_extract_that_is_too_old(worker: Conn, dba: Conn) -> None:
    payload = cases.payload()
    payload["documents"][1] = onboarding.EXTRACT | {"issued": "2024-11-02"}
    request_id = cases.submit(dba, actor="desk-7", payload=payload)
    with refused("BA409", "expired"):
        approved(worker, request_id, *MUSTS)


@pytest.mark.parametrize("rating", ["high", "prohibited"])
def test_no_worker_approves_a_rating_that_people_must_look_at(
    worker: Conn, dba: Conn, rating: str
) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    with refused("BA409"):
        approved(worker, request_id, *MUSTS, rating={"rating": rating})


@pytest.mark.parametrize("word", ["strong", "confirmed"])
def test_no_case_is_approved_past_a_match_that_is_not_cleared(
    worker: Conn, dba: Conn, word: str
) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    screening = {"party": "anna", "party_sha256": "d" * 64, "hits": [HIT | {"word": word}]}
    with refused("BA409", "screening list"):
        approved(worker, request_id, *MUSTS, screenings=[screening])


def test_no_worker_names_the_policy_of_another_type(worker: Conn, dba: Conn) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    end = cases.end(outcome="approve")
    other = verbs.evaluation("approve")
    end["evaluation"] |= {name: other[name] for name in ("policy_key", "policy_sha256")}
    with refused("BA409", "policy of another type"):
        cases.settle(worker, request_id, end)


@pytest.mark.parametrize("reference", [{}, {"document_requirements": 7}])
def test_no_worker_rests_an_approval_on_other_requirements(
    worker: Conn, dba: Conn, reference: dict[str, int]
) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.reference_versions set activated_at = now() - interval '2 hours' "
            "where dataset = 'document_requirements'"
        )
    end = cases.end(outcome="approve", screenings=())
    end["evaluation"]["reference"] = reference
    with refused("BA409", "requirements that were in force"):
        cases.settle(worker, request_id, end)


def test_a_refused_settlement_names_the_rule_for_the_operator(worker: Conn, dba: Conn) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    with pytest.raises(Exception, match="cannot be approved") as said:
        approved(worker, request_id)
    diag: Any = said.value
    assert diag.diag.constraint_name == "decisions_approve_no_open_case"


@pytest.mark.expect_gaps
def test_a_superuser_puts_no_evaluation_of_their_own_below_a_decision(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING)
    made_up = (
        "insert into bankagent.evaluations (job_id, attempt, request_id, outcome, policy_key, "
        "policy_version, policy_sha256, facts, fired, reference, known) "
        "select job_id, 2, request_id, 'approve', policy_key, policy_version, policy_sha256, "
        "facts, '[]', reference, '{\"case\": {\"requirements\": []}}' from bankagent.evaluations "
        f"where request_id = {request_id}"
    )
    decide = DECIDE.format(job="r.job_id", attempt="2")
    with refused("BA403", "settle_jobs alone"):
        dba.execute(made_up)
    together = decide.replace("with decided as", f"with evaluated as ({made_up}), decided as")
    with refused("BA403"):
        dba.execute(together, {"id": request_id})


def test_no_vote_approves_under_a_stop_what_a_rule_rejects(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    dba.execute("select bankagent.stop_decisions('client_onboarding', 'S')")
    request_id = cases.submit(dba, actor="desk-7")
    end = cases.end(outcome="approve", screenings=())
    fired = [{"rule_id": "CO-040", "outcome": "reject", "text": "x", "facts": {}}]
    end["evaluation"] |= {"outcome": "reject", "fired": fired}
    end |= {"decision": "rejected", "result": end["result"] | {"decision": "rejected"}}
    assert cases.settle(dba, request_id, end) == ["stopped"]
    assert approvals.vote(dba, request_id, "anna", code="facts_wrong").decision is None
    with refused("BA409", "a rule rejects it"):
        approvals.vote(dba, request_id, "ben", code="facts_wrong")


@pytest.mark.parametrize("stopped", [True, False])
def test_a_high_rating_asks_two_people_also_where_a_stop_or_a_review_leaves_it_to_them(
    dba: Conn, stopped: bool
) -> None:
    people.add_reviewers(dba, "anna", "ben")
    if stopped:
        dba.execute("select bankagent.stop_decisions('client_onboarding', 'S')")
    request_id = cases.submit(dba, actor="desk-7")
    end = cases.end(outcome="approve" if stopped else "review", screenings=())
    end["evaluation"]["known"]["case"]["rating"] = {"rating": "high"}
    assert cases.settle(dba, request_id, end) == ["stopped" if stopped else "settled"]
    assert approvals.stages(dba, request_id) == [(1, None, 1), (2, "compliance", 1)]
    assert people.vote(dba, request_id).status == "awaiting_approval"
    assert people.vote(dba, request_id, by="ben").decision == "approved"


def test_a_waiver_is_on_no_other_person_who_gets_the_same_id(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    said = cases.give(dba, request_id, waivers=[WAIVER])
    cases.confirm(dba, request_id, said.waiver_ids[0])
    # Facts give another person another digest.
    screening = {"party": "anna", "party_sha256": "c" * 64, "word": "clear", "hits": []}
    cases.again(dba, request_id, WAIVED, screenings=[screening])
    with refused("BA409", "second person"):
        people.vote(dba, request_id)


def test_a_file_that_was_rejected_is_accepted_in_no_case_of_the_client(dba: Conn) -> None:
    first = cases.waiting(dba)
    cases.give(dba, first, verdicts=[cases.REJECT])
    second = cases.waiting(dba)
    with refused("BA409", "refused"):
        people.vote(dba, second)
    with refused("BA409", "never accepted again"):
        cases.give(dba, second, verdicts=[cases.ACCEPT])
    other = cases.submit(dba, actor="desk-7", client_id="CUST-9")
    assert cases.settle(dba, other, cases.end()) == ["settled"]
    assert people.vote(dba, other).decision == "approved"


def test_a_file_whose_days_are_typed_anew_waits_for_a_reviewer(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    payload = cases.payload()
    payload["documents"][0]["expires"] = "2098-02-28"
    rows.one(dba, "select bankagent.replace_payload(%s, %s)", request_id, Jsonb(payload))
    cases.again(dba, request_id)
    with refused("BA409", "details were changed"):
        people.vote(dba, request_id)
    cases.give(dba, request_id, verdicts=[cases.ACCEPT])
    cases.again(dba, request_id)
    assert people.vote(dba, request_id).decision == "approved"


def test_what_one_reviewer_confirmed_no_other_one_clears(dba: Conn) -> None:
    first = cases.waiting(dba)
    cases.give(dba, first, judgements=[CLEARED | {"verdict": "confirmed"}])
    second = cases.waiting(dba)
    with refused("BA409", "confirmed by eva"):
        cases.give(dba, second, by="ben", judgements=[CLEARED])
    assert cases.give(dba, second, by="eva", judgements=[CLEARED]).status == "received"


def test_a_match_that_is_confirmed_in_another_case_meanwhile_keeps_this_one_back(
    dba: Conn,
) -> None:
    waiting, other = cases.waiting(dba), cases.waiting(dba)
    cases.give(dba, other, judgements=[CLEARED | {"verdict": "confirmed"}])
    with refused("BA409", "screening list"):
        people.vote(dba, waiting)


ODD: list[Any] = [
    None, 1, "x", [], {}, {"case": None}, {"case": []}, {"case": {"requirements": {}}},
    *(
        {"case": {"requirements": [one]}}
        for one in (
            1, None, [], {}, {"must": "false", "state": "missing"},
            {"must": False, "state": "waived"}, {"must": True, "state": "MET"},
            {"must": True, "state": ["met"]},
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("known", ODD, ids=json.dumps)
def test_no_evaluation_of_an_odd_form_approves(dba: Conn, known: Any) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    end = cases.end(outcome="approve")
    end["evaluation"]["known"] = known
    with refused("BA409"):
        cases.settle(dba, request_id, end)
