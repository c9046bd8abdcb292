"""Requests in the database: by the verbs in, and read back."""

from collections.abc import AsyncIterator
from decimal import Decimal
from functools import partial

import psycopg
import pytest

from bankagent.db import pool
from bankagent.db.pool import Connection
from bankagent.domain.submission import Submission
from bankagent.store.requests import progress, read, trail, verbs
from tests.support import worker
from tests.support.databases import Database
from tests.support.verbs import to_people


@pytest.fixture
async def conn(db: Database) -> AsyncIterator[Connection]:
    """A connection of the API."""
    async with await pool.connect(db.api_url) as found:
        yield found


def a_trade(key: str | None = None, **payload: object) -> Submission:
    trade = {"symbol": "AAPL", "notional": 2500000} | payload
    return Submission("CUST-1042", "trade_review", trade, "anonymous", key)


async def test_a_batch_is_answered_item_by_item(conn: Connection) -> None:
    first = await verbs.submit(conn, [a_trade("a"), a_trade(), a_trade("a")])
    assert [(one.item, one.disposition) for one in first] == [
        (0, "created"),
        (1, "created"),
        (2, "replayed"),
    ]
    assert first[0].request_id == first[2].request_id != first[1].request_id
    (other,) = await verbs.submit(conn, [a_trade("a", symbol="MSFT")])
    assert other.disposition == "conflict"


async def test_a_wrong_item_stores_nothing_of_its_batch(conn: Connection) -> None:
    wrong = Submission("", "trade_review", {}, "anonymous")
    with pytest.raises(psycopg.Error) as refused:
        await verbs.submit(conn, [a_trade(), wrong])
    assert refused.value.sqlstate == "BA422"
    assert await read.overview(conn, 1, maker=None) is None


async def test_a_request_is_read_in_one_row(conn: Connection, db: Database) -> None:
    assert await read.overview(conn, 1, maker=None) is None
    (made,) = await verbs.submit(conn, [a_trade(notional=Decimal("1.10"))])
    fresh = await read.overview(conn, made.request_id, maker=None)
    assert fresh
    assert (fresh.status, fresh.entry_action, fresh.maker) == ("received", "received", "anonymous")
    assert (fresh.job_status, fresh.job_attempt, fresh.decision) == ("todo", 0, None)
    assert str(fresh.payload["notional"]) == "1.10"
    assert not fresh.is_without_job
    with worker.worker_by_hand(db.worker_url) as hand:
        hand.process(made.request_id)
    done = await read.overview(conn, made.request_id, maker=None)
    assert done
    assert (done.status, done.decision, done.decided_by) == ("processed", "approved", "policy")
    assert (done.entry_action, done.entry_attempt) == ("processed", 1)
    assert not done.is_without_job


async def test_the_trail_is_empty_for_no_request_and_else_in_order(conn: Connection) -> None:
    assert await trail.entries(conn, 1, maker=None) == []
    (made,) = await verbs.submit(conn, [a_trade()])
    assert await verbs.cancel(
        conn, made.request_id, actor="anonymous", maker=None, traceparent=None
    )
    assert [e.action for e in await trail.entries(conn, made.request_id, maker=None)] == [
        "received",
        "cancelled",
    ]


async def test_outcomes_are_of_those_that_no_worker_has_to_act_on(
    conn: Connection, db: Database
) -> None:
    made = await verbs.submit(conn, [a_trade() for _ in range(4)])
    open_, done, waiting, cancelled = (one.request_id for one in made)
    with worker.worker_by_hand(db.worker_url) as hand:
        hand.claim()
        hand.settle(done)
        hand.settle(waiting, **to_people())
    await verbs.cancel(conn, cancelled, actor="anonymous", maker="anonymous", traceparent=None)
    found = await progress.results(conn, [open_, done, waiting, cancelled, 99], maker=None)
    summaries = {(r.request_id, r.status, r.result and r.result["summary"]) for r in found}
    assert summaries == {
        (done, "processed", "By rule."),
        (waiting, "awaiting_approval", "Somebody must look."),
        (cancelled, "cancelled", None),
    }


async def test_telling_an_outcome_writes_once_and_telling_nothing_writes_nothing(
    conn: Connection, db: Database
) -> None:
    made = await verbs.submit(conn, [a_trade() for _ in range(5)])
    ids = [one.request_id for one in made]

    async def wrote() -> tuple[bool, int]:
        async with conn.transaction():
            found = await progress.results(conn, ids, maker=None)
            row = await (
                await conn.execute("select pg_current_xact_id_if_assigned() is not null")
            ).fetchone()
            assert row
            return row[0], len(found)

    assert await wrote() == (False, 0)
    with worker.worker_by_hand(db.worker_url) as hand:
        hand.claim()
        for request_id in ids:
            hand.settle(request_id)
    assert await wrote() == (True, 5)


async def test_cancel_and_requeue_answer_with_our_states(conn: Connection, db: Database) -> None:
    (made,) = await verbs.submit(conn, [a_trade()])
    with pytest.raises(psycopg.Error) as absent:
        await verbs.requeue(conn, 99, actor="anonymous", traceparent=None)
    assert absent.value.sqlstate == "BA404"
    assert not await verbs.cancel(conn, 99, actor="anonymous", maker=None, traceparent=None)
    assert not await verbs.cancel(conn, made.request_id, actor="ann", maker="ann", traceparent=None)
    with pytest.raises(psycopg.Error) as has_a_job:
        await verbs.requeue(conn, made.request_id, actor="anonymous", traceparent=None)
    assert has_a_job.value.sqlstate == "BA409"
    with psycopg.connect(db.url, autocommit=True) as owner:
        owner.execute("update bankagent.request_types set max_attempts = 1")
    with worker.worker_by_hand(db.worker_url) as hand:
        hand.process(made.request_id, error="RuntimeError")
    await verbs.requeue(conn, made.request_id, actor="anonymous", traceparent=None)
    again = await read.overview(conn, made.request_id, maker=None)
    assert again
    assert (again.status, again.job_status, again.job_attempt) == ("received", "todo", 0)
    assert (again.entry_action, again.entry_actor) == ("requeued", "anonymous")


async def test_only_its_maker_replaces_a_payload(conn: Connection, db: Database) -> None:
    (made,) = await verbs.submit(conn, [a_trade()])
    with worker.worker_by_hand(db.worker_url) as hand:
        hand.process(made.request_id, **to_people("needs_info"))
    replace = partial(
        verbs.replace_payload, conn, made.request_id, payload={"x": 1}, traceparent=None
    )
    assert await replace(maker="ann") is None
    assert await replace(maker="anonymous") == 2


async def test_a_worker_serves_a_request_while_it_is_alive_and_of_ours_and_takes_the_queue(
    conn: Connection, db: Database
) -> None:
    (made,) = await verbs.submit(conn, [a_trade()])
    serving = partial(progress.serving_workers, conn, made.request_id)
    with (
        worker.worker_by_hand(db.worker_url) as hand,
        psycopg.connect(db.url, autocommit=True) as owner,
    ):
        assert await serving() == 0  # registered, as a stock worker is
        hand.beat()
        assert await serving() == 1
        for queues, workers in (("{elsewhere}", 0), ("{elsewhere,trade_review}", 1)):
            owner.execute("update bankagent.worker_processes set queues = %s", [queues])
            assert await serving() == workers
        owner.execute(
            "update procrastinate.procrastinate_workers "
            "set last_heartbeat = clock_timestamp() - interval '4 seconds'"
        )
        assert await serving() == 0
