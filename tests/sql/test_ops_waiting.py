"""Views of what waits now: queues, the oldest requests, and why a request waits."""

from datetime import timedelta

import pytest

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused, triggers_off

WHY = "select status, waits_for, held_by, what_to_do from ops.why_waiting(%s)"
MINUTE = timedelta(minutes=1)


def test_the_depth_of_queues_begins_with_the_longest_wait_for_a_worker(dba: Conn) -> None:
    verbs.add_queue(dba, "other")
    worker_id = verbs.register(dba)
    (retried,) = verbs.submit(dba)
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    waiting = verbs.submit(dba, 2)
    (other,) = verbs.submit(dba, request_type="other")
    verbs.ago(dba, waiting[0], 5)
    verbs.ago(dba, other, 9)
    first, second = rows.fetch(dba, "table ops.queue_depth")
    assert first[:4] == ("other", 1, 0, 0)
    assert 9 * MINUTE < first.oldest_wait < 10 * MINUTE
    assert second[:4] == ("trade_review", 2, 1, 1)
    assert 5 * MINUTE < second.oldest_wait < 6 * MINUTE
    # A retry that fell due waits since then, not since its request was born.
    dba.execute(
        "update procrastinate.procrastinate_jobs set scheduled_at = now() - interval '7 min' "
        "where id = %s",
        [rows.job(dba, retried).id],
    )
    _, second = rows.fetch(dba, "table ops.queue_depth")
    assert second[:4] == ("trade_review", 3, 0, 1)
    assert 7 * MINUTE < second.oldest_wait < 8 * MINUTE


def test_a_received_request_that_names_no_job_is_stuck_until_it_is_mended(dba: Conn) -> None:
    (request_id, _) = verbs.submit(dba, 2)
    old = rows.job(dba, request_id).id
    with triggers_off(dba):
        dba.execute("update bankagent.banking_requests set job_id = null where id = 1")
    stuck = rows.fetch(dba, "select request_id, job_id, code from ops.stuck_requests")
    assert sorted(stuck, key=str) == [
        (request_id, old, "obsolete_job"),
        (request_id, None, "no_open_job"),
    ]
    new, ended = verbs.rescue(dba)[::-1]
    assert (new.request_id, new.outcome) == (request_id, "requeued")
    assert ended == (old, request_id, "ended")
    assert rows.fetch(dba, "table ops.stuck_requests") == []


def test_a_queue_that_only_has_jobs_in_hand_waits_for_nobody(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.ago(dba, request_id, 5)
    verbs.claim(dba, verbs.register(dba))
    (found,) = rows.fetch(dba, "table ops.queue_depth")
    assert (found.doing, found.oldest_wait, found.workers) == (1, timedelta(), 1)


def test_the_oldest_requests_begin_with_who_waits_longest(dba: Conn) -> None:
    failed = verbs.fail(dba)
    (awaited,) = people.waiting(dba)
    verbs.process(dba)
    older, newer = verbs.submit(dba, 2)
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set updated_at = now() - interval '1 hour' "
            "where id = %s",
            [older],
        )
    found = rows.fetch(dba, "select request_id, status, who_acts_next from ops.oldest_requests")
    assert found == [
        (older, "received", "a worker"),
        (failed, "failed", "an operator"),
        (awaited, "awaiting_approval", "reviewers"),
        (newer, "received", "a worker"),
    ]


def test_why_a_request_waits_for_a_worker_is_said(dba: Conn) -> None:
    first, second = verbs.submit(dba, 2)
    assert rows.fetch(dba, WHY, first) == [
        ("received", "a worker: none is alive", None, "start one: bankagent worker")
    ]
    dba.execute("select bankagent.pause('queue', 'trade_review', 'Prices are late.')")
    _, *said = rows.fetch(dba, WHY, first)[0]
    assert said == [
        "the end of a pause: postgres paused the queue trade_review (Prices are late.)",
        None,
        "when the reason is gone: select * from bankagent.resume('queue', 'trade_review')",
    ]
    dba.execute("select bankagent.resume('queue', 'trade_review')")
    worker_id = verbs.register(dba)
    _, *said = rows.fetch(dba, WHY, second)[0]
    assert said == ["a worker: 1 jobs of queue trade_review are before it", None, "nothing"]
    job, _ = verbs.claim(dba, worker_id)
    _, waits, held_by, what = rows.fetch(dba, WHY, first)[0]
    assert (waits, what) == ("the end of attempt 1", "nothing; cancel_request ends it")
    assert held_by == f"worker {worker_id} (here, process 1), heartbeat 0 s ago"
    verbs.silence(dba, worker_id)
    assert "gives no sign of life" in rows.fetch(dba, WHY, first)[0].what_to_do
    verbs.rescue(dba)
    worker_id = verbs.register(dba)
    assert rows.fetch(dba, WHY, first)[0].waits_for.startswith("a worker with nothing else in hand")
    (job,) = verbs.claim(dba, worker_id, alone=True)
    verbs.settle_error(dba, worker_id, [job])
    assert rows.fetch(dba, WHY, first)[0].waits_for.startswith("its retry, due at ")
    with triggers_off(dba):
        dba.execute("delete from procrastinate.procrastinate_jobs")
    assert rows.fetch(dba, WHY, second)[0].waits_for == "a new job: it lost its own"


def test_why_a_request_waits_for_people_is_said(dba: Conn) -> None:
    (awaited,) = people.waiting(dba)
    failed = verbs.fail(dba)
    (done,) = verbs.process(dba)
    worker_id = verbs.register(dba)
    (asked,) = verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | verbs.undecided("needs_info", "needs_info"))
    found = {
        i: rows.fetch(dba, WHY, i)[0].waits_for.partition(":")[0]
        for i in (awaited, failed, done, asked)
    }
    assert found == {
        awaited: "a reviewer",
        failed: "an operator",
        done: "nothing",
        asked: "the caller, who must supply something",
    }
    assert "TR-010" in rows.fetch(dba, WHY, awaited)[0].waits_for
    assert "ended in Boom" in rows.fetch(dba, WHY, failed)[0].waits_for
    for nothing in (4711, None):
        with refused("BA404", "does not exist"):
            dba.execute(WHY, [nothing])


@pytest.mark.parametrize(
    "holds",
    [
        "select from bankagent.banking_requests for no key update",
        "select from procrastinate.procrastinate_jobs for no key update",
        "select bankagent.cancel_request(1)",
    ],
)
def test_who_has_a_request_locked_is_named(db: Database, dba: Conn, holds: str) -> None:
    (request_id,) = verbs.submit(dba)
    with connect(db.url, application_name="a desk") as holder, holder.transaction():
        holder.execute(holds)
        held_by = rows.fetch(dba, WHY, request_id)[0].held_by
        pid = holder.info.backend_pid
        assert held_by.startswith(f"session {pid} of postgres (a desk), idle in transaction since")
        assert "have it committed, or end it" in rows.fetch(dba, WHY, request_id)[0].what_to_do
    assert rows.fetch(dba, WHY, request_id)[0].held_by is None


@pytest.mark.parametrize(("seconds", "workers"), [(0, 1), (4, 0), (-3600, 0)])
def test_a_queue_is_served_by_workers_that_are_alive(dba: Conn, seconds: int, workers: int) -> None:
    verbs.submit(dba)
    verbs.silence(dba, verbs.register(dba), seconds)
    (found,) = rows.fetch(dba, "table ops.queue_depth")
    assert found.workers == workers
