"""Decisions of people: they cause what the policy's would, in the transaction of the vote."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import captures, causes, people, rows, verbs
from tests.support.captures import stored, version
from tests.support.causes import left_to_people, waiting
from tests.support.databases import Database
from tests.support.follow_ups import caused_by, follow_up
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

APPROVED = {"follow_ups": [follow_up()], "trade": version()}
REJECTED = {"follow_ups": [follow_up(reason="It contradicts."), follow_up()]}
WRONG: list[tuple[Any, str]] = [
    ("x", "causes must be an object"),
    ({"cancelled": {}}, "causes must be an object"),
    ({"approved": []}, "causes must be an object"),
    ({"approved": {"follow_ups": {}}}, "causes.approved.follow_ups must be an array"),
    ({"rejected": {"follow_ups": [follow_up(reason=" ")]}}, "causes.rejected.follow_ups[0].reason"),
    ({"approved": {"trade": "x"}}, "causes must be an object"),
]
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def capture(dba: Conn) -> int:
    """A capture of desk-7 that waits for people."""
    people.add_reviewers(dba, "anna", "ben", "desk-7")
    request_id = captures.submit(dba, actor="desk-7")
    return waiting(dba, request_id, approved=APPROVED, rejected=REJECTED)


def test_nothing_follows_while_people_have_not_decided(dba: Conn, capture: int) -> None:
    assert (stored(dba), caused_by(dba, capture)) == ([], [])
    entry = rows.entries(dba, capture)[-1]
    assert (entry.action, "trade" in entry.result) == ("awaiting_approval", False)


def test_an_approval_by_people_stores_the_trade_and_submits_what_follows(
    dba: Conn, capture: int
) -> None:
    people.vote(dba, capture)
    (trade,) = stored(dba)
    assert (trade.request_id, trade.number, trade.version) == (capture, trade.id, 1)
    (found,) = caused_by(dba, capture)
    assert (found.maker, found.status, found.number, found.depth) == ("desk-7", "received", 1, 1)
    *_, voted, processed = rows.entries(dba, capture)
    told = {"request_id": found.request_id, "request_type": "trade_review", "reason": found.reason}
    assert processed.result["follow_ups"] == [told]
    assert processed.result["trade"] == {"id": trade.id, "number": trade.number, "version": 1}
    assert "follow_ups" not in voted.result
    (entry,) = rows.entries(dba, found.request_id)
    assert (entry.actor, entry.xid) == ("anna", processed.xid)
    assert entry.result == {"caused_by": capture, "reason": found.reason}
    assert rows.job(dba, found.request_id).status == "todo"
    assert rows.gaps(dba) == []


def test_a_rejection_by_people_causes_what_a_rejection_causes(dba: Conn, capture: int) -> None:
    people.vote(dba, capture, verdict="reject")
    assert [one.reason for one in caused_by(dba, capture)] == [
        "It contradicts.",
        "The trade must be reviewed.",
    ]
    assert stored(dba) == []
    assert rows.gaps(dba) == []


def test_a_question_to_the_caller_causes_nothing(dba: Conn, capture: int) -> None:
    people.vote(dba, capture, verdict="needs_info")
    assert (stored(dba), caused_by(dba, capture)) == ([], [])
    assert rows.status(dba, capture) == "needs_info"


def test_what_follows_goes_on_in_the_trace_of_the_vote(dba: Conn, capture: int) -> None:
    shown = people.digest(dba, capture)
    with verbs.naming(dba, "anna"):
        cast = "select * from bankagent.cast_vote(%s, 'approve', 'x', %s, 'anna', %s)"
        rows.fetch(dba, cast, capture, shown, TRACEPARENT)
    (found,) = caused_by(dba, capture)
    (entry,) = rows.entries(dba, found.request_id)
    assert entry.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert rows.job(dba, found.request_id).args["traceparent"] == TRACEPARENT


@pytest.mark.parametrize(
    ("decision", "verdict", "trades"), [("approved", "approve", 1), ("rejected", "reject", 0)]
)
def test_a_decision_that_was_stopped_causes_it_once_people_take_it(
    dba: Conn, decision: str, verdict: str, trades: int
) -> None:
    people.add_reviewers(dba, "anna")
    request_id = captures.submit(dba)
    dba.execute("select bankagent.stop_decisions(null, 'Wrong rates.')")
    end = verbs.approved() if decision == "approved" else rejected()
    end |= {"causes": {"approved": APPROVED, "rejected": {"follow_ups": [follow_up()]}}}
    assert causes.settled(dba, request_id, end) == ["stopped"]
    assert (stored(dba), caused_by(dba, request_id)) == ([], [])
    people.vote(dba, request_id, verdict=verdict)
    assert (len(stored(dba)), len(caused_by(dba, request_id))) == (trades, 1)


def rejected() -> dict[str, Any]:
    end = verbs.approved() | {"decision": "rejected"}
    end["evaluation"] |= {"outcome": "reject"}
    end["result"] |= {"decision": "rejected"}
    return end


@pytest.mark.expect_gaps("a superuser has changed what is kept")
def test_the_digest_covers_what_a_vote_causes(dba: Conn, capture: int) -> None:
    shown = people.digest(dba, capture)
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.evaluations set causes = causes - 'rejected' where request_id = %s",
            [capture],
        )
    with rows.nothing_written(dba), refused("BA412", "has changed since this digest"):
        people.vote(dba, capture, digest=shown)


def test_a_digest_without_causes_is_what_it_was(dba: Conn) -> None:
    plain = people.waiting(dba)[0]
    whole = people.digest(dba, plain)
    digest = "select ops.approval_digest(r, e) from bankagent.banking_requests as r join "
    digest += "bankagent.evaluations as e on e.request_id = r.id where r.id = %s"
    assert rows.one(dba, digest, plain) == whole
    assert causes.kept(dba, plain) is None


def test_reviewers_see_what_their_vote_causes(dba: Conn, capture: int) -> None:
    shown = rows.one(dba, "select causes from ops.approvals_open where request_id = %s", capture)
    assert shown == {"approved": APPROVED, "rejected": REJECTED}


def test_nobody_changes_what_is_kept(dba: Conn, capture: int) -> None:
    with refused("BA403"):
        dba.execute("update bankagent.evaluations set causes = null")


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_wrong_causes_are_refused_before_anything_is_written(
    dba: Conn, given: Any, words: str
) -> None:
    verbs.submit(dba)
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    item = verbs.fence(job, worker_id) | people.asks_for_people() | {"causes": given}
    with rows.nothing_written(dba), refused("BA422", words):
        verbs.settle(dba, item)


def test_an_evaluation_keeps_nothing_by_itself(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    end = people.asks_for_people()
    end["evaluation"] |= {"causes": {"approved": APPROVED}}
    causes.settled(dba, request_id, end)
    assert causes.kept(dba, request_id) is None


@pytest.mark.parametrize("end", [verbs.approved(), verbs.to_people("needs_info"), {"error": "x"}])
def test_what_people_do_not_decide_keeps_nothing(dba: Conn, end: dict[str, Any]) -> None:
    request_id = captures.submit(dba)
    causes.settled(dba, request_id, end | {"causes": {"rejected": REJECTED}})
    assert causes.kept(dba, request_id) is None
    assert caused_by(dba, request_id) == []


def amended(number: int | None, **fields: Any) -> dict[str, Any]:
    return {"trade": version(version=2, action="amend", number=number, **fields)}


def captured(dba: Conn, **trade: Any) -> Any:
    """Capture a trade by policy; return its first version."""
    end = verbs.approved() | {"causes": {"approved": {"trade": version(**trade)}}}
    request_id = captures.submit(dba, actor="desk-7")
    causes.settled(dba, request_id, end)
    return stored(dba)[-1]


def test_an_approved_amendment_is_the_next_version(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    first = captured(dba)
    waits = waiting(dba, captures.submit(dba, actor="desk-7"), approved=amended(first.number))
    people.vote(dba, waits)
    assert [(one.number, one.version) for one in stored(dba)] == [
        (first.number, 1),
        (first.number, 2),
    ]


MOVED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "amended meanwhile": (amended(None), amended(None)),
    "cancelled meanwhile": (
        amended(None),
        {"trade": version(version=2, action="cancel", trade=None)},
    ),
}


@pytest.mark.parametrize(("waits_for", "came"), MOVED.values(), ids=MOVED)
def test_a_trade_that_has_moved_meanwhile_is_refused_with_what_to_do(
    dba: Conn, waits_for: dict[str, Any], came: dict[str, Any]
) -> None:
    people.add_reviewers(dba, "anna")
    number = {"number": captured(dba).number}
    waits = waiting(
        dba,
        captures.submit(dba, actor="desk-7"),
        approved={"trade": waits_for["trade"] | number},
    )
    later = captures.submit(dba, actor="desk-7")
    end = verbs.approved() | {"causes": {"approved": {"trade": came["trade"] | number}}}
    causes.settled(dba, later, end)
    with (
        rows.nothing_written(dba),
        refused(
            "BA409", f"request {waits}", f"request {later} has changed", "needs_info", "reject it"
        ),
    ):
        people.vote(dba, waits)
    people.vote(dba, waits, verdict="needs_info")


@pytest.mark.parametrize(
    "trade", [{}, {"record_number": "9", "uti": captures.UTI}], ids=["its record", "its UTI"]
)
def test_a_new_trade_that_is_there_meanwhile_is_refused(dba: Conn, trade: dict[str, Any]) -> None:
    people.add_reviewers(dba, "anna")
    uti = {"uti": captures.UTI}
    waits = waiting(dba, captures.submit(dba, actor="desk-7"), approved={"trade": version(**uti)})
    first = captured(dba, **trade)
    with rows.nothing_written(dba), refused("BA409", f"request {first.request_id} has changed"):
        people.vote(dba, waits)
    people.vote(dba, waits, verdict="reject")


def test_two_approvals_of_one_trade_store_it_once(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    one, two = (
        waiting(dba, captures.submit(dba, actor="desk-7"), approved={"trade": version()})
        for _ in range(2)
    )
    with connect(db.url) as first, connect(db.url) as second, ThreadPoolExecutor(1) as pool:
        with first.transaction():
            people.vote(first, one)
            waits = pool.submit(people.vote, second, two, by="ben")
            locked = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
            wait_for("it waits", lambda: rows.one(dba, locked, second.info.backend_pid))
        with refused("BA409", f"request {one} has changed"):
            waits.result()
    assert [trade.request_id for trade in stored(dba)] == [one]


def test_causes_too_deep_end_the_attempt(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    for _ in range(8):
        end = verbs.approved() | {"causes": {"approved": {"follow_ups": [follow_up()]}}}
        causes.settled(dba, request_id, end)
        (found,) = caused_by(dba, request_id)
        request_id = found.request_id
    causes.settled(dba, request_id, left_to_people(rejected=REJECTED))
    assert rows.entries(dba, request_id)[-1].result["error"] == "FollowUpsTooDeep"
