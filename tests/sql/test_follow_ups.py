"""Follow-up requests: settle_jobs submits them in the transaction of the decision."""

from decimal import Decimal
from typing import Any

import pytest

from bankagent.domain import exact_json
from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.follow_ups import approved, caused_by, causing, follow_up
from tests.support.rows import Conn, connect, refused

WRONG: list[tuple[Any, str]] = [
    ({}, "follow_ups must be an array"),
    ("x", "follow_ups must be an array"),
    ([follow_up()] * 11, "follow_ups must be an array of at most 10"),
    ([7], "follow_ups[0].request_type"),
    ([follow_up(), follow_up(request_type="nonsense")], "follow_ups[1].request_type"),
    ([follow_up(client_id="")], "follow_ups[0].client_id"),
    ([follow_up(client_id=None)], "follow_ups[0].client_id"),
    ([follow_up(payload=[])], "follow_ups[0].payload"),
    ([follow_up(reason=" ")], "follow_ups[0].reason"),
    ([follow_up(reason="x" * 501)], "follow_ups[0].reason"),
]
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
NO_DECISION = {
    "people are asked": verbs.to_people(),
    "the caller is asked": verbs.to_people("needs_info"),
    "the attempt ended in an error": {"error": "Boom"},
}


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


@pytest.fixture
def job(dba: Conn, worker_id: int) -> Any:
    """A claimed job."""
    verbs.submit(dba)
    (claimed,) = verbs.claim(dba, worker_id)
    return claimed


def test_both_audit_trails_name_each_other(dba: Conn, worker_id: int, job: Any) -> None:
    item = verbs.fence(job, worker_id) | approved(follow_up(), follow_up(reason="Once more."))
    assert verbs.settle(dba, item) == ["settled"]
    first, second = caused_by(dba, job.request_id)
    assert (first.number, first.depth, second.number, second.depth) == (1, 1, 2, 1)
    cause = rows.entries(dba, job.request_id)[-1]
    told = [
        {"request_id": one.request_id, "request_type": "trade_review", "reason": one.reason}
        for one in (first, second)
    ]
    assert cause.result == verbs.approved()["result"] | {"follow_ups": told}
    for one in (first, second):
        (entry,) = rows.entries(dba, one.request_id)
        assert (entry.action, entry.from_status, entry.to_status) == ("received", "new", "received")
        assert entry.result == {"caused_by": job.request_id, "reason": one.reason}
        assert (entry.actor, entry.xid) == ("policy:trade_review@1", cause.xid)
        assert entry.job_id == one.job_id
        assert rows.job(dba, one.request_id).status == "todo"


def test_a_follow_up_request_is_of_the_maker_the_person_and_the_trace_of_its_cause(
    dba: Conn, worker_id: int
) -> None:
    fields = {"actor": "desk-7", "on_behalf_of": "Anna Kowalska", "traceparent": TRACEPARENT}
    verbs.submit(dba, **fields)
    (job,) = verbs.claim(dba, worker_id)
    item = verbs.fence(job, worker_id) | approved(follow_up(client_id="CUST-9"))
    verbs.settle(dba, item)
    (found,) = caused_by(dba, job.request_id)
    assert (found.maker, found.on_behalf_of) == ("desk-7", "Anna Kowalska")
    assert (found.client_id, found.status) == ("CUST-9", "received")
    (entry,) = rows.entries(dba, found.request_id)
    assert entry.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert rows.job(dba, found.request_id).args["traceparent"] == TRACEPARENT


def test_a_payload_keeps_its_exact_numbers(dba: Conn, worker_id: int, job: Any) -> None:
    exact = Decimal("1234567890123456.0123456789")
    end = approved(follow_up(payload={"symbol": "AAPL", "notional": exact}))
    items = exact_json.dumps([verbs.fence(job, worker_id) | end])
    rows.fetch(dba, "select * from bankagent.settle_jobs(%s)", items)
    (found,) = caused_by(dba, job.request_id)
    kept = "select payload ->> 'notional' from bankagent.banking_requests where id = %s"
    assert rows.one(dba, kept, found.request_id) == str(exact)


def test_a_follow_up_request_is_processed_like_any_other(
    dba: Conn, worker_id: int, job: Any
) -> None:
    verbs.settle(dba, verbs.fence(job, worker_id) | approved())
    (found,) = caused_by(dba, job.request_id)
    (next_job,) = verbs.claim(dba, worker_id)
    assert next_job.request_id == found.request_id
    assert verbs.settle_approved(dba, worker_id, [next_job]) == ["settled"]


def test_a_policy_may_reject_and_cause_a_request(dba: Conn, worker_id: int, job: Any) -> None:
    end = approved() | {"status": "processed", "decision": "rejected"}
    end["evaluation"] |= {"outcome": "reject"}
    end["result"] |= {"decision": "rejected"}
    assert verbs.settle(dba, verbs.fence(job, worker_id) | end) == ["settled"]
    assert len(caused_by(dba, job.request_id)) == 1


@pytest.mark.parametrize("end", NO_DECISION.values(), ids=NO_DECISION)
def test_what_is_not_decided_causes_nothing(
    dba: Conn, worker_id: int, job: Any, end: dict[str, Any]
) -> None:
    item = verbs.fence(job, worker_id) | end | causing([follow_up()])
    assert verbs.settle(dba, item) == ["settled"]
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 1
    assert "follow_ups" not in rows.entries(dba, job.request_id)[-1].result


def test_while_decisions_are_stopped_nothing_follows(dba: Conn, worker_id: int, job: Any) -> None:
    dba.execute("select bankagent.stop_decisions(null, 'Wrong rates.')")
    assert verbs.settle(dba, verbs.fence(job, worker_id) | approved()) == ["stopped"]
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 1


def test_an_empty_list_causes_nothing(dba: Conn, worker_id: int, job: Any) -> None:
    item = verbs.fence(job, worker_id) | verbs.approved()
    assert verbs.settle(dba, item | causing([])) == ["settled"]
    assert "follow_ups" not in rows.entries(dba, job.request_id)[-1].result


def test_an_attempt_that_lost_its_job_causes_nothing(dba: Conn, worker_id: int, job: Any) -> None:
    item = verbs.fence(job, worker_id) | approved()
    verbs.hand_back(dba, worker_id, [job])
    with rows.nothing_written(dba):
        assert verbs.settle(dba, item) == ["lost"]


def test_a_settle_that_is_sent_again_causes_nothing_twice(
    dba: Conn, worker_id: int, job: Any
) -> None:
    item = verbs.fence(job, worker_id) | approved()
    with dba.transaction():
        assert verbs.settle(dba, item, item) == ["settled", "lost"]
        assert verbs.settle(dba, item) == ["lost"]
    assert verbs.settle(dba, item) == ["lost"]
    assert len(caused_by(dba, job.request_id)) == 1
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 2


def test_neighbours_of_an_item_cause_nothing(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 3)
    one, two, three = verbs.claim(dba, worker_id)
    items = [verbs.fence(job, worker_id) for job in (one, two, three)]
    ends = [verbs.approved(), approved(), {"error": "Boom"}]
    verbs.settle(dba, *[item | end for item, end in zip(items, ends, strict=True)])
    assert [len(caused_by(dba, job.request_id)) for job in (one, two, three)] == [0, 1, 0]


@pytest.mark.parametrize(("wrong", "says"), WRONG)
def test_a_wrong_follow_up_request_is_told_with_its_field_and_nothing_is_written(
    dba: Conn, worker_id: int, job: Any, wrong: Any, says: str
) -> None:
    item = verbs.fence(job, worker_id) | verbs.approved() | causing(wrong)
    with rows.nothing_written(dba), refused("BA422", "item 0", says):
        verbs.settle(dba, item)


def test_a_result_may_not_name_follow_up_requests_by_itself(
    dba: Conn, worker_id: int, job: Any
) -> None:
    end = verbs.approved()
    end["result"]["follow_ups"] = [{"request_id": 99}]
    with refused("BA422", "result must say", "neither follow_ups, trade"):
        verbs.settle(dba, verbs.fence(job, worker_id) | end)


def test_a_chain_of_causes_ends_at_eight_with_an_audit_entry(
    dba: Conn, worker_id: int, job: Any
) -> None:
    for depth in range(1, 9):
        assert verbs.settle(dba, verbs.fence(job, worker_id) | approved()) == ["settled"]
        (found,) = caused_by(dba, job.request_id)
        assert found.depth == depth
        (job,) = verbs.claim(dba, worker_id)
    verbs.submit(dba)
    (other,) = verbs.claim(dba, worker_id)
    items = [verbs.fence(one, worker_id) | approved() for one in (job, other)]
    assert verbs.settle(dba, *items) == ["settled", "settled"]
    assert rows.actions(dba, job.request_id) == ["received", "attempt_failed"]
    last = rows.entries(dba, job.request_id)[-1]
    assert last.result["error"] == "FollowUpsTooDeep"
    assert caused_by(dba, job.request_id) == []
    assert len(caused_by(dba, other.request_id)) == 1


def test_people_vote_on_a_follow_up_request_but_not_the_maker_of_its_cause(
    dba: Conn, api: Conn, worker_id: int
) -> None:
    people.add_reviewers(dba, "anna", "desk-7")
    verbs.submit(dba, actor="desk-7")
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | approved())
    (next_job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(next_job, worker_id) | verbs.to_people())
    with refused("BA403"):
        people.vote(api, next_job.request_id, by="desk-7")
    people.vote(api, next_job.request_id, by="anna")
    assert rows.status(dba, next_job.request_id) == "processed"


def test_workers_may_settle_with_follow_up_requests(db: Database, dba: Conn, job: Any) -> None:
    with connect(db.worker_url) as worker:
        worker_id = rows.job(dba, job.request_id).worker_id
        assert verbs.settle(worker, verbs.fence(job, worker_id) | approved()) == ["settled"]
