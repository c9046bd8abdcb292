"""Findings of people on cases: what is stored, where the case goes, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.support import approvals, cases, people, rows, verbs
from tests.support.cases import ACCEPT, CLEARED, EXTRACT, HIT, IDENTITY, REJECT, SCREENING, WAIVER
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("cases of a test, which no facts make")

MISSING = IDENTITY | {"state": "missing", "document": None}
TODAY = datetime.now(UTC).date()


def test_several_findings_are_stored_in_one_entry_and_send_the_case_back(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    said = cases.give(
        dba, request_id, verdicts=[REJECT, {"sha256": "b" * 64, "verdict": "accept"}],
        judgements=[CLEARED], waivers=[WAIVER],
    )  # fmt: skip
    assert (said.status, len(said.waiver_ids)) == ("received", 1)
    entry = rows.entries(dba, request_id)[-1]
    assert (entry.id, entry.action, entry.actor) == (said.audit_entry_id, "findings_given", "eva")
    assert entry.result == {"findings": {"verdicts": 2, "waivers": 1, "judgements": 1}}
    stored = rows.fetch(dba, "select * from bankagent.document_verdicts order by id")
    assert [(one.verdict, one.reason_code, one.audit_entry_id) for one in stored] == [
        ("reject", "unreadable", entry.id), ("accept", None, entry.id),
    ]  # fmt: skip
    assert rows.one(dba, "select count(*) from bankagent.approvals where closed_at is null") == 0
    assert rows.gaps(dba) == []
    cases.again(dba, request_id)
    assert rows.status(dba, request_id) == "awaiting_approval"
    assert rows.gaps(dba) == []


def test_a_case_that_needs_info_goes_back_by_a_finding(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    assert cases.give(dba, request_id, verdicts=[ACCEPT]).status == "received"
    assert rows.gaps(dba) == []


def test_without_any_finding_a_case_is_evaluated_again(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    assert cases.give(dba, request_id).status == "received"


def test_a_finding_on_a_case_in_the_queue_is_noted_for_its_attempt(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    cases.give(dba, request_id, verdicts=[ACCEPT])
    assert cases.give(dba, request_id, verdicts=[REJECT]).status == "received"
    assert rows.actions(dba, request_id)[-2:] == ["findings_given", "findings_noted"]
    assert rows.gaps(dba) == []


def test_a_case_in_a_workers_hands_takes_no_finding(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    cases.give(dba, request_id)
    verbs.claim(dba, verbs.register(dba))
    with refused("BA409", "being evaluated"):
        cases.give(dba, request_id, verdicts=[ACCEPT])


def test_a_vote_on_what_was_replaced_is_refused(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    digest = people.digest(dba, request_id)
    cases.give(dba, request_id, verdicts=[REJECT])
    with refused("BA409"):
        people.vote(dba, request_id, digest=digest)


def test_a_waiver_alone_waits_for_another_person_and_then_sends_the_case_back(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    said = cases.give(dba, request_id, waivers=[WAIVER])
    assert said.status == "needs_info"
    assert rows.gaps(dba) == []
    asked, noted = (one.result for one in rows.entries(dba, request_id)[-2:])
    assert noted == asked | {"findings": {"verdicts": 0, "waivers": 1, "judgements": 0}}
    (waiver_id,) = said.waiver_ids
    with refused("BA403", "another person"):
        cases.confirm(dba, request_id, waiver_id, by="eva")
    assert cases.confirm(dba, request_id, waiver_id) == "received"
    with refused("BA409", "confirmed already"):
        cases.confirm(dba, request_id, waiver_id, by="anna")
    assert rows.gaps(dba) == []


def test_a_rejected_file_is_never_accepted_again(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    cases.give(dba, request_id, verdicts=[REJECT])
    for verdicts in ([ACCEPT], [REJECT, ACCEPT]):
        with refused("BA409", "never accepted"):
            cases.give(dba, request_id, verdicts=verdicts)
    cases.give(dba, request_id, verdicts=[REJECT | {"verdict": "ask_again"}])


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"verdicts": [ACCEPT | {"sha256": "f" * 64}]}, "verdicts[0].sha256"),
    ({"verdicts": [ACCEPT, {"sha256": "a" * 64}]}, "verdicts[1].verdict"),
    ({"verdicts": [ACCEPT | {"reason_code": "x"}]}, "verdicts[0].reason_code"),
    ({"verdicts": [REJECT | {"reason_code": None}]}, "verdicts[0].reason_code"),
    ({"verdicts": [REJECT | {"reason_code": "Not a code"}]}, "verdicts[0].reason_code"),
    ({"verdicts": {}}, "verdicts"),
    ({"verdicts": [ACCEPT] * 201}, "verdicts"),
    ({"waivers": ["x"]}, "waivers"),
    ({"waivers": [WAIVER | {"kind": "x"}]}, "waivers[0].kind"),
    ({"waivers": [WAIVER | {"party": "berta"}]}, "waivers[0].requirement"),
    ({"waivers": [WAIVER | {"requirement": "x"}]}, "waivers[0].requirement"),
    ({"waivers": [WAIVER | {"reason_code": None}]}, "waivers[0].reason_code"),
    ({"waivers": [WAIVER | {"reason": " "}]}, "waivers[0].reason"),
    ({"waivers": [WAIVER | {"reason": "\u200b"}]}, "waivers[0].reason"),
    ({"waivers": [WAIVER | {"kind": "deferred"}]}, "waivers[0].until"),
    ({"waivers": [WAIVER | {"until": "2026-01-01"}]}, "waivers[0].until"),
    ({"judgements": [CLEARED | {"verdict": "x"}]}, "judgements[0].verdict"),
    ({"judgements": [CLEARED | {"reason": None}]}, "judgements[0].reason"),
    ({"judgements": [CLEARED | {"reason": "\u200b"}]}, "judgements[0].reason"),
    ({"judgements": [CLEARED | {"entry_id": "37"}]}, "judgements[0].entry_id"),
    ({"judgements": [CLEARED | {"party": "client"}]}, "judgements[0].entry_id"),
]


@pytest.mark.parametrize(("findings", "field"), WRONG)
def test_a_wrong_finding_is_named_and_nothing_is_stored(
    dba: Conn, findings: dict[str, Any], field: str
) -> None:
    request_id = cases.waiting(dba)
    before = rows.actions(dba, request_id)
    with pytest.raises(psycopg.Error) as said:
        cases.give(dba, request_id, **findings)
    assert (said.value.sqlstate, said.value.diag.column_name) == ("BA422", field)
    assert rows.actions(dba, request_id) == before
    for table in ("document_verdicts", "requirement_waivers", "screening_judgements"):
        assert rows.one(dba, f"select count(*) from bankagent.{table}") == 0


def test_a_judgement_names_the_digests_that_were_read(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    for changed in ("party_sha256", "entry_sha256"):
        with refused("BA412"):
            cases.give(dba, request_id, judgements=[CLEARED | {changed: "0" * 64}])


def test_a_name_alone_is_never_confirmed(dba: Conn) -> None:
    name_alone = HIT | {"date_of_birth": "unknown", "word": "possible"}
    request_id = cases.waiting(dba, screenings=[SCREENING | {"hits": [name_alone]}])
    with refused("BA409", "name alone"):
        cases.give(dba, request_id, judgements=[CLEARED | {"verdict": "confirmed"}])
    cases.give(dba, request_id, judgements=[CLEARED])


def test_the_maker_and_the_person_for_whom_it_was_made_find_nothing(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "desk-7")
    request_id = cases.submit(dba, actor="desk-7", on_behalf_of="Anna@bank.example")
    assert cases.settle(dba, request_id, cases.end()) == ["settled"]
    for by in ("desk-7", "anna"):
        with refused("BA403"):
            cases.give(dba, request_id, by=by, verdicts=[ACCEPT])


def test_only_a_reviewer_through_the_api_gives_findings(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    with refused("BA403"):
        rows.fetch(dba, cases.GIVE, request_id, "{}", "eva")
    with refused("BA403"):
        cases.give(dba, request_id, by="desk-7")


def test_other_requests_take_no_findings(dba: Conn) -> None:
    people.add_reviewers(dba, "eva")
    (trade,) = people.waiting(dba, actor="desk-7")
    with refused("BA409", "client_onboarding"):
        cases.give(dba, trade)
    request_id = cases.waiting(dba)
    rows.one(dba, "select bankagent.cancel_request(%s)", request_id)
    with refused("BA409", "cancelled"):
        cases.give(dba, request_id)
    with refused("BA404"):
        cases.give(dba, 0)
    with refused("BA404"):
        cases.confirm(dba, cases.waiting(dba), 1)


def test_a_case_that_was_never_evaluated_has_no_requirement_to_waive(dba: Conn) -> None:
    people.add_reviewers(dba, "eva")
    request_id = cases.submit(dba, actor="desk-7")
    assert cases.give(dba, request_id, verdicts=[REJECT]).status == "received"
    with refused("BA409", "not been evaluated"):
        cases.give(dba, request_id, waivers=[WAIVER])


APPROVABLE: list[dict[str, Any]] = [
    {},
    {"until": str(TODAY)},
]


@pytest.mark.parametrize("changed", APPROVABLE)
def test_a_case_whose_musts_are_met_is_approved(dba: Conn, changed: dict[str, Any]) -> None:
    request_id = cases.waiting(dba, IDENTITY | changed, EXTRACT)
    assert people.vote(dba, request_id).decision == "approved"


OPEN: list[dict[str, Any]] = [
    {"state": "missing"},
    {"state": "expired"},
    {"state": "refused"},
    {"state": None},
    {"must": None, "state": "missing"},
    {"state": "waived"},
    {"state": "deferred", "until": str(TODAY)},
    {"must": False, "state": "waived"},
    {"must": False},
    {"document": "D-77"},
    {"document": None},
    {"document": "D-2"},
    {"whose": "director"},
]


@pytest.mark.parametrize("changed", OPEN)
def test_no_vote_and_no_policy_approves_a_case_with_an_open_must(
    dba: Conn, changed: dict[str, Any]
) -> None:
    request_id = cases.waiting(dba, EXTRACT, IDENTITY | changed)
    with refused("BA409", "owner_identity of anna"):
        people.vote(dba, request_id)
    by_policy = cases.submit(dba, client_id="C-2")
    with refused("BA409", "owner_identity of anna"):
        cases.settle(dba, by_policy, cases.end(IDENTITY | changed, outcome="approve"))
    assert people.vote(dba, request_id, by="ben", verdict="reject").decision == "rejected"


def test_an_evaluation_without_requirements_approves_nothing(dba: Conn) -> None:
    request_id = cases.submit(dba)
    end = cases.end(outcome="approve", screenings=())
    del end["evaluation"]["known"]["case"]["requirements"]
    with refused("BA409", "says nothing"):
        cases.settle(dba, request_id, end)


def test_a_case_that_two_people_must_approve_is_rejected_or_sent_back_by_one(dba: Conn) -> None:
    request_id = cases.waiting(dba, outcome="dual_control")
    assert people.vote(dba, request_id).status == "awaiting_approval"
    assert people.vote(dba, request_id, by="ben", verdict="needs_info").status == "needs_info"
    other = cases.waiting(dba, outcome="dual_control")
    assert people.vote(dba, other, verdict="reject").decision == "rejected"


def test_a_case_is_approved_by_two_people_one_of_them_of_compliance(dba: Conn) -> None:
    request_id = cases.waiting(dba, outcome="dual_control")
    approvals.allow(dba, "carl", "operations")
    approvals.allow(dba, "dora", "operations")
    assert approvals.vote(dba, request_id, "carl").decision is None
    with refused("BA403", "at stage 2 a vote in the role compliance is asked for"):
        approvals.vote(dba, request_id, "dora")
    assert approvals.vote(dba, request_id, "ben").decision == "approved"


def test_demands_that_ask_for_less_do_not_take_compliance_away(dba: Conn) -> None:
    approvals.demand(dba, ("client_onboarding", "dual_control", 1, "any", 2))
    request_id = cases.waiting(dba, outcome="dual_control")
    for name in ("carl", "dora"):
        approvals.allow(dba, name, "operations")
    approvals.vote(dba, request_id, "carl")
    with refused("BA409", "one of them in the role compliance"):
        approvals.vote(dba, request_id, "dora")
    assert approvals.vote(dba, request_id, "ben").decision == "approved"


def test_the_second_person_is_of_compliance_by_any_role_that_they_hold_at_their_vote(
    dba: Conn,
) -> None:
    approvals.demand(dba, ("client_onboarding", "dual_control", 1, "any", 2))
    one, two = (
        cases.waiting(dba, outcome="dual_control"),
        cases.waiting(dba, outcome="dual_control"),
    )
    for name in ("carl", "dora", "fay"):
        approvals.allow(dba, name, "operations")
    grant = "select bankagent.grant_authority(%s, 'compliance', 'x', %s)"
    dora = rows.one(dba, grant, "dora", "client_onboarding")
    rows.one(dba, grant, "fay", "trade_review")
    approvals.vote(dba, one, "dora")
    dba.execute("select bankagent.end_authority(%s, 'Moved.')", [dora])
    # It was in force at her vote; afterwards she is of operations alone.
    assert approvals.vote(dba, one, "carl").decision == "approved"
    approvals.vote(dba, two, "carl")
    for name in ("dora", "fay"):
        with refused("BA409", "one of them in the role compliance"):
            approvals.vote(dba, two, name)


def test_a_review_of_a_client_with_a_high_rating_can_be_approved_by_two(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    ends = cases.end(outcome="review")
    ends["evaluation"]["known"]["case"]["rating"] = {"rating": "high"}
    request_id = cases.submit(dba, actor="desk-7")
    assert cases.settle(dba, request_id, ends) == ["settled"]
    assert approvals.vote(dba, request_id, "anna").decision is None
    assert approvals.vote(dba, request_id, "ben").decision == "approved"


def test_a_hit_beside_a_high_risk_does_not_take_the_second_person_away(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    ends = cases.end(outcome="escalate")
    fired = [
        {"rule_id": rule, "outcome": outcome, "text": "x", "facts": {}}
        for rule, outcome in (("CO-032", "escalate"), ("CO-041", "dual_control"))
    ]
    ends["evaluation"] |= {"fired": fired}
    request_id = cases.submit(dba, actor="desk-7")
    assert cases.settle(dba, request_id, ends) == ["settled"]
    approvals.allow(dba, "carl", "senior")
    assert approvals.vote(dba, request_id, "carl").decision is None
    assert approvals.vote(dba, request_id, "anna").decision == "approved"


@pytest.mark.parametrize("kind", ["waived", "deferred"])
def test_a_waiver_counts_with_its_second_person_up_to_its_last_day(dba: Conn, kind: str) -> None:
    request_id = cases.waiting(dba, MISSING, EXTRACT)
    waiver = WAIVER | {"kind": kind, "until": str(TODAY)}
    (waiver_id,) = cases.give(dba, request_id, waivers=[waiver]).waiver_ids
    cases.confirm(dba, request_id, waiver_id)
    cases.again(dba, request_id, IDENTITY | {"state": kind, "until": str(TODAY)}, EXTRACT)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.requirement_waivers set until = until - 1")
    with refused("BA409", "past its last day"):
        people.vote(dba, request_id)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.requirement_waivers set until = until + 1")
    assert people.vote(dba, request_id).decision == "approved"


def test_a_file_that_was_rejected_meets_nothing_whatever_an_evaluation_says(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    cases.give(dba, request_id, verdicts=[REJECT])
    cases.again(dba, request_id)
    with refused("BA409", "refused"):
        people.vote(dba, request_id)


@pytest.mark.parametrize(
    "until",
    ["infinity", "10000-01-01", "2027-13-01", "2027-02-29", "01/02/2030", "today", "x", 5, {}],
)
def test_a_waiver_counts_until_a_day_that_json_can_name(dba: Conn, until: Any) -> None:
    request_id = cases.waiting(dba, MISSING)
    with refused("BA422", "until"):
        cases.give(dba, request_id, waivers=[WAIVER | {"until": until}])


@pytest.mark.parametrize(
    "findings",
    [{"verdict": [ACCEPT]}, {"verdicts": [ACCEPT | {"note": "x"}]}, {"waivers": [{"party": 7}]}],
)
def test_a_field_that_is_not_known_or_no_text_is_refused(
    dba: Conn, findings: dict[str, Any]
) -> None:
    request_id = cases.waiting(dba, MISSING)
    with refused("BA422"):
        cases.give(dba, request_id, **findings)


@pytest.mark.parametrize("maker", ["Eva", "e.v.a"])
def test_the_maker_under_another_spelling_finds_nothing(dba: Conn, maker: str) -> None:
    people.add_reviewers(dba, "anna", "ben", "eva")
    request_id = cases.submit(dba, actor=maker)
    assert cases.settle(dba, request_id, cases.end(MISSING)) == ["settled"]
    with refused("BA403"):
        cases.give(dba, request_id, verdicts=[ACCEPT])
    said = cases.give(dba, request_id, by="ben", waivers=[WAIVER])
    with refused("BA403"):
        cases.confirm(dba, request_id, said.waiver_ids[0], by="eva")


FINDS: list[dict[str, Any]] = [
    {"verdicts": [ACCEPT]}, {"judgements": [CLEARED]}, {"waivers": [WAIVER]}, {},
]  # fmt: skip
UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"request_type": "trade_review"}, "no authority of olga is for the type client_onboarding"),
    ({"max_amount": 10, "currency": "USD"}, "exposure is not known, and olga decides up to 10 USD"),
    ({"valid_from": "2001-01-01", "valid_to": "2002-01-01"}, "olga has no authority in force"),
]


@pytest.mark.parametrize(("authority", "said"), UNFIT)
def test_findings_rest_on_an_authority_for_cases(
    dba: Conn, authority: dict[str, Any], said: str
) -> None:
    approvals.allow(dba, "olga", "compliance", **authority)
    request_id = cases.waiting(dba, MISSING)
    waiver_id = cases.give(dba, request_id, waivers=[WAIVER]).waiver_ids[0]
    for findings in FINDS:
        with rows.nothing_written(dba), refused("BA403", "olga may not judge request", said):
            cases.give(dba, request_id, by="olga", **findings)
    with rows.nothing_written(dba), refused("BA403", "olga may not judge request", said):
        cases.confirm(dba, request_id, waiver_id, by="olga")
    dba.execute("select bankagent.grant_authority('olga', 'x', 'x', 'client_onboarding')")
    assert cases.confirm(dba, request_id, waiver_id, by="olga") == "received"


def test_findings_are_given_in_the_role_that_the_first_stage_asks_for(dba: Conn) -> None:
    approvals.demand(dba, ("client_onboarding", "review", 1, "compliance", 1))
    approvals.allow(dba, "olga", "operations")
    asked, waits = cases.waiting(dba, outcome="needs_info"), cases.waiting(dba)
    for request_id in (asked, waits):
        with refused("BA403", "a vote in the role compliance is asked for, and olga votes as oper"):
            cases.give(dba, request_id, by="olga", verdicts=[ACCEPT])
        assert cases.give(dba, request_id, verdicts=[ACCEPT]).status == "received"


def test_what_a_noted_waiver_says_is_short(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    cases.give(dba, request_id, waivers=[WAIVER])
    assert "requirements" not in str(rows.entries(dba, request_id)[-1].result)
