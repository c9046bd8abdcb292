"""Who is told by mail what waits: by authority, once an hour, one worker alone."""

import pytest

from tests.support import approvals, exceptions, people, rows, verbs, work
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


ALL = (
    "select reviewer, approvals, proposals, exceptions, team_exceptions "
    "from bankagent.claim_summaries()"
)


def all_counts(conn: Conn) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in rows.fetch(conn, ALL))


@pytest.mark.expect_differences("a comparison of a test, which no facts make")
def test_an_exception_of_a_team_is_told_to_its_people_until_one_has_it(
    dba: Conn, worker: Conn
) -> None:
    for name in ("anna", "ben"):
        approvals.allow(dba, name, "operations")
    approvals.allow(dba, "carl", "senior")
    request_id = exceptions.request_of(dba, exceptions.opened(dba))
    told(dba, "anna", "ben", "carl")
    assert all_counts(worker) == []
    work.move(dba, request_id, "move", by="anna", to="operations")
    earlier(dba, hours=2)
    assert all_counts(worker) == [("anna", 0, 0, 0, 1), ("ben", 0, 0, 0, 1)]
    work.move(dba, request_id, "claim", by="anna")
    earlier(dba, hours=2)
    assert all_counts(worker) == [("anna", 0, 0, 1, 0)]


@pytest.mark.expect_differences("a comparison of a test, which no facts make")
def test_a_proposal_is_told_to_those_who_may_vote_on_it(dba: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    approvals.allow(dba, "dora", "reviewer", max_amount=500, currency="USD")
    proposal = exceptions.propose(dba, exceptions.opened(dba), "write_off", by="anna")
    told(dba, "anna", "ben", "dora")
    assert all_counts(worker) == [("ben", 0, 1, 0, 0)]
    exceptions.vote(dba, proposal, by="ben")
    earlier(dba, hours=2)
    assert all_counts(worker) == []


@pytest.mark.expect_differences("a comparison of a test, which no facts make")
def test_what_is_snoozed_is_not_told(dba: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, "review")
    number = exceptions.opened(dba)
    exceptions.move(dba, number, "assigned", by="ben", assignee="anna")
    told(dba, "anna")
    assert all_counts(worker) == [("anna", 1, 0, 1, 0)]
    for request_id in (one, exceptions.request_of(dba, number)):
        work.move(dba, request_id, "snooze", by="anna", until=work.later(dba, "10 minutes"))
    earlier(dba, hours=2)
    assert all_counts(worker) == []


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
