"""settle_jobs: outcome, evidence and the end of the job together; retries and their budget."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support import rows as f
from tests.support.postgres import Database
from tests.support.rows import Conn, connect, refused

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"status": None}, "23502"),
    ({"status": "received"}, "23502"),
    ({"status": "cancelled"}, "23502"),
    ({"status": "failed"}, "23502"),
    ({"status": "nonsense"}, "23502"),
    ({"decision": None}, "23502"),
    ({"decision": "maybe"}, "23514"),
    ({"evaluation": None}, "23502"),
    ({"evaluation": f.evaluation("fine")}, "23514"),
    ({"result": None}, "23502"),
]


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return f.register(dba)


@pytest.fixture
def job(dba: Conn, worker_id: int) -> Any:
    """A claimed job."""
    f.submit(dba)
    (claimed,) = f.claim(dba, worker_id)
    return claimed


def test_an_approval_is_written_whole(dba: Conn, worker_id: int, job: Any) -> None:
    assert f.settle_approved(dba, worker_id, [job]) == ["settled"]
    received, processed = f.entries(dba, job.request_id)
    assert received.action == "received"
    assert (processed.action, processed.actor) == ("processed", "policy:trade_review@1")
    assert (processed.from_status, processed.to_status) == ("received", "processed")
    assert (processed.job_id, processed.attempt) == (job.job_id, 1)
    assert processed.result == f.approved()["result"]
    (decision,) = f.rows(dba, "select * from bankagent.decisions")
    assert (decision.request_id, decision.decision) == (job.request_id, "approved")
    assert (decision.decided_by, decision.actor) == ("policy", processed.actor)
    (found,) = f.rows(dba, "select * from bankagent.evaluations")
    assert (found.request_id, found.job_id, found.attempt) == (job.request_id, job.job_id, 1)
    assert (found.policy_key, found.policy_version, found.outcome) == ("trade_review", 1, "approve")
    assert f.one(dba, "select status_xid from bankagent.banking_requests") == processed.xid


def test_an_ended_job_reads_as_stock_and_belongs_to_nobody(
    dba: Conn, worker_id: int, job: Any
) -> None:
    f.settle_approved(dba, worker_id, [job])
    row = f.job(dba, job.request_id)
    assert (row.status, row.attempts, row.worker_id) == ("succeeded", 1, None)
    assert f.events(dba, job.job_id) == ["deferred", "started", "succeeded"]
    f.one(dba, "select procrastinate.procrastinate_unregister_worker_v1(%s)", worker_id)
    assert f.job(dba, job.request_id) == row


@pytest.mark.parametrize(
    ("status", "outcome"), [("awaiting_approval", "review"), ("needs_info", "needs_info")]
)
def test_what_waits_for_somebody_has_an_evaluation_and_no_decision(
    dba: Conn, worker_id: int, job: Any, status: str, outcome: str
) -> None:
    item = f.fence(job, worker_id) | f.undecided(status, outcome)
    assert f.settle(dba, item) == ["settled"]
    assert f.status(dba, job.request_id) == status
    assert f.actions(dba, job.request_id) == ["received", status]
    assert f.job(dba, job.request_id).status == "succeeded"
    assert f.one(dba, "select outcome from bankagent.evaluations") == outcome
    assert f.one(dba, "select count(*) from bankagent.decisions") == 0


def test_an_evaluation_without_a_policy_is_the_workers_word(
    dba: Conn, worker_id: int, job: Any
) -> None:
    found = f.undecided("needs_info", "needs_info")
    for key in ("policy_key", "policy_version", "policy_sha256"):
        found["evaluation"][key] = None
    f.settle(dba, f.fence(job, worker_id) | found)
    assert f.entries(dba, job.request_id)[-1].actor == f"worker:{worker_id}"


def test_an_error_is_tried_again_later_and_later_until_the_budget_is_spent(
    dba: Conn, worker_id: int
) -> None:
    f.add_queue(dba, "fragile", max_attempts=5)
    (request_id,) = f.submit(dba, request_type="fragile")
    waits = []
    for attempt in range(5):
        f.make_due(dba)
        jobs = f.claim(dba, worker_id)
        assert [job.attempts for job in jobs] == [attempt]
        assert f.settle_error(dba, worker_id, jobs, "TimeoutError") == ["settled"]
        waits.append(
            f.one(dba, "select scheduled_at - now() from procrastinate.procrastinate_jobs")
        )
    for n, wait in enumerate(waits[:4], start=1):
        assert timedelta(seconds=0.5 * 2**n - 1) < wait <= timedelta(seconds=2**n)
    assert f.status(dba, request_id) == "failed"
    assert f.actions(dba, request_id) == ["received", *["attempt_failed"] * 4, "failed"]
    last = f.entries(dba, request_id)[-1]
    assert last.result == {"error": "TimeoutError", "runs": 5, "max_attempts": 5}
    assert (last.attempt, last.actor) == (5, f"worker:{worker_id}")
    row = f.job(dba, request_id)
    assert (row.status, row.attempts, row.worker_id) == ("failed", 5, None)
    runs = ["started", "scheduled", "deferred_for_retry", "scheduled"]
    assert f.events(dba, row.id) == ["deferred", *runs * 4, "started", "failed"]


def test_a_retried_job_reads_like_a_stock_job(dba: Conn, worker_id: int, job: Any) -> None:
    f.settle_error(dba, worker_id, [job])
    f.make_due(dba)
    f.settle_approved(dba, worker_id, f.claim(dba, worker_id))
    stock = f.one(
        dba,
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name) "
        "values ('banks', 'banks.task') returning id",
    )
    dba.execute("set search_path to procrastinate")
    fetch = "select procrastinate_fetch_job_v2(array['banks'], %s)"
    dba.execute(fetch, [worker_id])
    again_at = "now() + interval '1 minute'"
    dba.execute(f"select procrastinate_retry_job_v2(%s, {again_at}, null, null, null)", [stock])
    f.make_due(dba)
    dba.execute(fetch, [worker_id])
    dba.execute("select procrastinate_finish_job_v1(%s, 'succeeded', false)", [stock])
    theirs, ours = f.rows(
        dba,
        "select status, attempts, abort_requested from procrastinate_jobs order by id desc",
    )
    assert ours == theirs
    assert f.events(dba, job.job_id) == f.events(dba, stock)


def test_no_wait_is_longer_than_five_minutes(dba: Conn, worker_id: int) -> None:
    f.add_queue(dba, "stubborn", max_attempts=20)
    f.submit(dba, request_type="stubborn")
    for _ in range(12):
        f.make_due(dba)
        f.settle_error(dba, worker_id, f.claim(dba, worker_id))
    wait = f.one(dba, "select scheduled_at - now() from procrastinate.procrastinate_jobs")
    assert timedelta(seconds=140) < wait <= timedelta(seconds=300)


def test_a_long_error_is_cut(dba: Conn, worker_id: int, job: Any) -> None:
    f.settle_error(dba, worker_id, [job], "x" * 1000)
    assert f.entries(dba, job.request_id)[-1].result["error"] == "x" * 200


def test_a_set_has_an_answer_for_each_in_order(db: Database, dba: Conn, worker_id: int) -> None:
    f.submit(dba, 5)
    jobs = f.claim(dba, worker_id)
    f.hand_back(dba, worker_id, [jobs[1]])
    with connect(db.url) as holder, holder.transaction():
        holder.execute(
            "select from procrastinate.procrastinate_jobs where id = %s for update",
            [jobs[2].job_id],
        )
        holder.execute(
            "select from bankagent.banking_requests where id = %s for update", [jobs[3].request_id]
        )
        dba.execute("set statement_timeout to '2s'")
        answers = f.settle_approved(dba, worker_id, jobs)
    assert answers == ["settled", "lost", "busy", "busy", "settled"]
    assert f.settle_approved(dba, worker_id, jobs) == ["lost", "lost", "settled", "settled", "lost"]
    assert f.one(dba, "select count(*) from bankagent.decisions") == 4


def test_a_second_settle_is_lost_and_writes_nothing(dba: Conn, worker_id: int, job: Any) -> None:
    f.settle_approved(dba, worker_id, [job])
    before = f.everything(dba)
    assert f.settle_approved(dba, worker_id, [job]) == ["lost"]
    assert f.settle_error(dba, worker_id, [job]) == ["lost"]
    assert f.everything(dba) == before


def test_a_run_of_an_earlier_job_is_lost(dba: Conn, worker_id: int) -> None:
    request_id = f.fail(dba)
    old = f.job(dba, request_id)
    dba.execute("select bankagent.requeue_request(%s)", [request_id])
    (new,) = f.claim(dba, worker_id)
    stale = f.fence(new, worker_id) | {"job_id": old.id, "attempts": old.attempts}
    assert f.settle(dba, stale | f.approved()) == ["lost"]
    assert f.settle_approved(dba, worker_id, [new]) == ["settled"]


def test_an_outcome_that_makes_no_sense_is_an_error_of_data_and_writes_nothing(
    dba: Conn, worker_id: int, job: Any, subtests: pytest.Subtests
) -> None:
    before = f.everything(dba)
    for broken, sqlstate in BROKEN:
        with subtests.test(str(broken)), refused(sqlstate):
            f.settle(dba, f.fence(job, worker_id) | f.approved() | broken)
    assert f.everything(dba) == before


def test_the_same_run_twice_in_a_set_is_an_error_of_data(
    dba: Conn, worker_id: int, job: Any
) -> None:
    before = f.everything(dba)
    with refused("23505"):
        f.settle_approved(dba, worker_id, [job, job])
    assert f.everything(dba) == before


def test_an_empty_set_is_nothing_to_do(dba: Conn) -> None:
    assert f.settle(dba) == []
