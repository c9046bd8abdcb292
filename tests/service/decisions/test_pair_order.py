"""Requests of one pair: settled in the order of their numbers, whatever else is in hand."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support import exceptions, people, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.pairs import numbered
from tests.support.recon import (
    decide,
    decided,
    exception_of,
    fail,
    result,
    rules,
    submit,
    trail,
)
from tests.support.rows import Conn, connect

OPEN = "select count(*) from ops.exceptions_open"
LOCK = "select from bankagent.banking_requests where id = %s for no key update"
DUE = "select extract(epoch from j.scheduled_at - now()) from procrastinate.procrastinate_jobs as j"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna", "ben")
        yield conn


async def test_a_correction_in_the_same_batch_closes_what_the_broken_pair_opens(
    db: Database, dba: Conn
) -> None:
    broken, corrected = submit(dba, numbered(1, quantity=900), numbered(1))
    await decide_all(db)
    found = exception_of(dba, broken)
    assert (found.state, found.closed_by_request) == ("rematched", corrected)
    assert result(dba, corrected)["closed_exceptions"] == [found.id]
    assert trail(dba, corrected) == ["received", "processed"]


async def test_a_pair_waits_for_an_earlier_one_that_is_tried_again(db: Database, dba: Conn) -> None:
    broken, corrected = submit(dba, numbered(1, quantity=900), numbered(1))
    worker_id = verbs.register(dba)
    job, other = verbs.claim(dba, worker_id)
    verbs.hand_back(dba, worker_id, [other])
    verbs.settle(dba, verbs.fence(job, worker_id) | {"error": "TimeoutError"})
    await decide_all(db)
    assert [rows.status(dba, one) for one in (broken, corrected)] == ["received"] * 2
    await decide(db, dba)
    assert exception_of(dba, broken).closed_by_request == corrected


async def test_a_pair_does_not_wait_for_an_earlier_one_that_has_failed(
    db: Database, dba: Conn
) -> None:
    broken, corrected = submit(dba, numbered(1, quantity=900), numbered(1))
    fail(dba, broken)
    await decide_all(db)
    assert [rows.status(dba, one) for one in (broken, corrected)] == ["failed", "processed"]


async def test_an_exception_in_hand_costs_a_match_no_attempt_however_long_it_is_held(
    db: Database, dba: Conn
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    (corrected,) = submit(dba, numbered(1))
    with connect(db.url) as person:
        with person.transaction():
            person.execute(LOCK, [broken])
            for _ in range(12):
                verbs.make_due(dba)
                await decide_all(db)
                assert 0 < rows.one(dba, f"{DUE} where j.status = 'todo'") <= 300
        assert trail(dba, corrected) == ["received"]
    await decide(db, dba)
    assert exception_of(dba, broken).closed_by_request == corrected


async def test_two_workers_settle_many_requests_of_each_pair_in_order(
    db: Database, dba: Conn
) -> None:
    """Each of 20 pairs is broken, changed, and agrees at last: nothing stays open."""
    file = [numbered(n, quantity=q) for q in (900, 950, 1000) for n in range(20)]
    ids = submit(dba, *file)
    while rows.one(
        dba, "select count(*) from bankagent.banking_requests where status = 'received'"
    ):
        verbs.make_due(dba)
        await asyncio.gather(decide_all(db), decide_all(db))
    assert rows.one(dba, OPEN) == 0
    assert [exceptions.actions(dba, exception_of(dba, one).id) for one in ids[:20]] == [
        ["opened", "changed", "rematched"]
    ] * 20
    assert {tuple(trail(dba, one)) for one in ids[20:]} == {("received", "processed")}


async def test_an_unchanged_pair_opens_nothing_the_150th_time_whoever_sends_it(
    db: Database, dba: Conn
) -> None:
    first, *_ = await decided(db, dba, numbered(1, quantity=900))
    others = [numbered(1, quantity=900)] * 110
    submit(dba, *others, client_id="OTHER")
    submit(dba, *others)
    await decide(db, dba)
    (last,) = await decided(db, dba, numbered(1, quantity=900))
    assert "TE-020" in rules(dba, last)
    assert result(dba, last)["comparison"]["earlier"] == {"request_id": first, "word": "open"}
    assert rows.one(dba, OPEN) == 2
    assert rows.one(dba, "select count(*) from ops.audit_gaps") == 0


async def test_what_an_evaluation_rests_on_is_looked_up_again_before_it_is_settled(
    db: Database, dba: Conn
) -> None:
    (first,) = await decided(db, dba, numbered(1, quantity=900))
    (again,) = submit(dba, numbered(1, quantity=900))
    with connect(db.url) as conn:
        worker_id = verbs.register(conn)
        (job,) = verbs.claim(conn, worker_id)
        rejected = rows.one(
            dba, "select known from bankagent.evaluations where request_id = %s", first
        )
        comparison = rejected["comparison"]
        comparison["earlier"] = {"request_id": first, "word": "open"}
        number = exception_of(dba, first).id
        exceptions.move(dba, number, "trade_cancelled", reason="Both sides say so.")
        end = exceptions.with_comparison(verbs.approved(), comparison)
        assert verbs.settle(conn, verbs.fence(job, worker_id) | end) == ["again"]
        verbs.hand_back(conn, worker_id, [job])
    await decide(db, dba)
    assert "TE-021" in rules(dba, again)
