"""A stop of automatic decisions beside attempts in hand: after it none of them decides."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bankagent.domain.exact_json import dumps, loads
from bankagent.domain.settlement import ClaimedRequest
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.service.decisions import evaluate
from bankagent.service.policies.replay.stop import under_a_stop
from tests.support import approvals, people, policies, rows, verbs
from tests.support.databases import Database
from tests.support.known import quiet
from tests.support.payloads import PAYLOAD
from tests.support.rows import Conn, connect, refused

STOP = "select * from bankagent.stop_decisions(%s, 'Wrong rates.')"
TYPE = "trade_review"
DECIDED = "select count(*) from bankagent.decisions"
WAITS = "select 1 from pg_locks where locktype = 'advisory' and not granted and pid = %s"


@pytest.fixture
def other(db: Database) -> Iterator[Conn]:
    """The session of a person who stops."""
    with connect(db.url) as conn:
        yield conn


def rejected() -> dict[str, Any]:
    """Return how an attempt ends whose policy rejects."""
    ending = verbs.approved() | {"decision": "rejected", "evaluation": verbs.evaluation("reject")}
    rule = {"rule_id": "TR-090", "outcome": "reject", "text": "it is restricted", "facts": {}}
    ending["evaluation"] |= {"fired": [rule]}
    ending["result"] |= {"decision": "rejected"}
    return ending


def in_hand(conn: Conn) -> tuple[int, dict[str, Any]]:
    """Return a request that a worker holds, and the fence of its attempt."""
    (request_id,) = verbs.submit(conn)
    worker_id = verbs.register(conn)
    (job,) = verbs.claim(conn, worker_id)
    return request_id, verbs.fence(job, worker_id)


@pytest.mark.parametrize("what", [TYPE, None], ids=["one type", "all types"])
@pytest.mark.parametrize(
    ("end", "outcome"),
    [(verbs.approved(), "review"), (rejected(), "escalate")],
    ids=["approved", "rejected"],
)
def test_what_was_evaluated_before_a_stop_and_is_settled_after_it_goes_to_people(
    dba: Conn, other: Conn, what: str | None, end: dict[str, Any], outcome: str
) -> None:
    request_id, fence = in_hand(dba)
    other.execute(STOP, [what])
    assert verbs.settle(dba, fence | end) == ["stopped"]
    assert rows.status(dba, request_id) == "awaiting_approval"
    assert rows.one(dba, DECIDED) == 0
    (seen,) = rows.fetch(dba, "select * from bankagent.evaluations")
    told = [(rule["rule_id"], rule["outcome"]) for rule in seen.fired]
    assert (seen.outcome, told[0]) == (outcome, ("DECISIONS-STOPPED", outcome))
    assert seen.fired[1:] == end["evaluation"]["fired"]
    result = rows.entries(dba, request_id)[-1].result
    assert (result["decision"], result["confidence"], result["outcome"]) == (None, None, outcome)
    assert result["summary"] == (
        "Waiting for a reviewer: automatic decisions are stopped, so a person must look "
        "(DECISIONS-STOPPED)."
    )
    assert result["reasons"][0] == seen.fired[0]
    # What the policy rejects is approved by two people, the second one a senior, with a reason.
    override = "facts_wrong" if outcome == "escalate" else None
    people.add_reviewers(dba, "anna")
    approvals.allow(dba, "ben", "senior")
    if override:
        assert approvals.vote(dba, request_id, "anna", code=override).decision is None
    assert approvals.vote(dba, request_id, "ben", code=override).decision == "approved"
    assert rows.gaps(dba) == []


@pytest.mark.parametrize("symbol", ["AAPL", "ACME"])
def test_the_evaluation_that_is_stored_is_the_one_that_a_replay_makes(
    dba: Conn, symbol: str
) -> None:
    policy = policies.shipped(TYPE)
    restricted = RestrictedInstruments(1, {("symbol", symbol): "restricted"})
    known = quiet(*([restricted] if symbol == "ACME" else []))
    request = ClaimedRequest(1, "C", TYPE, dumps(PAYLOAD | {"symbol": symbol}))
    _, fence = in_hand(dba)
    dba.execute(STOP, [None])
    end = evaluate.decide(request, policy, known)
    item = {
        "status": end.status,
        "decision": end.decision,
        "result": end.result,
        "evaluation": end.evaluation.as_json(),
    }
    settle = "select outcome from bankagent.settle_jobs(%s)"
    assert rows.one(dba, settle, dumps([fence | item])) == "stopped"
    (seen,) = rows.fetch(dba, "select outcome, fired::text from bankagent.evaluations")
    again = under_a_stop(evaluate.decide(request, policy, known).evaluation)
    assert (seen.outcome, loads(seen.fired)) == (
        again.outcome,
        [rule.as_json() for rule in again.fired],
    )


def test_a_stop_of_another_type_and_a_stop_that_was_lifted_change_nothing(
    db: Database, dba: Conn
) -> None:
    verbs.add_queue(dba, "other")
    dba.execute(STOP, ["other"])
    _, fence = in_hand(dba)
    assert verbs.settle(dba, fence | verbs.approved()) == ["settled"]
    dba.execute(STOP, [TYPE])
    with people.logins(dba, db.url, "anna", "ben") as two:
        for person in two:
            person.execute("select bankagent.lift_stop(%s)", [TYPE])
    _, fence = in_hand(dba)
    assert verbs.settle(dba, fence | verbs.approved()) == ["settled"]
    assert rows.one(dba, DECIDED) == 2


def test_while_a_stop_is_being_committed_nothing_is_decided_and_nothing_waits(
    dba: Conn, other: Conn
) -> None:
    (request_id, fence), (_, to_people) = in_hand(dba), in_hand(dba)
    dba.execute("set lock_timeout to '2s'")
    with other.transaction(force_rollback=True):
        other.execute(STOP, [None])
        items = (fence | verbs.approved(), to_people | verbs.to_people())
        assert verbs.settle(dba, *items) == ["busy", "settled"]
        assert rows.status(dba, request_id) == "received"
    assert verbs.settle(dba, fence | verbs.approved()) == ["settled"]
    assert rows.status(dba, request_id) == "processed"


def test_a_stop_waits_for_the_decisions_that_are_being_committed(
    db: Database, dba: Conn, other: Conn
) -> None:
    _, fence = in_hand(dba)
    with connect(db.url) as watch, ThreadPoolExecutor(1) as pool:
        with dba.transaction():
            assert verbs.settle(dba, fence | verbs.approved()) == ["settled"]
            stopped = pool.submit(rows.fetch, other, STOP, None)
            while not rows.fetch(watch, WAITS, other.info.backend_pid):
                time.sleep(0.01)
            assert rows.fetch(watch, "table bankagent.stops") == []
        assert stopped.result(timeout=20)[0].lifted_at is None
    assert rows.one(dba, DECIDED) == 1


def test_under_a_stop_an_end_that_its_evaluation_does_not_say_is_refused_as_ever(
    dba: Conn,
) -> None:
    dba.execute(STOP, [None])
    _, fence = in_hand(dba)
    for wrong in (
        {"decision": "rejected"},
        {"status": "needs_info"},
        {"result": "approved"},
        {"evaluation": [1]},
        {"evaluation": verbs.evaluation("approve") | {"fired": rejected()["evaluation"]["fired"]}},
    ):
        with rows.nothing_written(dba), refused("BA422"):
            verbs.settle(dba, fence | verbs.approved() | wrong)
    assert verbs.settle(dba, fence | verbs.approved()) == ["stopped"]


def test_the_rule_of_a_stop_makes_no_rejection_looser_than_an_escalation(dba: Conn) -> None:
    stop = {"rule_id": "DECISIONS-STOPPED", "outcome": "review", "text": "x", "facts": {}}
    _, fence = in_hand(dba)
    fired = [stop, *rejected()["evaluation"]["fired"]]
    for outcome, status in (("review", "awaiting_approval"), ("needs_info", "needs_info")):
        end = verbs.undecided(status, outcome)
        end["evaluation"] |= {"fired": fired}
        with rows.nothing_written(dba), refused("BA422", "strictest"):
            verbs.settle(dba, fence | end)
