"""hand_back_jobs: what never started goes back and costs nothing."""

import pytest

from tests.support import rows as f
from tests.support.postgres import Database
from tests.support.rows import Conn, connect


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return f.register(dba)


def test_what_goes_back_is_the_next_ones_under_another_fence(dba: Conn, worker_id: int) -> None:
    f.submit(dba, 3)
    jobs = f.claim(dba, worker_id)
    assert f.hand_back(dba, worker_id, jobs[:2]) == [job.job_id for job in jobs[:2]]
    row = f.job(dba, jobs[0].request_id)
    assert (row.status, row.attempts, row.worker_id, row.scheduled_at) == ("todo", 1, None, None)
    assert f.events(dba, row.id) == ["deferred", "started", "deferred_for_retry"]
    assert f.settle_approved(dba, worker_id, jobs) == ["lost", "lost", "settled"]
    again = f.claim(dba, worker_id)
    assert [(job.job_id, job.attempts) for job in again] == [(j.job_id, 1) for j in jobs[:2]]


def test_the_trail_does_not_speak_of_it(dba: Conn, worker_id: int) -> None:
    (request_id,) = f.submit(dba)
    f.hand_back(dba, worker_id, f.claim(dba, worker_id))
    assert f.actions(dba, request_id) == ["received"]


def test_five_deploys_cost_no_retry(dba: Conn) -> None:
    (request_id,) = f.submit(dba)
    for _ in range(5):
        worker_id = f.register(dba)
        assert len(f.hand_back(dba, worker_id, f.claim(dba, worker_id))) == 1
    worker_id = f.register(dba)
    for runs in (1, 2, 3):
        f.make_due(dba)
        (job,) = f.claim(dba, worker_id)
        assert job.attempts == 4 + runs
        f.settle_error(dba, worker_id, [job])
        assert f.entries(dba, request_id)[-1].result["runs"] == runs
    assert f.status(dba, request_id) == "failed"


def test_only_its_own_worker_hands_a_job_back(dba: Conn, worker_id: int) -> None:
    f.submit(dba)
    jobs = f.claim(dba, worker_id)
    before = f.everything(dba)
    assert f.hand_back(dba, f.register(dba), jobs) == []
    assert f.hand_back(dba, worker_id, [job._replace(attempts=3) for job in jobs]) == []
    assert f.everything(dba) == before


def test_a_suspect_that_goes_back_was_not_lost(dba: Conn, worker_id: int) -> None:
    f.submit(dba)
    f.claim(dba, worker_id)
    f.silence(dba, worker_id)
    f.rescue(dba)
    other = f.register(dba)
    f.hand_back(dba, other, f.claim(dba, other, alone=True))
    (suspect,) = f.rows(dba, "select * from bankagent.suspect_jobs")
    assert (suspect.losses, suspect.lost_alone, suspect.alone) == (1, 0, False)


def test_the_workers_are_rung_once_for_a_queue(db: Database, dba: Conn, worker_id: int) -> None:
    f.submit(dba, 20)
    jobs = f.claim(dba, worker_id)
    with connect(db.url) as listener:
        listener.execute('listen "procrastinate_queue_v1#trade_review"')
        listener.execute("listen procrastinate_any_queue_v1")
        f.hand_back(dba, worker_id, jobs)
        rung = list(listener.notifies(timeout=5, stop_after=2))
        assert list(listener.notifies(timeout=0.1)) == []
    assert {note.channel for note in rung} == {
        "procrastinate_queue_v1#trade_review",
        "procrastinate_any_queue_v1",
    }
    assert {note.payload for note in rung} == {
        f'{{"type" : "job_inserted", "job_id" : {jobs[0].job_id}, "again" : true}}'
    }


def test_nothing_to_hand_back_is_nothing_to_do(dba: Conn, worker_id: int) -> None:
    assert f.hand_back(dba, worker_id, []) == []
