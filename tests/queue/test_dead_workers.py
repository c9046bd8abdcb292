"""Workers that die, or end, while a rescuer looks on: nothing is lost, or done twice."""

import signal
import time
from collections.abc import Iterator

import pytest

from tests.support import workers
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for


@pytest.fixture(scope="module")
def watched(module_db: Database) -> Iterator[Crew]:
    """A service with a worker that takes no requests itself, but those of the dead back."""
    with workers.crew(module_db.url, module_db.worker_url) as found:
        found.hire("--queues", "elsewhere")
        yield found


@pytest.fixture
def crew(watched: Crew) -> Iterator[Crew]:
    """The watched service, for one test: the workers that it hires end with it."""
    yield watched
    for worker in watched.workers[1:]:
        watched.dismiss(worker)
    watched.conn.execute("update bankagent.request_types set max_attempts = 3")


def decisions(crew: Crew, ids: list[int]) -> int:
    return crew.one("select count(*) from bankagent.decisions where request_id = any(%s)", ids)


def test_a_worker_killed_in_the_middle_of_a_request_is_replaced_within_ten_seconds(
    crew: Crew,
) -> None:
    crew.hire()
    crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 3}})
    crew.wait_started(request).send(signal.SIGKILL)
    killed = time.monotonic()
    crew.wait_processed([request], within_s=10)
    assert time.monotonic() - killed < 10
    assert crew.actions(request) == ["received", "attempt_lost", "processed"]
    assert decisions(crew, [request]) == 1


def test_a_poison_request_is_set_aside_and_its_neighbours_pay_nothing(crew: Crew) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 2")
    hired = [crew.hire() for _ in range(4)]
    for worker in hired[1:]:
        worker.send(signal.SIGSTOP)
    ids = crew.submit(*[PAYLOAD] * 50, {"test": {"exit": True}}, *[PAYLOAD] * 49)
    poison = ids[50]
    wait_for("the first victim dies", lambda: not hired[0].alive)
    for worker in hired[1:]:
        worker.send(signal.SIGCONT)
    crew.wait_processed([i for i in ids if i != poison], within_s=60)
    wait_for("the poison is set aside", lambda: crew.statuses([poison]) == {"failed"}, within_s=60)
    assert crew.rows(
        "select request_id, count(*) from bankagent.agent_audit_log "
        "where action in ('attempt_failed', 'failed') group by 1"
    ) == [(poison, 1)]
    assert crew.actions(poison).count("attempt_lost") == 3
    assert decisions(crew, ids) == 99
    assert sum(not worker.alive for worker in hired) == 3


def test_a_drain_finishes_the_request_in_hand_and_beats_until_then(crew: Crew) -> None:
    ids = crew.submit({"test": {"sleep_s": 6}}, *[PAYLOAD] * 20)
    elder = crew.hire()
    crew.wait_started(ids[0])
    crew.hire()
    drained_at = time.monotonic()
    assert elder.drain() == 0
    crew.wait_processed(ids)
    assert crew.actions(ids[0]) == ["received", "processed"]
    assert time.monotonic() - drained_at < 10
