"""Approvals that are overdue: escalated first, then rejected as expired, and never approved."""

from typing import Any

import pytest

from tests.support import approvals, exceptions, people, rows
from tests.support.approvals import overdue, vote
from tests.support.follow_ups import follow_up
from tests.support.rows import Conn, connect, refused

EXPIRE = "select request_id, outcome from bankagent.expire_approvals() order by 1"


def done(conn: Conn) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows.fetch(conn, EXPIRE)]


def test_an_approval_has_a_due_time_and_twice_of_it_until_it_ends(dba: Conn) -> None:
    approvals.waiting(dba, "escalate")
    first, second = rows.fetch(dba, "select * from bankagent.approval_stages order by stage")
    opened = rows.one(dba, "select opened_at from bankagent.approvals")
    times = "select ops.business_time_after(%s, %s, '{TARGET}', 'Europe/London', '08:00', '18:00')"
    assert first.due_at == rows.one(dba, times, opened, 600)
    assert first.expires_at == rows.one(dba, times, opened, 1200)
    assert second.due_at == rows.one(dba, times, first.due_at, 600)
    assert second.expires_at == rows.one(dba, times, first.expires_at, 1200)


def test_what_is_not_due_stays_as_it_is(dba: Conn, worker: Conn) -> None:
    approvals.waiting(dba)
    with rows.nothing_written(dba):
        assert done(worker) == []


def test_it_is_escalated_once_and_is_for_the_next_stages_role_then(dba: Conn, worker: Conn) -> None:
    one, two = approvals.waiting(dba, "escalate", 2)
    overdue(dba, one)
    assert done(worker) == [(one, "escalated")]
    assert done(worker) == []
    latest = rows.entries(dba, one)[-1]
    assert (latest.action, latest.actor) == ("escalated", "rescuer")
    assert (latest.from_status, latest.to_status) == ("awaiting_approval", "awaiting_approval")
    assert (latest.result["stage"], latest.result["role"]) == (1, "senior")
    assert latest.result["client_id"] == "CUST-1042"
    assert rows.actions(dba, two)[-1] == "awaiting_approval"
    told = rows.fetch(dba, "select story from ops.request_history(%s)", one)[-1].story
    assert told.startswith("Stage 1 is overdue since 2")
    assert told.endswith("it is for the role senior now.")


def test_each_stage_is_escalated_when_it_waits(dba: Conn, api: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba, "escalate")
    overdue(dba, one)
    assert done(worker) == [(one, "escalated")]
    vote(api, one, "anna")
    assert done(worker) == [(one, "escalated")]
    result = rows.entries(dba, one)[-1].result
    assert result["stage"] == 2
    # Callers read it: it is no vote, and tells none.
    assert not {"vote_id", "verdict", "digest"} & result.keys()
    assert result["summary"].startswith("Waiting for a reviewer: 1 of 2 votes are given.")


def test_it_ends_as_rejected_after_its_escalation_and_never_before(dba: Conn, worker: Conn) -> None:
    (one,) = approvals.waiting(dba)
    overdue(dba, one, expired=True)
    assert done(worker) == [(one, "escalated")]
    assert done(worker) == [(one, "expired")]
    assert done(worker) == []
    assert rows.status(dba, one) == "processed"
    (decided,) = rows.fetch(dba, "select * from bankagent.decisions")
    assert (decided.decision, decided.decided_by, decided.actor) == (
        "rejected",
        "policy",
        "rescuer",
    )
    result = rows.entries(dba, one)[-1].result
    assert (result["decision"], result["reason"]) == ("rejected", "expired")
    assert result["summary"] == (
        "Rejected: its time for a decision by people has ended. "
        "It had waited because a test says dual_control (TR-900)."
    )
    assert rows.gaps(dba) == []
    told = rows.fetch(dba, "select story from ops.request_history(%s)", one)[-1].story
    assert told == result["summary"]


def test_a_vote_after_the_end_is_refused(dba: Conn, api: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    shown = people.digest(dba, one)
    overdue(dba, one, expired=True)
    done(worker), done(worker)
    with refused("BA409", "is processed"):
        rows.fetch(api, approvals.CAST, one, "approve", "x", shown, "anna", None)


def test_what_a_rejection_causes_is_caused_by_an_end_too(dba: Conn, worker: Conn) -> None:
    ending = approvals.end("review", notional=1, currency="USD")
    causes = {"rejected": {"follow_ups": [follow_up()]}}
    (one,) = exceptions.settled(dba, ending | {"causes": causes}, payload={"notional": 1})
    overdue(dba, one, expired=True)
    done(worker), done(worker)
    assert rows.one(dba, "select count(*) from bankagent.follow_up_requests") == 1
    assert rows.gaps(dba) == []


def test_a_stop_of_automatic_decisions_keeps_it_from_ending(dba: Conn, worker: Conn) -> None:
    (one,) = approvals.waiting(dba)
    overdue(dba, one, expired=True)
    dba.execute("select bankagent.stop_decisions('trade_review', 'A test.')")
    assert done(worker) == [(one, "escalated")]
    assert done(worker) == []
    assert rows.status(dba, one) == "awaiting_approval"


def test_what_a_stop_keeps_from_ending_does_not_keep_the_rest_from_its_turn(
    dba: Conn, worker: Conn
) -> None:
    stopped = approvals.waiting(dba, n=3)
    overdue(dba, *stopped, expired=True)
    assert done(worker) == [(one, "escalated") for one in stopped]
    dba.execute("select bankagent.stop_decisions('trade_review', 'A test.')")
    dba.execute(
        "insert into bankagent.request_types (name, queue, policy_key, max_attempts, description) "
        "values ('zeta', 'trade_review', 'trade_review', 3, 'For a test.')"
    )
    (other,) = approvals.waiting(dba, request_type="zeta")
    overdue(dba, other, expired=True)
    query = "select request_id, outcome from bankagent.expire_approvals(2)"
    assert [tuple(row) for row in rows.fetch(worker, query)] == [(other, "escalated")]
    assert [tuple(row) for row in rows.fetch(worker, query)] == [(other, "expired")]


@pytest.mark.expect_differences("comparisons of a test, which no facts make")
def test_an_open_exception_is_left_to_its_people(dba: Conn, worker: Conn) -> None:
    (one,) = exceptions.settled(dba, exceptions.broken())
    overdue(dba, one, expired=True)
    assert done(worker) == []


def test_what_another_session_has_in_hand_is_left_for_the_next_round(
    dba: Conn, worker: Conn, db: Any
) -> None:
    one, two = approvals.waiting(dba, n=2)
    overdue(dba, one, two)
    with connect(db.url) as other, other.transaction():
        other.execute(
            "select from bankagent.banking_requests where id = %s for no key update", [one]
        )
        assert done(worker) == [(two, "escalated")]
    assert done(worker) == [(one, "escalated")]


def test_the_service_and_auditors_end_nothing(api: Conn, auditor: Conn) -> None:
    for conn in (api, auditor):
        with refused("42501"):
            conn.execute(EXPIRE)


@pytest.mark.expect_gaps
def test_an_end_before_its_time_is_a_gap(dba: Conn, worker: Conn) -> None:
    (one,) = approvals.waiting(dba)
    overdue(dba, one, expired=True)
    done(worker), done(worker)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.approval_stages set expires_at = now() + interval '1 day'")
    assert [gap for number, gap in rows.gaps(dba) if number == one] == [
        "the entry processed names no vote that exists"
    ]
