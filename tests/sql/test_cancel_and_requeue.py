"""cancel_request and requeue_request: one request, wherever it stands."""

import pytest

from tests.support import rows, verbs
from tests.support.rows import Conn, refused, triggers_off

CANCEL = "select bankagent.cancel_request(%s, %s)"
REQUEUE = "select bankagent.requeue_request(%s, %s)"


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def test_a_waiting_request_is_cancelled_with_its_job(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    with verbs.naming(dba, "desk-7"):
        dba.execute(CANCEL, [request_id, "desk-7"])
    row = rows.job(dba, request_id)
    assert (rows.status(dba, request_id), row.status, row.attempts) == ("cancelled", "cancelled", 0)
    assert rows.events(dba, row.id) == ["deferred", "cancelled"]
    assert rows.entries(dba, request_id)[-1][2:6] == (
        "cancelled",
        "desk-7",
        "received",
        "cancelled",
    )
    assert verbs.claim(dba, worker_id) == []


def test_a_run_under_way_loses_its_job_at_once(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    jobs = verbs.claim(dba, worker_id)
    dba.execute(CANCEL, [request_id, None])
    row = rows.job(dba, request_id)
    assert (row.status, row.attempts, row.worker_id) == ("aborted", 1, None)
    assert rows.events(dba, row.id) == ["deferred", "started", "aborted"]
    before = rows.everything(dba)
    assert verbs.settle_approved(dba, worker_id, jobs) == ["lost"]
    assert verbs.hand_back(dba, worker_id, jobs) == []
    assert rows.everything(dba) == before


@pytest.mark.parametrize(
    ("status", "outcome"), [("awaiting_approval", "review"), ("needs_info", "needs_info")]
)
def test_a_request_that_waits_for_somebody_is_cancelled(
    dba: Conn, worker_id: int, status: str, outcome: str
) -> None:
    (request_id,) = verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | verbs.undecided(status, outcome))
    dba.execute(CANCEL, [request_id, None])
    assert rows.actions(dba, request_id) == ["received", status, "cancelled"]
    assert rows.job(dba, request_id).status == "succeeded"


def test_a_failed_request_is_cancelled(dba: Conn) -> None:
    request_id = verbs.fail(dba)
    dba.execute(CANCEL, [request_id, None])
    assert rows.status(dba, request_id) == "cancelled"


def test_a_request_whose_job_is_gone_is_cancelled(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    with triggers_off(dba):
        dba.execute("delete from procrastinate.procrastinate_jobs")
    dba.execute(CANCEL, [request_id, None])
    assert rows.actions(dba, request_id) == ["received", "cancelled"]
    assert verbs.rescue(dba) == []


def test_a_suspect_is_no_suspect_once_cancelled(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    dba.execute(CANCEL, [request_id, None])
    assert rows.fetch(dba, "table bankagent.suspect_jobs") == []


def test_what_is_final_stays(dba: Conn) -> None:
    (processed,) = verbs.process(dba)
    (cancelled,) = verbs.submit(dba)
    dba.execute(CANCEL, [cancelled, None])
    before = rows.everything(dba)
    for request_id, status in ((processed, "processed"), (cancelled, "cancelled")):
        with refused("BA409", f"request {request_id} is already {status}; nothing is left"):
            dba.execute(CANCEL, [request_id, None])
        with refused("BA409", f"request {request_id} is {status}; only a failed request"):
            dba.execute(REQUEUE, [request_id, None])
    assert rows.everything(dba) == before


@pytest.mark.parametrize("verb", [CANCEL, REQUEUE])
def test_what_does_not_exist_is_said_so(dba: Conn, verb: str) -> None:
    for nothing in (4711, None):
        with refused("BA404", "does not exist"):
            dba.execute(verb, [nothing, None])


def test_a_failed_request_is_given_a_new_job_and_a_new_budget(dba: Conn, worker_id: int) -> None:
    request_id = verbs.fail(dba)
    old = rows.job(dba, request_id)
    with verbs.naming(dba, "desk-7"):
        new = rows.one(dba, REQUEUE, request_id, "desk-7")
    assert new == rows.job(dba, request_id).id != old.id
    assert (rows.job(dba, request_id).status, rows.job(dba, request_id).attempts) == ("todo", 0)
    entry = rows.entries(dba, request_id)[-1]
    assert entry[2:6] == ("requeued", "desk-7", "failed", "received")
    assert entry.job_id == new
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle_error(dba, worker_id, [job])
    assert rows.entries(dba, request_id)[-1].result["runs"] == 1
    assert (
        rows.one(dba, "select status from procrastinate.procrastinate_jobs where id = %s", old.id)
        == "failed"
    )


def test_a_request_that_has_an_open_job_is_not_given_another(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    with refused("BA409", "is received; only a failed request"):
        dba.execute(REQUEUE, [request_id, None])
    verbs.claim(dba, worker_id)
    with refused("BA409", "is received; only a failed request"):
        dba.execute(REQUEUE, [request_id, None])


def test_a_received_request_that_lost_its_job_is_given_another(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    with triggers_off(dba):
        dba.execute("delete from procrastinate.procrastinate_jobs")
    dba.execute(REQUEUE, [request_id, None])
    assert rows.actions(dba, request_id) == ["received", "requeued"]
    assert verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id)) == ["settled"]


def test_a_failed_request_is_requeued_after_retention_removed_its_job(dba: Conn) -> None:
    request_id = verbs.fail(dba)
    dba.execute("delete from procrastinate.procrastinate_jobs")
    dba.execute(REQUEUE, [request_id, None])
    assert rows.status(dba, request_id) == "received"


def test_the_whole_story_reads_as_sentences(dba: Conn, worker_id: int) -> None:
    request_id = verbs.fail(dba, actor="desk-7")
    with verbs.naming(dba, "ann"):
        dba.execute(REQUEUE, [request_id, "ann"])
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    other = verbs.register(dba)
    verbs.settle_approved(dba, other, verbs.claim(dba, other, alone=True))
    story = [
        row.story for row in rows.fetch(dba, "select * from ops.request_history(%s)", request_id)
    ]
    job = rows.job(dba, request_id).id
    assert story == [
        "desk-7 submitted the request; job 1 was queued.",
        "Attempt 1 ended in an error (Boom), run 1 of 3; it will be tried again.",
        "Attempt 2 ended in an error (Boom), run 2 of 3; it will be tried again.",
        "Attempt 3 spent the retry budget of 3 (Boom); set aside for an operator.",
        f"ann gave the request a new job, {job}.",
        f"Attempt 1 was lost: worker {worker_id} died. The job was taken back.",
        "Attempt 2, policy:trade_review@1: By rule.",
    ]
