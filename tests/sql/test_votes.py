"""Votes: what waits for them, what each does, and votes that race."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier
from typing import Any

import psycopg
import pytest

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.people import vote
from tests.support.rows import Conn, connect, refused

# --- what waits -----------------------------------------------------------------


def test_a_run_that_leaves_a_request_to_people_opens_an_approval(
    dba: Conn, request_id: int
) -> None:
    (shown,) = rows.fetch(dba, "select * from ops.approvals_open where request_id = %s", request_id)
    assert shown.why == "the notional is above 5,000,000 USD (TR-010)"
    assert (shown.amount, shown.currency, shown.outcome) == (6000000, "USD", "review")
    assert (shown.maker, shown.policy_key, shown.policy_version) == ("desk-7", "trade_review", 1)
    assert shown.waits.total_seconds() < 60
    assert rows.one(dba, "select count(*) from ops.approvals_open") == 3


def test_a_run_that_decides_opens_none(dba: Conn) -> None:
    verbs.process(dba)
    verbs.fail(dba)
    assert rows.one(dba, "select count(*) from bankagent.approvals") == 0


def test_the_digest_is_of_all_that_is_shown(dba: Conn, request_id: int) -> None:
    array = rows.one(
        dba,
        "select jsonb_build_array(r.id, e.job_id, e.attempt, r.client_id, r.request_type, "
        "r.payload, e.policy_key, e.policy_version, e.policy_sha256, e.outcome, e.fired, "
        "e.facts, r.maker, r.created_at, r.on_behalf_of)::text "
        "from bankagent.banking_requests as r "
        "join bankagent.evaluations as e on e.request_id = r.id where r.id = %s",
        request_id,
    )
    assert people.digest(dba, request_id) == sha256(array.encode()).hexdigest()


def test_a_cancelled_request_waits_no_more(dba: Conn, api: Conn, request_id: int) -> None:
    shown = people.digest(dba, request_id)
    dba.execute("select bankagent.cancel_request(%s)", [request_id])
    assert people.digest(dba, request_id) == ""
    with rows.nothing_written(dba), refused("BA409", f"request {request_id} is cancelled"):
        vote(api, request_id, digest=shown)


# --- a vote decides -------------------------------------------------------------


@pytest.mark.parametrize(("verdict", "decision"), [("approve", "approved"), ("reject", "rejected")])
def test_one_vote_decides(
    dba: Conn, api: Conn, request_id: int, verdict: str, decision: str
) -> None:
    shown = people.digest(dba, request_id)
    cast = vote(api, request_id, verdict=verdict)
    assert (cast.status, cast.decision) == ("processed", decision)
    assert rows.status(dba, request_id) == "processed"
    (decided,) = rows.fetch(
        dba, "select * from bankagent.decisions where request_id = %s", request_id
    )
    assert (decided.decision, decided.decided_by, decided.actor) == (decision, "people", "anna")
    (kept,) = rows.fetch(dba, "select * from bankagent.votes where request_id = %s", request_id)
    assert (kept.id, kept.reviewer, kept.maker) == (cast.vote_id, "anna", "desk-7")
    assert (kept.verdict, kept.reason, kept.digest) == (verdict, people.REASON, shown)
    *_, voted, processed = rows.entries(dba, request_id)
    assert voted.action == "voted"
    assert voted.actor == processed.actor == "anna"
    assert voted.xid == processed.xid
    assert voted.result == {"vote_id": cast.vote_id, "verdict": verdict, "digest": shown}
    assert processed.result == {
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "decision": decision,
        "decided_by": "people",
        "confidence": None,
        "confidence_basis": {"method": "person"},
        "summary": f"{decision.capitalize()} by a reviewer. It had waited because the notional is "
        "above 5,000,000 USD (TR-010).",
        "vote_id": cast.vote_id,
    }


def test_needs_info_gives_the_request_back_to_its_caller(
    dba: Conn, api: Conn, request_id: int
) -> None:
    cast = vote(api, request_id, verdict="needs_info", reason="Which desk?")
    assert (cast.status, cast.decision) == ("needs_info", None)
    assert rows.one(dba, "select count(*) from bankagent.decisions") == 0
    *_, entry = rows.entries(dba, request_id)
    assert (entry.action, entry.to_status) == ("needs_info", "needs_info")
    assert entry.result["vote_id"] == cast.vote_id
    assert entry.result["decision"] is None
    assert people.digest(dba, request_id) == ""


def test_the_history_tells_it_as_a_story_and_the_reason_stays_in_the_votes(
    dba: Conn, api: Conn, request_id: int
) -> None:
    vote(api, request_id)
    told = rows.fetch(dba, "select story from ops.request_history(%s)", request_id)
    assert [line.story for line in told[1:]] == [
        "Attempt 1, policy:trade_review@1: Somebody must look.",
        f"anna voted approve: {people.REASON}",
        "Approved by people: the vote of anna decided.",
    ]
    results = " ".join(str(entry.result) for entry in rows.entries(dba, request_id))
    assert people.REASON not in results


# --- races -----------------------------------------------------------------------


def race(url: str, *acts: Callable[[Conn], Any]) -> Counter[str]:
    """Do all at once, each on a connection of its own; count how they ended."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[Conn], Any]) -> str:
        with connect(url) as conn:
            barrier.wait(30)
            try:
                act(conn)
            except psycopg.Error as error:
                return error.sqlstate or "?"
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(run, acts))


def test_of_32_who_vote_at_once_one_decides(dba: Conn, db: Database, request_id: int) -> None:
    names = [f"reviewer-{n}" for n in range(32)]
    people.add_reviewers(dba, *names)
    shown = people.digest(dba, request_id)

    def voting(n: int) -> Callable[[Conn], Any]:
        verdict = ("approve", "reject", "needs_info")[n % 3]
        return lambda conn: vote(conn, request_id, by=names[n], verdict=verdict, digest=shown)

    assert race(db.api_url, *map(voting, range(32))) == {"done": 1, "BA409": 31}
    assert rows.one(dba, "select count(*) from bankagent.votes") == 1
    assert rows.actions(dba, request_id).count("voted") == 1
    assert rows.one(dba, "select count(*) from bankagent.approvals where closed_at is null") == 2


def test_votes_and_cancellations_of_the_same_requests_never_both_win(
    dba: Conn, db: Database
) -> None:
    people.add_reviewers(dba, "anna", "ben")
    for request_id in people.waiting(dba, 4, actor="desk-7"):
        shown = people.digest(dba, request_id)

        def cancel(conn: Conn, request_id: int = request_id) -> None:
            conn.execute("select bankagent.cancel_request(%s)", [request_id])

        def by(name: str, request_id: int = request_id, shown: str = shown) -> Any:
            return lambda conn: vote(conn, request_id, by=name, digest=shown)

        ended = race(db.api_url, cancel, by("anna"), cancel, by("ben"), by("anna"), cancel)
        assert ended == {"done": 1, "BA409": 5}
