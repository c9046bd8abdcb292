"""Answers of callers as the database holds them: the digest, the clock that goes on, raw SQL."""

from datetime import datetime
from typing import Any

import pytest

from tests.support import approvals, people, rows, verbs
from tests.support.rows import Conn, refused

ANSWER = "select * from bankagent.answer_request(%s, %s, %s, %s)"
DUE = (
    "select s.due_at, s.expires_at from bankagent.approval_stages as s "
    "inner join bankagent.approvals as a using (job_id, attempt) "
    "where a.request_id = %s and a.closed_at is null and s.stage = 1"
)
# What the shipped demands say of a review: due, and twice of it until it ends.
DUE_MINUTES = 1200
LONDON = "array['TARGET'], 'Europe/London', '08:00', '18:00'"


def ask(dba: Conn, request_id: int, by: str = "anna") -> None:
    people.vote(dba, request_id, verdict="needs_info", by=by, reason="Which book?")


def again(
    dba: Conn, request_id: int, outcome: str = "review", known: dict[str, Any] | None = None
) -> None:
    """Leave a request to people once more."""
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    facts = {"notional": 6000000, "currency": "USD"}
    end = verbs.fence(job, worker_id) | approvals.end(outcome, **facts)
    end["evaluation"] |= {"known": known} if known else {}
    assert verbs.settle(dba, end) == ["settled"]
    assert rows.status(dba, request_id) == "awaiting_approval"


def answer(dba: Conn, request_id: int, text: str | None = "Book 4.", payload: Any = None) -> Any:
    with verbs.naming(dba, "desk-7"):
        (row,) = rows.fetch(dba, ANSWER, request_id, text, payload, "desk-7")
    return row


def opened_earlier(dba: Conn, request_id: int, *, hours: int) -> None:
    """Move the opening and closing of what waited into the past, as waiting would."""
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.approvals set opened_at = opened_at - %(h)s * interval '1 hour' "
            "where request_id = %(id)s",
            {"h": hours, "id": request_id},
        )


def waited(dba: Conn, outcome: str = "review", *, hours: int = 96) -> tuple[int, Any]:
    """Ask after so many hours; return the request, and how many minutes of them count."""
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, outcome)
    ask(dba, one)
    opened_earlier(dba, one, hours=hours)
    span = "select ops.business_minutes(tstzmultirange(tstzrange(opened_at, closed_at)), "
    return one, rows.one(dba, f"{span} {LONDON}) from bankagent.approvals")


def fresh(dba: Conn, minutes: Any) -> datetime:
    """Return the time after so many business minutes, from the opening of what is open."""
    query = (
        "select ops.business_time_after(opened_at, ceil(%s)::integer, "
        f"{LONDON}) from bankagent.approvals where closed_at is null"
    )
    found: datetime = rows.one(dba, query, minutes)
    return found


@pytest.mark.parametrize("same", ["words", "the same payload"])
def test_the_same_payload_does_not_start_the_time_anew(dba: Conn, same: str) -> None:
    one, minutes = waited(dba)
    payload = rows.one(dba, "select payload::text from bankagent.banking_requests")
    answer(dba, one, "Book 4.", None if same == "words" else payload)
    again(dba, one)
    (times,) = rows.fetch(dba, DUE, one)
    assert times.due_at == fresh(dba, max(DUE_MINUTES - minutes, 0))
    assert times.expires_at == fresh(dba, max(2 * DUE_MINUTES - minutes, 60))


@pytest.mark.expect_differences("a rating of a test, which no facts make")
def test_an_answer_loosens_nothing_where_two_people_must_approve(dba: Conn) -> None:
    one, _ = waited(dba)
    answer(dba, one)
    again(dba, one, known={"case": {"rating": {"rating": "high"}}})
    stages = "select s.stage, s.votes from bankagent.approval_stages as s "
    open_one = (
        "inner join bankagent.approvals as a using (job_id, attempt) where a.closed_at is null"
    )
    assert rows.fetch(dba, f"{stages}{open_one} order by 1") == [(1, 1), (2, 1)]


def test_another_payload_starts_the_time_anew(dba: Conn) -> None:
    one, _ = waited(dba)
    answer(dba, one, None, '{"notional": 5}')
    again(dba, one)
    (times,) = rows.fetch(dba, DUE, one)
    assert (times.due_at, times.expires_at) == (
        fresh(dba, DUE_MINUTES),
        fresh(dba, 2 * DUE_MINUTES),
    )


def test_the_time_that_the_caller_took_does_not_count(dba: Conn) -> None:
    one, minutes = waited(dba)
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.approvals set opened_at = opened_at - interval '21 days', "
            "closed_at = closed_at - interval '21 days'"
        )
    answer(dba, one)
    again(dba, one)
    (times,) = rows.fetch(dba, DUE, one)
    assert abs((times.due_at - fresh(dba, max(DUE_MINUTES - minutes, 0))).total_seconds()) <= 3600


def test_an_answer_is_there_to_be_read_for_an_hour_whatever_time_is_gone(
    dba: Conn, worker: Conn
) -> None:
    one, _ = waited(dba, hours=24 * 14)
    answer(dba, one)
    again(dba, one)
    (times,) = rows.fetch(dba, DUE, one)
    assert times.due_at == fresh(dba, 0)
    assert times.expires_at == fresh(dba, 60)


def test_a_digest_covers_question_and_answer_and_an_old_one_stays(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    one, other = approvals.waiting(dba, "review", 2)
    forms = "select digest_form from bankagent.approvals where request_id = %s order by job_id"
    ask(dba, one)
    answer(dba, one)
    again(dba, one)
    assert [row[0] for row in rows.fetch(dba, forms, one)] == [4, 5]
    assert rows.one(dba, forms, other) == 4
    assert rows.one(
        dba,
        "select a.digest = ops.approval_digest_of(a, r, e) from bankagent.approvals as a "
        "inner join bankagent.banking_requests as r on r.id = a.request_id "
        "inner join bankagent.evaluations as e on (e.job_id, e.attempt) = (a.job_id, a.attempt) "
        "where a.request_id = %s and a.closed_at is null",
        one,
    )
    shown = people.digest(dba, one)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.request_answers set text = 'Book 5.'")
    with refused("BA412"):
        people.vote(api, one, by="ben", digest=shown)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.request_answers set text = 'Book 4.'")
    assert people.vote(api, one, by="ben", digest=shown).decision == "approved"


def test_the_author_of_an_answer_does_not_vote_on_it(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, "review")
    ask(dba, one)
    with verbs.naming(dba, "ben"):
        rows.fetch(dba, ANSWER, one, "Book 4.", None, "ben")
    again(dba, one)
    with refused("BA403", "the answer"):
        people.vote(api, one, by="ben")
    with refused("BA403", "the answer"):
        dba.execute(
            people.INSERT_VOTE + " and closed_at is null",
            {"reviewer": "ben", "maker": "desk-7", "digest": None, "request_id": one},
        )
    assert people.vote(api, one, by="anna").decision == "approved"


def test_an_answer_never_changes(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba, "review")
    ask(dba, one)
    assert tuple(answer(dba, one)) == (1, 1, "received", False)
    for change in (
        "update bankagent.request_answers set text = 'x'",
        "delete from bankagent.request_answers",
    ):
        with refused("BA403", "append-only"):
            dba.execute(change)


@pytest.mark.expect_gaps
def test_an_answer_without_an_entry_is_a_gap(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba, "review")
    dba.execute(
        "insert into bankagent.request_answers (request_id, job_id, author, text, payload_version, "
        "body_sha256) values (%s, 1, 'x', 'x', 1, repeat('0', 64))",
        [one],
    )
    assert rows.one(dba, "select code from ops.payload_gaps") == "answer_without_entry"


@pytest.mark.parametrize(
    ("text", "payload", "column"),
    [
        (None, None, "text"),
        ("", None, "text"),
        (" \t", None, "text"),
        ("x" * 4001, None, "text"),
        ("x", "[]", "payload"),
    ],
)
def test_an_answer_is_refused_by_its_field(
    dba: Conn, text: str | None, payload: str | None, column: str
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba, "review")
    ask(dba, one)
    with refused("BA422", column):
        answer(dba, one, text, payload)
