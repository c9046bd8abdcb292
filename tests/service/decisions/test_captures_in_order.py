"""Captures of one record: decided in the order of their requests, and none is lost."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import captures, policies, rows, verbs
from tests.support.captures import UTI, stored
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.rows import Conn, connect

DUE = "update procrastinate.procrastinate_jobs set scheduled_at = null where status = 'todo'"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def amended(price: int) -> dict[str, Any]:
    """Return an amendment to this price."""
    return {"action": "amend", "trade": {"price": price, "notional": price * 10000}}


def actions(dba: Conn, request_id: int) -> list[str]:
    """Return the actions of a request's audit entries."""
    return [entry.action for entry in rows.entries(dba, request_id)]


async def test_amendments_of_one_batch_are_versions_in_the_order_of_their_requests(
    db: Database, dba: Conn
) -> None:
    captures.submit(dba)
    await decide_all(db)
    prices = [251, 252, 253, 254, 255, 256, 257, 258]
    requests = [captures.submit(dba, **amended(price)) for price in prices]
    await decide_all(db)
    assert [one.trade["price"] for one in stored(dba)] == [250, *prices]
    assert [one.request_id for one in stored(dba)][1:] == requests
    for request_id in requests:
        assert actions(dba, request_id) == ["received", "processed"]


async def test_a_trade_is_captured_amended_and_cancelled_in_one_batch(
    db: Database, dba: Conn
) -> None:
    requests = [
        captures.submit(dba, uti=UTI),
        captures.submit(dba, uti=UTI, **amended(251)),
        captures.submit(dba, action="cancel"),
    ]
    await decide_all(db)
    assert [one.action for one in stored(dba)] == ["new", "amend", "cancel"]
    assert [rows.status(dba, request_id) for request_id in requests] == ["processed"] * 3


async def test_the_earlier_record_of_an_identifier_is_the_trade(db: Database, dba: Conn) -> None:
    first = captures.submit(dba, uti=UTI)
    second = captures.submit(dba, uti=UTI, source="EMS", record_number="77", trade={"side": "sell"})
    await decide_all(db)
    (trade,) = stored(dba)
    assert trade.request_id == first
    assert rows.entries(dba, second)[-1].result["decision"] == "rejected"


async def test_a_capture_waits_while_an_earlier_one_of_its_record_is_not_decided(
    db: Database, dba: Conn
) -> None:
    first = captures.submit(dba)
    dba.execute("update procrastinate.procrastinate_jobs set scheduled_at = now() + interval '1 h'")
    later = captures.submit(dba, **amended(251))
    other = captures.submit(dba, record_number="4712")
    for _ in range(4):
        dba.execute(f"{DUE} and id > (select min(id) from procrastinate.procrastinate_jobs)")
        await decide_all(db)
    assert rows.status(dba, other) == "processed"
    assert actions(dba, later) == ["received"]
    # It waits again, and needs no person.
    assert rows.fetch(dba, "select * from ops.stuck_requests") == []
    for _ in range(2):
        dba.execute(DUE)
        await decide_all(db)
    assert [one.request_id for one in stored(dba) if one.record_number == "4711"] == [first, later]
    assert actions(dba, later) == ["received", "processed"]


async def test_a_capture_of_another_maker_waits_for_none(db: Database, dba: Conn) -> None:
    captures.submit(dba, actor="desk-7")
    dba.execute("update procrastinate.procrastinate_jobs set scheduled_at = now() + interval '1 h'")
    other = captures.submit(dba, actor="desk-8")
    await decide_all(db)
    assert rows.status(dba, other) == "processed"


@pytest.mark.parametrize("known", [{}, {"7": {"number": 1000, "version": 2}}])
def test_a_capture_that_saw_another_trade_than_there_is_now_is_decided_anew(
    dba: Conn, known: dict[str, Any]
) -> None:
    worker_id = verbs.register(dba)
    captures.submit(dba)
    (first,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(first, worker_id) | verbs.approved() | captures.stores())
    captures.submit(dba, **amended(251))
    (job,) = verbs.claim(dba, worker_id)
    end = verbs.to_people("needs_info")
    end["evaluation"] |= {
        "policy_key": "trade_capture",
        "policy_sha256": policies.shipped("trade_capture", 1).sha256,
        "known": {"trades": known},
    }
    item = verbs.fence(job, worker_id) | end
    with rows.nothing_written(dba):
        assert verbs.settle(dba, item) == ["again"]
        assert verbs.settle(dba, item | {"attempts": 7}) == ["lost"]


async def test_two_workers_with_captures_of_one_record_lose_none_and_keep_the_order(
    db: Database, dba: Conn
) -> None:
    prices = list(range(251, 263))
    requests = [captures.submit(dba), *[captures.submit(dba, **amended(p)) for p in prices]]
    for _ in requests:
        await asyncio.gather(decide_all(db, most=5), decide_all(db, most=5))
        if {rows.status(dba, request_id) for request_id in requests} == {"processed"}:
            break
        dba.execute(DUE)
    assert [one.request_id for one in stored(dba)] == requests
    assert [one.trade["price"] for one in stored(dba)] == [250, *prices]
    assert {tuple(actions(dba, one)) for one in requests} == {("received", "processed")}
