"""Comments of reviewers on requests: internal ones, and those that the caller reads."""

import pytest

from tests.support import approvals, people, rows, verbs, work
from tests.support.approvals import allow
from tests.support.rows import Conn, refused

ALL = "select * from bankagent.request_comments order by id"


@pytest.fixture
def one(dba: Conn) -> int:
    """A request that awaits approval, and a reviewer."""
    people.add_reviewers(dba, "anna")
    (found,) = approvals.waiting(dba)
    return found


def test_an_internal_comment_has_no_audit_entry(dba: Conn, api: Conn, one: int) -> None:
    before = rows.actions(dba, one)
    number = work.comment(api, one, "Look at the desk's limit.")
    (found,) = rows.fetch(dba, ALL)
    assert (found.id, found.text, found.author) == (number, "Look at the desk's limit.", "anna")
    assert (found.visibility, found.audit_entry_id) == ("internal", None)
    assert rows.actions(dba, one) == before


def test_a_comment_for_the_caller_is_in_the_trail(dba: Conn, api: Conn, one: int) -> None:
    work.comment(api, one, "We wait for the rate.", shared=True)
    (found,) = rows.fetch(dba, ALL)
    last = rows.entries(dba, one)[-1]
    assert (last.id, last.action, last.actor) == (found.audit_entry_id, "commented", "anna")
    # Texts stay in their own table.
    assert last.result == {"comment_id": found.id}
    told = rows.fetch(dba, "select story from ops.request_history(%s)", one)[-1].story
    assert told == "anna told its caller: We wait for the rate."


@pytest.mark.parametrize("status", ["received", "needs_info", "failed", "processed", "cancelled"])
def test_a_request_of_each_status_takes_comments(dba: Conn, api: Conn, status: str) -> None:
    people.add_reviewers(dba, "anna")
    if status == "failed":
        one = verbs.fail(dba)
    elif status == "received":
        (one,) = verbs.submit(dba)
    else:
        (one,) = approvals.waiting(dba, "review")
        if status == "cancelled":
            dba.execute("select bankagent.cancel_request(%s)", [one])
        else:
            verdict = "approve" if status == "processed" else status
            approvals.vote(api, one, "anna", verdict)
    assert rows.status(dba, one) == status
    work.comment(api, one, "Internal.")
    work.comment(api, one, "Shared.", shared=True)
    assert rows.actions(dba, one)[-1] == "commented"
    assert rows.status(dba, one) == status


def test_a_comment_that_is_none_is_refused(dba: Conn, api: Conn, one: int) -> None:
    for text in ("", " \n", "\u200b", "x" * 4001):
        with rows.nothing_written(dba), refused("BA422", "text must say something"):
            work.comment(api, one, text)
    with refused("BA422", "visibility must be internal or caller"), verbs.naming(api, "anna"):
        rows.fetch(api, work.COMMENT, one, "public", "x", "anna")
    with refused("BA404"):
        work.comment(api, 999, "x")


def test_who_sees_nothing_of_its_type_does_not_comment(dba: Conn, api: Conn, one: int) -> None:
    allow(dba, "otto", request_type="client_onboarding")
    with refused("BA403", "no authority of otto is for the type trade_review"):
        work.comment(api, one, "x", by="otto")


def test_only_reviewers_comment_through_the_api(
    dba: Conn, api: Conn, worker: Conn, auditor: Conn, one: int
) -> None:
    people.keyed(dba, "caller", "desk-9", None)
    with refused("BA403", "only people who are reviewers here may"):
        work.comment(api, one, "x", by="desk-9")
    with refused("BA403", "people do so through the API"):
        rows.fetch(dba, work.COMMENT, one, "internal", "x", "anna")
    for conn in (worker, auditor):
        with refused("42501"):
            rows.fetch(conn, work.COMMENT, one, "internal", "x", "anna")
