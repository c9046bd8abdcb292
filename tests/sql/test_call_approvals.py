"""Tool calls that need an approval: made as people approved them, or as the request asks for."""

import json
from typing import Any

import pytest

from tests.support import approvals, people, rows
from tests.support.agent_verbs import Held, claimed, digest, held
from tests.support.rows import Conn, refused

DEFINITION = '{"instructions":"Submit.","tools":[{"name":"submit_request","needs_approval":true}]}'
PAYLOAD = {"symbol": "AAPL", "notional": 2500000}
OWN = json.dumps({"request_type": "trade_review", "payload": PAYLOAD})
OTHER = json.dumps({"request_type": "trade_review", "payload": PAYLOAD | {"notional": 9}})
NOT_APPROVED = "people have not approved the call of submit_request"
pytestmark = pytest.mark.expect_differences("an agent of a test, whose calls no facts make")
SUBMIT = (
    "select * from bankagent.submit_for_call(%(job)s, %(worker)s, %(attempts)s, %(request)s, "
    "%(key)s)"
)
KEY = "select idempotency_key from bankagent.tool_calls where request_id = %s"


@pytest.fixture
def work(worker: Conn, dba: Conn) -> Held:
    """A job in hand, whose request asks for a request to be submitted."""
    payload = {"question": "Why?", "submit_request": json.loads(OWN)}
    found = held(worker, dba, request_type="research_question", payload=payload, actor="desk-7")
    found.begin(DEFINITION)
    return found


def call(work: Held, arguments: str, **fields: Any) -> Any:
    return work.call(arguments, **({"name": "submit_request"} | fields))


def asked(work: Held, *sha256s: str) -> dict[str, Any]:
    """Return how an attempt ends that asks people for calls with these digests."""
    calls = [
        {"run": 1, "tool_call_id": "c1", "name": "submit_request", "arguments_sha256": one}
        for one in sha256s
    ]
    ending = people.asks_for_people()
    known = {"answers": [{"request_id": work.request, "calls": calls}]}
    return ending | {"evaluation": ending["evaluation"] | {"known": known}}


def decided(work: Held, dba: Conn, verdict: str, *sha256s: str) -> Held:
    """Let people decide on calls; return the job of the attempt after that."""
    work.settle(**asked(work, *sha256s))
    people.add_reviewers(dba, "anna")
    vote = approvals.vote(dba, work.request, "anna", verdict)
    assert (vote.status, vote.decision) == ("received", None)
    again = claimed(work.conn, dba, work.request)
    assert again.begin(DEFINITION).disposition == "resumed"
    return again


def submit(work: Held, dba: Conn) -> Any:
    key = rows.one(dba, KEY, work.request)
    return work._ask(SUBMIT, key=key)


def test_a_call_with_the_arguments_of_the_request_needs_nobody(work: Held, dba: Conn) -> None:
    assert call(work, OWN).disposition == "begun"
    done = submit(work, dba)
    assert done.disposition == "submitted"
    (made,) = rows.fetch(
        dba, "select * from bankagent.banking_requests where id = %s", done.request_id
    )
    assert (made.payload, made.maker, made.status) == (PAYLOAD, "desk-7", "received")
    (entry,) = rows.entries(dba, done.request_id)
    assert (entry.actor, entry.result) == ("agent:trade_review", {"submitted_for": work.request})


def test_a_call_with_other_arguments_is_refused_until_people_approve_these(
    work: Held, dba: Conn
) -> None:
    with refused("BA403", NOT_APPROVED):
        call(work, OTHER)
    again = decided(work, dba, "approve", digest(OTHER))
    with refused("BA403", NOT_APPROVED):
        call(again, OTHER.replace("9", "10"))
    with refused("BA403", NOT_APPROVED):
        call(again, OTHER, tool_call_id="c2")
    assert call(again, OTHER).disposition == "begun"
    assert submit(again, dba).disposition == "submitted"


def test_a_superuser_calls_nothing_that_people_have_not_approved(work: Held, dba: Conn) -> None:
    with refused("BA403", NOT_APPROVED):
        call(Held(dba, work.job, work.worker, work.attempts, work.request), OTHER)


@pytest.mark.parametrize("verdict", ["reject", "needs_info"])
def test_a_denied_call_stays_refused(work: Held, dba: Conn, verdict: str) -> None:
    if verdict == "reject":
        again = decided(work, dba, verdict, digest(OTHER))
        with refused("BA403", NOT_APPROVED):
            call(again, OTHER)
    else:
        work.settle(**asked(work, digest(OTHER)))
        people.add_reviewers(dba, "anna")
        vote = approvals.vote(dba, work.request, "anna", verdict)
        assert (vote.status, vote.decision) == ("needs_info", None)
    query = "select verdict from ops.call_approvals where request_id = %s"
    assert rows.one(dba, query, work.request) == {"reject": "denied"}.get(verdict, "ended")


def test_an_approval_of_another_run_approves_nothing(work: Held, dba: Conn) -> None:
    again = decided(work, dba, "approve", digest(OTHER))
    assert again.begin(DEFINITION.replace("Submit", "Send")).run == 2
    with refused("BA403", NOT_APPROVED):
        call(again, OTHER, run=2)


def test_the_vote_and_the_next_job_commit_together(work: Held, dba: Conn) -> None:
    work.settle(**asked(work, digest(OTHER)))
    people.add_reviewers(dba, "anna")
    shown = people.digest(dba, work.request)
    job = rows.job(dba, work.request).id
    with dba.transaction(force_rollback=True):
        approvals.vote(dba, work.request, "anna")
        assert rows.job(dba, work.request).id != job
    assert rows.job(dba, work.request).id == job
    assert people.digest(dba, work.request) == shown
    assert rows.one(dba, "select count(*) from bankagent.votes") == 0


def test_a_request_that_is_submitted_once_is_not_submitted_again(work: Held, dba: Conn) -> None:
    call(work, OWN)
    done = submit(work, dba)
    work.record(
        json.dumps({"request_id": done.request_id}), kind="tool", name="submit_request",
        outcome="success", input_sha256=digest(OWN),
    )  # fmt: skip
    with refused("BA422", "it submits a request and has not ended"):
        submit(work, dba)


def test_what_the_request_asks_for_is_called_once(work: Held, dba: Conn) -> None:
    assert call(work, OWN).disposition == "begun"
    with refused("BA403", NOT_APPROVED):
        call(work, OWN, tool_call_id="c2", occurrence=2, effect_number=2)


def test_an_approval_is_of_one_call(work: Held, dba: Conn) -> None:
    again = decided(work, dba, "approve", digest(OTHER))
    assert call(again, OTHER).disposition == "begun"
    with refused("BA403", NOT_APPROVED):
        call(again, OTHER, occurrence=2, effect_number=2)
