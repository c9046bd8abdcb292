"""watched_workers and rescue by two looks: whatever the clock does, and whoever takes a lock."""

from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, triggers_off
from tests.support.workers import wait_for

# Every login may take any advisory lock: the number is no secret.
LOCK = "select pg_advisory_lock(1651207534, %s)"


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def seen(conn: Conn) -> Any:
    """Look at the one worker."""
    (found,) = rows.fetch(conn, "select * from bankagent.watched_workers()")
    return found


def stand(alive: Conn, worker_id: int) -> None:
    """Beat on a session that holds the worker's lock, as the worker's own does."""
    alive.execute(LOCK, [worker_id])
    verbs.beat(alive, worker_id)


def rescue(conn: Conn, *watched: Any) -> list[Any]:
    """Rescue from these workers, as they were seen."""
    return verbs.rescue(
        conn,
        watched=[one.worker_id for one in watched],
        heartbeats=[one.heartbeat for one in watched],
    )


def step_clock(conn: Conn, worker_id: int, seconds: int) -> None:
    """Let the clock have stepped forward by so many seconds since the heartbeat; or back."""
    verbs.silence(conn, worker_id, seconds)


def test_a_session_stands_while_it_holds_the_lock_and_has_beaten(
    db: Database, dba: Conn, worker_id: int
) -> None:
    assert not seen(dba).stands
    with connect(db.worker_url) as alive:
        stand(alive, worker_id)
        assert seen(dba).stands
        assert seen(alive).stands
    wait_for("the lock goes with its connection", lambda: not seen(dba).stands)


@pytest.mark.parametrize("role", ["bankagent_auditor", "bankagent_api", "bankagent_worker"])
def test_a_lock_in_other_hands_keeps_no_dead_worker_alive(
    db: Database, dba: Conn, worker_id: int, role: str
) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    with connect(db.url, options=f"-c role={role}") as thief:
        thief.execute(LOCK, [worker_id])
        verbs.silence(dba, worker_id, 4)
        assert not seen(dba).stands
        assert [row.request_id for row in rescue(dba, seen(dba))] == [request_id]
    assert rows.fetch(dba, "table procrastinate.procrastinate_workers") == []


def test_a_worker_that_has_beaten_since_it_was_seen_keeps_its_jobs(
    worker: Conn, dba: Conn, worker_id: int
) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id, 4)
    before = seen(worker)
    verbs.beat(dba, worker_id)
    verbs.silence(dba, worker_id, 5)
    with rows.nothing_written(dba):
        assert rescue(worker, before) == []
    assert len(rescue(worker, seen(worker))) == 1


@pytest.mark.parametrize("seconds", [-3600, -5, 4, 3600])
def test_a_worker_without_its_session_is_taken_from_wherever_the_clock_steps(
    worker: Conn, dba: Conn, worker_id: int, seconds: int
) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    step_clock(dba, worker_id, seconds)
    assert len(rescue(worker, seen(worker))) == 1


@pytest.mark.parametrize(("seconds", "taken"), [(-3600, 1), (3600, 1), (59, 0)])
def test_a_worker_whose_session_stands_has_a_minute(
    db: Database, worker: Conn, dba: Conn, worker_id: int, seconds: int, taken: int
) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    with connect(db.worker_url) as alive:
        stand(alive, worker_id)
        step_clock(dba, worker_id, seconds)
        assert len(rescue(worker, seen(worker))) == taken


@pytest.mark.parametrize(
    ("watched", "heartbeats"),
    [
        ([], []),
        ([None], [None]),
        ([1, 2, 3], []),
        ([1], ["x" * 100_000]),
        ([2**63 - 1, -1, 0], ["", "infinity", "now"]),
        ([1], None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_a_worker_did_not_see_takes_no_job(
    worker: Conn, dba: Conn, worker_id: int, watched: list[Any], heartbeats: list[Any] | None
) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id, 120)
    with rows.nothing_written(dba):
        assert verbs.rescue(worker, watched=watched, heartbeats=heartbeats) == []


def test_a_heartbeat_that_is_no_time_stops_no_look(worker: Conn, dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    for odd in ("infinity", "-infinity", "4000-01-01", "0044-03-15 BC"):
        dba.execute("update procrastinate.procrastinate_workers set last_heartbeat = %s", [odd])
        assert seen(worker).worker_id == worker_id
    assert len(rescue(worker, seen(worker))) == 1


# --- one look, as an operator's ---------------------------------------------------


def test_a_heartbeat_in_the_future_is_as_old_as_the_clock_stepped_back(
    db: Database, dba: Conn, worker_id: int
) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    with connect(db.url) as alive:
        stand(alive, worker_id)
        step_clock(dba, worker_id, -3600)
        assert verbs.rescue(dba) == []
    wait_for("its session has ended", lambda: not seen(dba).stands)
    assert len(verbs.rescue(dba)) == 1


@pytest.mark.parametrize(("seconds", "alive"), [(1, True), (4, False), (-3600, False)])
def test_a_heartbeat_in_the_future_is_no_sign_of_life(
    dba: Conn, worker_id: int, seconds: int, *, alive: bool
) -> None:
    step_clock(dba, worker_id, seconds)
    assert rows.one(dba, "select alive from ops.workers") == alive


@pytest.mark.parametrize(("minutes", "codes"), [(14, []), (16, [("doing_too_long",)])])
def test_a_job_that_a_live_worker_has_had_for_too_long_is_stuck(
    dba: Conn, worker_id: int, minutes: int, codes: list[tuple[str]]
) -> None:
    verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    with triggers_off(dba):
        dba.execute(
            "update procrastinate.procrastinate_events set at = now() - make_interval(mins => %s) "
            "where job_id = %s",
            [minutes, job.job_id],
        )
    assert rows.fetch(dba, "select code from ops.stuck_requests") == codes


@pytest.mark.parametrize("alone", [False, True])
def test_a_worker_whose_row_was_pruned_claims_nothing_until_it_beats(
    dba: Conn, worker_id: int, *, alone: bool
) -> None:
    # What no policy decides needs no fact that a worker must find.
    dba.execute("update bankagent.request_types set policy_key = 'none'")
    verbs.submit(dba)
    if alone:
        verbs.claim(dba, worker_id)
        verbs.silence(dba, worker_id)
        verbs.rescue(dba)
        verbs.beat(dba, worker_id)
    dba.execute("delete from procrastinate.procrastinate_workers")
    with rows.nothing_written(dba):
        assert verbs.claim(dba, worker_id, alone=alone) == []
    verbs.beat(dba, worker_id)
    assert len(verbs.claim(dba, worker_id, alone=alone)) == 1
