"""Explanations of requests that were overdue and expired, or had votes of two people."""

import pytest

from tests.support import approvals, people, rows
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import connect

pytestmark = pytest.mark.expect_differences("evaluations of a test, which no facts make")


def explained(db: Database, request_id: int) -> str:
    done = in_process("explain", str(request_id), DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_end_of_an_approval_that_had_its_time_is_explained(db: Database) -> None:
    with connect(db.url) as dba:
        (one,) = approvals.waiting(dba, "escalate")
        with rows.triggers_off(dba):
            dba.execute(
                "update bankagent.approval_stages set due_at = now() - interval '1 hour', "
                "expires_at = now() - interval '1 minute'"
            )
        for _ in range(2):
            dba.execute("select * from bankagent.expire_approvals()")
    told = explained(db, one)
    assert "Stage 1 of its approval was overdue on" in told
    assert "it was for the role senior from then on." in told
    assert "It was rejected, since its time for a decision by people had ended." in told
    assert "by policy, without people" not in told


def test_the_votes_of_two_people_are_explained(db: Database) -> None:
    with connect(db.url) as dba, connect(db.api_url) as api:
        people.add_reviewers(dba, "anna", "ben")
        (one,) = approvals.waiting(dba)
        approvals.vote(api, one, "anna")
        approvals.vote(api, one, "ben")
    told = explained(db, one)
    assert "anna voted approve on" in told
    assert "ben voted approve on" in told
    assert "The vote of ben decided it." in told
