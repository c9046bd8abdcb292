"""Rescue needs no one process: the others go on where one is frozen, or where its lock is taken."""

import signal
import time

import pytest

from tests.support.payloads import PAYLOAD
from tests.support.processes import frozen
from tests.support.rows import connect
from tests.support.workers import Crew, Worker, wait_for

LOCK = "select pg_advisory_lock(1651207534, %s)"
ELECTION = 0
ELSEWHERE = ("--queues", "elsewhere")
AGE = (
    "update procrastinate.procrastinate_workers as w set last_heartbeat = now() + %s::interval "
    "from bankagent.worker_processes as p where p.worker_id = w.id and p.pid = %s"
)


def kill(crew: Crew) -> tuple[int, Worker]:
    """Kill a worker in the middle of a request; return the request, and the worker."""
    (request,) = crew.submit({"test": {"sleep_s": 60}})
    killed = crew.wait_started(request)
    killed.send(signal.SIGKILL)
    return request, killed


def wait_taken_back(crew: Crew, request: int, *, within_s: float = 20) -> None:
    """Wait until a request was taken back."""
    wait_for("it is taken back", lambda: "attempt_lost" in crew.actions(request), within_s=within_s)


def test_beside_a_worker_that_has_just_started_a_killed_one_is_replaced_before_15_seconds(
    crew: Crew,
) -> None:
    crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 60}})
    killed = crew.wait_started(request)
    crew.hire(*ELSEWHERE)
    killed.send(signal.SIGKILL)
    wait_taken_back(crew, request, within_s=12)


def test_a_frozen_worker_stops_no_rescue_and_no_housekeeping(crew: Crew) -> None:
    elder = crew.hire(*ELSEWHERE)
    crew.hire(*ELSEWHERE)
    crew.hire()
    with frozen([elder.pid]):
        request, _ = kill(crew)
        wait_taken_back(crew, request)
        crew.conn.execute(
            "select bankagent.pause_until('queue', 'trade_review', 'x', now() + interval '0.5 s')"
        )
        wait_for(
            "the pause ends",
            lambda: not crew.rows("select from bankagent.pauses where resumed_at is null"),
        )


@pytest.mark.parametrize("role", ["bankagent_api", "bankagent_worker"])
def test_a_stolen_lock_stops_no_rescue(crew: Crew, role: str) -> None:
    with connect(crew.url, options=f"-c role={role}") as thief:
        thief.execute(LOCK, [ELECTION])
        crew.hire(*ELSEWHERE)
        killed = crew.hire()
        number = crew.one("select worker_id from ops.workers where pid = %s", killed.pid)
        (request,) = crew.submit({"test": {"sleep_s": 60}})
        crew.wait_started(request)
        killed.send(signal.SIGKILL)
        # Waits until the dead worker's session gives it up.
        thief.execute(LOCK, [number])
        wait_taken_back(crew, request)


@pytest.mark.parametrize("ahead", ["1 hour", "-1 hour", "10 years"])
def test_a_worker_that_dies_as_the_clock_steps_is_replaced(crew: Crew, ahead: str) -> None:
    crew.hire(*ELSEWHERE)
    crew.hire()
    request, killed = kill(crew)
    crew.conn.execute(AGE, [ahead, killed.pid])
    wait_taken_back(crew, request)


def test_live_workers_keep_their_jobs_as_the_clock_steps(crew: Crew) -> None:
    for _ in range(2):
        crew.hire()
    ids = crew.submit(*[{"test": {"sleep_s": 3}}] * 2)
    for request in ids:
        crew.wait_started(request)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        for worker, step in zip(crew.workers, ("1 hour", "-1 hour"), strict=True):
            crew.conn.execute(AGE, [step, worker.pid])
        time.sleep(0.2)
    crew.wait_processed(ids)
    assert [crew.actions(request) for request in ids] == [["received", "processed"]] * 2


def test_a_worker_without_anyone_beside_it_does_the_housekeeping(crew: Crew) -> None:
    crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    due = "select count(*) from bankagent.housekeeping_turns where next_at > now() - interval '3 s'"
    # Mail and embeddings have no turn where no worker can do them.
    wait_for("all turns are taken", lambda: crew.one(due) == 5)
