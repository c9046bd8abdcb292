"""hand_back_jobs: what never started goes back and costs nothing."""

import pytest
from psycopg.types.json import Jsonb

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def test_what_goes_back_is_the_next_ones_under_another_fence(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 3)
    jobs = verbs.claim(dba, worker_id)
    assert verbs.hand_back(dba, worker_id, jobs[:2]) == [job.job_id for job in jobs[:2]]
    row = rows.job(dba, jobs[0].request_id)
    assert (row.status, row.attempts, row.worker_id, row.scheduled_at) == ("todo", 1, None, None)
    assert rows.events(dba, row.id) == ["deferred", "started", "deferred_for_retry"]
    assert verbs.settle_approved(dba, worker_id, jobs) == ["lost", "lost", "settled"]
    again = verbs.claim(dba, worker_id)
    assert [(job.job_id, job.attempts) for job in again] == [(j.job_id, 1) for j in jobs[:2]]


def test_the_trail_does_not_speak_of_it(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.hand_back(dba, worker_id, verbs.claim(dba, worker_id))
    assert rows.actions(dba, request_id) == ["received"]


def test_five_deploys_cost_no_retry(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    for _ in range(5):
        worker_id = verbs.register(dba)
        assert len(verbs.hand_back(dba, worker_id, verbs.claim(dba, worker_id))) == 1
    worker_id = verbs.register(dba)
    for runs in (1, 2, 3):
        verbs.make_due(dba)
        (job,) = verbs.claim(dba, worker_id)
        assert job.attempts == 4 + runs
        verbs.settle_error(dba, worker_id, [job])
        assert rows.entries(dba, request_id)[-1].result["runs"] == runs
    assert rows.status(dba, request_id) == "failed"


def test_only_its_own_worker_hands_a_job_back(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    jobs = verbs.claim(dba, worker_id)
    before = rows.everything(dba)
    assert verbs.hand_back(dba, verbs.register(dba), jobs) == []
    assert verbs.hand_back(dba, worker_id, [job._replace(attempts=3) for job in jobs]) == []
    assert rows.everything(dba) == before


def test_a_suspect_that_goes_back_was_not_lost(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    other = verbs.register(dba)
    verbs.hand_back(dba, other, verbs.claim(dba, other, alone=True))
    (suspect,) = rows.fetch(dba, "select * from bankagent.suspect_jobs")
    assert (suspect.losses, suspect.lost_alone, suspect.alone) == (1, 0, False)


def test_the_workers_are_rung_once_for_a_queue(db: Database, dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 20)
    jobs = verbs.claim(dba, worker_id)
    with connect(db.url) as listener:
        listener.execute('listen "procrastinate_queue_v1#trade_review"')
        listener.execute("listen procrastinate_any_queue_v1")
        verbs.hand_back(dba, worker_id, jobs)
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
    assert verbs.hand_back(dba, worker_id, []) == []


def test_a_job_that_had_begun_waits_longer_each_time_and_rings_nobody(
    db: Database, dba: Conn, worker_id: int
) -> None:
    (request_id,) = verbs.submit(dba)
    with connect(db.url) as listener:
        listener.execute("listen procrastinate_any_queue_v1")
        for attempts in (1, 2, 3):
            (job,) = verbs.claim(dba, worker_id)
            item = verbs.fence(job, worker_id) | {"begun": True}
            handed = rows.one(dba, "select bankagent.hand_back_jobs(%s)", Jsonb([item]))
            assert handed == job.job_id
            row = rows.job(dba, request_id)
            assert (row.status, row.attempts, row.worker_id) == ("todo", attempts, None)
            waits = rows.one(
                dba,
                "select extract(epoch from scheduled_at - now())::float "
                "from procrastinate.procrastinate_jobs",
            )
            assert 2**attempts / 2 - 1 < waits <= 2**attempts
            assert verbs.claim(dba, worker_id) == []
            verbs.make_due(dba)
        assert list(listener.notifies(timeout=0.1)) == []
    assert rows.actions(dba, request_id) == ["received"]
