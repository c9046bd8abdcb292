"""Who is told by mail what waits: by authority, once an hour, one worker alone."""

import pytest

from tests.support import approvals, exceptions, people, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

CLAIM = "select reviewer, approvals, exceptions from bankagent.claim_summaries()"
EMAIL = "select bankagent.set_reviewer_email(%s, %s)"


def claimed(conn: Conn) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows.fetch(conn, CLAIM)]


def told(dba: Conn, *names: str) -> None:
    for name in names:
        rows.one(dba, EMAIL, name, f"{name}@bank.example")


def earlier(dba: Conn, *, hours: float) -> None:
    dba.execute(
        "update bankagent.review_summaries set looked_at = looked_at - %(h)s * interval '1 hour', "
        "last_mailed_at = last_mailed_at - %(h)s * interval '1 hour'",
        {"h": hours},
    )


def test_only_what_a_reviewer_may_vote_on_counts(dba: Conn, worker: Conn) -> None:
    approvals.allow(dba, "small", "reviewer", max_amount=1, currency="USD")
    approvals.allow(dba, "other", "reviewer", request_type="client_onboarding")
    people.add_reviewers(dba, "anna", "ben", "desk-7")
    approvals.waiting(dba, "review", 2)
    approvals.waiting(dba, "review", facts={"notional": 1, "currency": "USD"})
    told(dba, "anna", "small", "other", "desk-7")
    assert claimed(worker) == [("anna", 3, 0), ("small", 1, 0)]


@pytest.mark.expect_differences("a comparison of a test, which no facts make")
def test_an_exception_is_told_to_its_assignee(dba: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    number = exceptions.opened(dba)
    with verbs.naming(dba, "ben"):
        move = "select * from bankagent.move_exception(%s, 'assigned', %s, 'anna', 'ben')"
        rows.fetch(dba, move, number, None)
    told(dba, "anna", "ben")
    assert claimed(worker) == [("anna", 0, 1)]


def test_a_reviewer_is_told_once_an_hour_and_not_while_nothing_waits(
    dba: Conn, worker: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    told(dba, "anna")
    assert claimed(worker) == []
    (one,) = approvals.waiting(dba, "review")
    earlier(dba, hours=0.1)
    assert claimed(worker) == [("anna", 1, 0)]
    earlier(dba, hours=0.9)
    assert claimed(worker) == []
    earlier(dba, hours=0.2)
    assert claimed(worker) == [("anna", 1, 0)]
    approvals.vote(dba, one, "anna")
    earlier(dba, hours=2)
    assert claimed(worker) == []


def test_what_another_worker_has_in_hand_is_skipped_and_not_told_twice(
    db: Database, dba: Conn, worker: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    told(dba, "anna")
    approvals.waiting(dba, "review")
    with connect(db.worker_url) as other:
        with other.transaction():
            assert claimed(other) == [("anna", 1, 0)]
            assert claimed(worker) == []
        assert claimed(worker) == []


def test_nobody_without_an_address_or_disabled_is_told(dba: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    approvals.waiting(dba, "review")
    told(dba, "ben")
    dba.execute("select bankagent.disable_holder('reviewer', 'ben', true)")
    assert claimed(worker) == []


@pytest.mark.parametrize(
    "wrong", ["anna", "a b@c", "a@b@c", "a@b\r\nBcc: x@y", "<a@b>", "a@" + "b" * 260, "ä@b", ""]
)
def test_an_address_is_one_word_that_cannot_begin_another_header(dba: Conn, wrong: str) -> None:
    people.add_reviewers(dba, "anna")
    with refused("BA422", "email"):
        rows.one(dba, EMAIL, "anna", wrong)
    with refused("BA404"):
        rows.one(dba, EMAIL, "nobody", "a@b.example")
