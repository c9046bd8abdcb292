"""rescue_jobs: whose jobs are taken back, when, and what it costs them."""

from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, triggers_off
from tests.support.workers import wait_for

LOCK = "select pg_advisory_lock(bankagent.worker_lock_space(), %s)"
HELD = (
    "select count(*) from pg_locks where locktype = 'advisory' and objid = %s::bigint::oid "
    "and database = (select oid from pg_database where datname = current_database())"
)
AT_ONCE = {"connected": "0 s"}


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def lose(dba: Conn, **named: Any) -> list[Any]:
    """Claim with a worker of its own, which then falls silent; return what rescue says."""
    worker_id = verbs.register(dba)
    verbs.claim(dba, worker_id, **named)
    verbs.silence(dba, worker_id)
    return verbs.rescue(dba)


# --- who is dead ----------------------------------------------------------------


def test_a_worker_that_beats_keeps_its_jobs(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    before = rows.everything(dba)
    assert verbs.rescue(dba, **AT_ONCE) == []
    assert rows.everything(dba) == before


def test_a_worker_silent_for_a_minute_loses_its_jobs_lock_or_no_lock(
    db: Database, dba: Conn, worker_id: int
) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    with connect(db.url) as alive:
        alive.execute(LOCK, [worker_id])
        verbs.beat(alive, worker_id)
        verbs.silence(dba, worker_id, 59)
        assert verbs.rescue(dba, **AT_ONCE) == []
        verbs.silence(dba, worker_id, 61)
        assert verbs.rescue(dba) == [(rows.job(dba, request_id).id, request_id, "requeued")]


def test_without_its_lock_a_worker_is_dead_after_three_seconds(
    db: Database, dba: Conn, worker_id: int
) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    with connect(db.url) as alive:
        alive.execute(LOCK, [worker_id])
        verbs.beat(alive, worker_id)
        verbs.silence(dba, worker_id, 4)
        assert verbs.rescue(dba, **AT_ONCE) == []
    wait_for("the lock goes with its connection", lambda: not rows.one(dba, HELD, worker_id))
    verbs.silence(dba, worker_id, 2)
    assert verbs.rescue(dba, **AT_ONCE) == []
    verbs.silence(dba, worker_id, 4)
    assert [row.request_id for row in verbs.rescue(dba, **AT_ONCE)] == [request_id]


@pytest.mark.parametrize("as_role", [False, True], ids=["its own login", "set role"])
def test_a_young_connection_does_not_judge_by_locks(
    db: Database, dba: Conn, worker_id: int, *, as_role: bool
) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id, 4)
    url, options = (db.url, "-c role=bankagent_worker") if as_role else (db.worker_url, "")
    with connect(url, options=options) as young:
        rescuer = verbs.register(young)
        assert verbs.rescue(young) == []
        young.execute("select pg_sleep(0.2)")
        assert verbs.rescue(young, connected="10 s") == []
        assert len(verbs.rescue(young, connected="0.2 s")) == 1
        assert verbs.beat(young, rescuer)


def test_a_dead_workers_row_goes_with_its_jobs(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    assert rows.fetch(dba, "table procrastinate.procrastinate_workers") == []
    assert rows.fetch(dba, "table ops.workers") == []


def test_a_job_under_no_worker_is_taken_back(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id, 31)
    dba.execute("select procrastinate.procrastinate_prune_stalled_workers_v1(30)")
    assert rows.job(dba, request_id).worker_id is None
    assert rows.fetch(dba, "select reason from ops.stuck_requests") == [("held by a dead worker",)]
    assert [row.outcome for row in verbs.rescue(dba)] == ["requeued"]
    assert rows.fetch(dba, "table ops.stuck_requests") == []


def test_a_job_under_a_worker_that_never_registered_with_us_is_taken_back(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    stock = rows.one(dba, "select procrastinate.procrastinate_register_worker_v1()")
    with triggers_off(dba):
        dba.execute("select procrastinate.procrastinate_fetch_job_v2(null, %s)", [stock])
    assert rows.job(dba, request_id).status == "doing"
    assert rows.fetch(dba, "select reason from ops.stuck_requests") == [("held by a dead worker",)]
    assert [row.request_id for row in verbs.rescue(dba)] == [request_id]
    assert rows.actions(dba, request_id) == ["received", "attempt_lost"]
    assert rows.one(dba, "select count(*) from procrastinate.procrastinate_workers") == 1


def test_the_banks_own_jobs_are_left_alone(dba: Conn) -> None:
    stock = rows.one(dba, "select procrastinate.procrastinate_register_worker_v1()")
    dba.execute(
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name) values ('q', 't')"
    )
    dba.execute("select procrastinate.procrastinate_fetch_job_v2(null, %s)", [stock])
    verbs.silence(dba, stock)
    assert verbs.rescue(dba) == []
    assert rows.one(dba, "select status from procrastinate.procrastinate_jobs") == "doing"


# --- what it costs --------------------------------------------------------------


def test_a_lost_attempt_has_an_entry_and_its_run_writes_nothing_more(
    dba: Conn, worker_id: int
) -> None:
    verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    lost = rows.entries(dba, job.request_id)[-1]
    assert (lost.action, lost.actor, lost.attempt) == ("attempt_lost", "rescuer", 1)
    assert (lost.from_status, lost.to_status) == ("received", "received")
    assert lost.result == {"worker_id": worker_id, "losses": 1, "lost_alone": 0, "max_attempts": 3}
    row = rows.job(dba, job.request_id)
    assert (row.status, row.attempts, row.worker_id) == ("todo", 1, None)
    assert rows.events(dba, row.id) == ["deferred", "started", "deferred_for_retry"]
    before = rows.everything(dba)
    assert verbs.settle_approved(dba, worker_id, [job]) == ["lost"]
    assert verbs.hand_back(dba, worker_id, [job]) == []
    assert rows.everything(dba) == before


def test_a_poison_job_is_set_aside_and_its_neighbours_keep_their_retries(
    dba: Conn, worker_id: int
) -> None:
    poison, *neighbours = verbs.submit(dba, 5)
    assert {row.outcome for row in lose(dba)} == {"requeued"}
    for _ in neighbours:
        (job,) = verbs.claim(dba, worker_id, alone=True, queues=["trade_review"])
        if job.request_id == poison:
            verbs.hand_back(dba, worker_id, [job])
            break
    assert [row.outcome for row in lose(dba, alone=True)] == ["requeued"]
    assert rows.entries(dba, poison)[-1].result["lost_alone"] == 1
    # It was the one in hand: the others come first.
    for request_id in neighbours:
        (job,) = verbs.claim(dba, worker_id, alone=True)
        assert job.request_id == request_id
        verbs.settle_error(dba, worker_id, [job])
        assert rows.entries(dba, request_id)[-1].result["runs"] == 1
        verbs.make_due(dba)
        verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id, alone=True))
    assert [row.outcome for row in lose(dba, alone=True)] == ["requeued"]
    assert rows.entries(dba, poison)[-1].result["lost_alone"] == 2
    assert [row.outcome for row in lose(dba, alone=True)] == ["failed"]
    assert rows.actions(dba, poison) == ["received", *["attempt_lost"] * 4, "failed"]
    assert (rows.status(dba, poison), rows.job(dba, poison).status) == ("failed", "failed")
    assert rows.fetch(dba, "table bankagent.suspect_jobs") == []


def test_losses_in_company_never_spend_the_budget(dba: Conn) -> None:
    ids = verbs.submit(dba, 2)
    for n in range(4):
        lose(dba)
        dba.execute("delete from bankagent.suspect_jobs")  # as if claimed in company each time
        assert rows.actions(dba, ids[0]).count("attempt_lost") == n + 1
    assert rows.status(dba, ids[0]) == "received"


def test_errors_and_losses_when_alone_spend_one_budget(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    verbs.make_due(dba)
    lose(dba)
    lose(dba, alone=True)
    assert rows.status(dba, request_id) == "received"
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id, alone=True))
    assert rows.status(dba, request_id) == "failed"
    assert rows.entries(dba, request_id)[-1].result["runs"] == 3


def test_a_requeue_begins_with_a_whole_budget(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    lose(dba)
    for _ in range(3):
        lose(dba, alone=True)
    assert rows.status(dba, request_id) == "failed"
    dba.execute("select bankagent.requeue_request(%s)", [request_id])
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    assert rows.entries(dba, request_id)[-1].result["runs"] == 1


# --- requests that lost their job -------------------------------------------------


@pytest.mark.parametrize(
    "breaks",
    [
        "delete from procrastinate.procrastinate_jobs where id = %s",
        "update procrastinate.procrastinate_jobs set status = 'cancelled' where id = %s",
    ],
)
def test_a_request_without_an_open_job_is_given_one_with_an_entry(
    dba: Conn, worker_id: int, breaks: str
) -> None:
    (request_id,) = verbs.submit(dba)
    old = rows.job(dba, request_id).id
    with triggers_off(dba):
        dba.execute(breaks, [old])
    assert verbs.rescue(dba, stuck=False) == []
    new = verbs.rescue(dba)
    assert new == [(rows.job(dba, request_id).id, request_id, "requeued")]
    assert rows.actions(dba, request_id) == ["received", "requeued"]
    assert rows.entries(dba, request_id)[-1].actor == "rescuer"
    assert rows.fetch(dba, "table ops.stuck_requests") == []
    assert verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id)) == ["settled"]
    assert rows.job(dba, request_id).id != old


# --- waiting for nobody ---------------------------------------------------------


def test_rescue_waits_for_nobody(db: Database, dba: Conn, worker_id: int) -> None:
    ids = verbs.submit(dba, 6)
    verbs.claim(dba, worker_id, limit=4)
    jobs = [rows.job(dba, request_id).id for request_id in ids]
    verbs.silence(dba, worker_id)
    with triggers_off(dba):
        dba.execute(
            "update procrastinate.procrastinate_jobs set status = 'failed' where id = any(%s)",
            [jobs[4:]],
        )
    with connect(db.url) as holder, holder.transaction():
        holder.execute(
            "select from procrastinate.procrastinate_jobs where id = any(%s) for update",
            [[jobs[0], jobs[4]]],
        )
        holder.execute("select from bankagent.banking_requests where id = %s for update", [ids[1]])
        dba.execute("set statement_timeout to '2s'")
        assert [row.request_id for row in verbs.rescue(dba)] == [ids[2], ids[3], ids[5]]
    assert [row.request_id for row in verbs.rescue(dba)] == [ids[0], ids[1], ids[4]]
