"""settle_jobs: outcome, evidence and the end of the job together; retries and their budget."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"status": None}, "BA422"),
    ({"status": "received"}, "BA422"),
    ({"status": "cancelled"}, "BA422"),
    ({"status": "failed"}, "BA422"),
    ({"status": "nonsense"}, "BA422"),
    ({"decision": None}, "BA422"),
    ({"decision": "maybe"}, "BA422"),
    ({"evaluation": None}, "BA422"),
    ({"evaluation": verbs.evaluation("fine")}, "BA422"),
    ({"evaluation": verbs.evaluation("approve") | {"facts": None}}, "23514"),
    ({"evaluation": verbs.evaluation("approve") | {"policy_version": "one"}}, "22P02"),
    ({"result": None}, "BA422"),
]


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


@pytest.fixture
def job(dba: Conn, worker_id: int) -> Any:
    """A claimed job."""
    verbs.submit(dba)
    (claimed,) = verbs.claim(dba, worker_id)
    return claimed


def test_an_approval_is_written_whole(dba: Conn, worker_id: int, job: Any) -> None:
    assert verbs.settle_approved(dba, worker_id, [job]) == ["settled"]
    received, processed = rows.entries(dba, job.request_id)
    assert received.action == "received"
    assert (processed.action, processed.actor) == ("processed", "policy:trade_review@1")
    assert (processed.from_status, processed.to_status) == ("received", "processed")
    assert (processed.job_id, processed.attempt) == (job.job_id, 1)
    assert processed.result == verbs.approved()["result"]
    (decision,) = rows.fetch(dba, "select * from bankagent.decisions")
    assert (decision.request_id, decision.decision) == (job.request_id, "approved")
    assert (decision.decided_by, decision.actor) == ("policy", processed.actor)
    (found,) = rows.fetch(dba, "select * from bankagent.evaluations")
    assert (found.request_id, found.job_id, found.attempt) == (job.request_id, job.job_id, 1)
    assert (found.policy_key, found.policy_version, found.outcome) == ("trade_review", 1, "approve")
    assert rows.one(dba, "select status_xid from bankagent.banking_requests") == processed.xid


@pytest.mark.expect_differences("its inputs are made up")
def test_an_evaluation_keeps_the_versions_and_the_values_that_it_used(
    dba: Conn, worker_id: int, job: Any
) -> None:
    used = {"reference": {"fx_rates": 3}, "known": {"fx_rates": {"version": 3}}}
    end = verbs.approved()
    end["evaluation"] |= used
    assert verbs.settle(dba, verbs.fence(job, worker_id) | end) == ["settled"]
    (found,) = rows.fetch(dba, "select reference, known from bankagent.evaluations")
    assert {"reference": found.reference, "known": found.known} == used


def test_code_of_the_version_before_settles_without_them(
    dba: Conn, worker_id: int, job: Any
) -> None:
    assert verbs.settle_approved(dba, worker_id, [job]) == ["settled"]
    (found,) = rows.fetch(dba, "select reference, known from bankagent.evaluations")
    assert (found.reference, found.known) == (None, None)


def test_an_ended_job_reads_as_stock_and_belongs_to_nobody(
    dba: Conn, worker_id: int, job: Any
) -> None:
    verbs.settle_approved(dba, worker_id, [job])
    row = rows.job(dba, job.request_id)
    assert (row.status, row.attempts, row.worker_id) == ("succeeded", 1, None)
    assert rows.events(dba, job.job_id) == ["deferred", "started", "succeeded"]
    rows.one(dba, "select procrastinate.procrastinate_unregister_worker_v1(%s)", worker_id)
    assert rows.job(dba, job.request_id) == row


@pytest.mark.parametrize(
    ("status", "outcome"), [("awaiting_approval", "review"), ("needs_info", "needs_info")]
)
def test_what_waits_for_somebody_has_an_evaluation_and_no_decision(
    dba: Conn, worker_id: int, job: Any, status: str, outcome: str
) -> None:
    item = verbs.fence(job, worker_id) | verbs.undecided(status, outcome)
    assert verbs.settle(dba, item) == ["settled"]
    assert rows.status(dba, job.request_id) == status
    assert rows.actions(dba, job.request_id) == ["received", status]
    assert rows.job(dba, job.request_id).status == "succeeded"
    assert rows.one(dba, "select outcome from bankagent.evaluations") == outcome
    assert rows.one(dba, "select count(*) from bankagent.decisions") == 0


def test_an_evaluation_without_a_policy_is_the_workers_word(
    dba: Conn, worker_id: int, job: Any
) -> None:
    found = verbs.undecided("needs_info", "needs_info")
    for key in ("policy_key", "policy_version", "policy_sha256"):
        found["evaluation"][key] = None
    verbs.settle(dba, verbs.fence(job, worker_id) | found)
    assert rows.entries(dba, job.request_id)[-1].actor == f"worker:{worker_id}"


def test_an_error_is_tried_again_later_and_later_until_the_budget_is_spent(
    dba: Conn, worker_id: int
) -> None:
    verbs.add_queue(dba, "fragile", max_attempts=5)
    (request_id,) = verbs.submit(dba, request_type="fragile")
    waits = []
    for attempt in range(5):
        verbs.make_due(dba)
        jobs = verbs.claim(dba, worker_id)
        assert [job.attempts for job in jobs] == [attempt]
        assert verbs.settle_error(dba, worker_id, jobs, "TimeoutError") == ["settled"]
        waits.append(
            rows.one(dba, "select scheduled_at - now() from procrastinate.procrastinate_jobs")
        )
    for n, wait in enumerate(waits[:4], start=1):
        assert timedelta(seconds=0.5 * 2**n - 1) < wait <= timedelta(seconds=2**n)
    assert rows.status(dba, request_id) == "failed"
    assert rows.actions(dba, request_id) == ["received", *["attempt_failed"] * 4, "failed"]
    last = rows.entries(dba, request_id)[-1]
    assert last.result == {"error": "TimeoutError", "runs": 5, "max_attempts": 5}
    assert (last.attempt, last.actor) == (5, f"worker:{worker_id}")
    row = rows.job(dba, request_id)
    assert (row.status, row.attempts, row.worker_id) == ("failed", 5, None)
    runs = ["started", "scheduled", "deferred_for_retry", "scheduled"]
    assert rows.events(dba, row.id) == ["deferred", *runs * 4, "started", "failed"]


def test_a_retried_job_reads_like_a_stock_job(dba: Conn, worker_id: int, job: Any) -> None:
    verbs.settle_error(dba, worker_id, [job])
    verbs.make_due(dba)
    verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id))
    stock = rows.one(
        dba,
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name) "
        "values ('banks', 'banks.task') returning id",
    )
    dba.execute("set search_path to procrastinate")
    fetch = "select procrastinate_fetch_job_v2(array['banks'], %s)"
    dba.execute(fetch, [worker_id])
    again_at = "now() + interval '1 minute'"
    dba.execute(f"select procrastinate_retry_job_v2(%s, {again_at}, null, null, null)", [stock])
    verbs.make_due(dba)
    dba.execute(fetch, [worker_id])
    dba.execute("select procrastinate_finish_job_v1(%s, 'succeeded', false)", [stock])
    theirs, ours = rows.fetch(
        dba,
        "select status, attempts, abort_requested from procrastinate_jobs order by id desc",
    )
    assert ours == theirs
    assert rows.events(dba, job.job_id) == rows.events(dba, stock)


def test_no_wait_is_longer_than_five_minutes(dba: Conn, worker_id: int) -> None:
    verbs.add_queue(dba, "stubborn", max_attempts=20)
    verbs.submit(dba, request_type="stubborn")
    for _ in range(12):
        verbs.make_due(dba)
        verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    wait = rows.one(dba, "select scheduled_at - now() from procrastinate.procrastinate_jobs")
    assert timedelta(seconds=140) < wait <= timedelta(seconds=300)


def test_a_long_error_is_cut(dba: Conn, worker_id: int, job: Any) -> None:
    verbs.settle_error(dba, worker_id, [job], "x" * 1000)
    assert rows.entries(dba, job.request_id)[-1].result["error"] == "x" * 200


def test_a_set_has_an_answer_for_each_in_order(db: Database, dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 5)
    jobs = verbs.claim(dba, worker_id)
    verbs.hand_back(dba, worker_id, [jobs[1]])
    with connect(db.url) as holder, holder.transaction():
        holder.execute(
            "select from procrastinate.procrastinate_jobs where id = %s for update",
            [jobs[2].job_id],
        )
        holder.execute(
            "select from bankagent.banking_requests where id = %s for update", [jobs[3].request_id]
        )
        dba.execute("set statement_timeout to '2s'")
        answers = verbs.settle_approved(dba, worker_id, jobs)
    assert answers == ["settled", "lost", "busy", "busy", "settled"]
    assert verbs.settle_approved(dba, worker_id, jobs) == [
        "lost",
        "lost",
        "settled",
        "settled",
        "lost",
    ]
    assert rows.one(dba, "select count(*) from bankagent.decisions") == 4


def test_a_second_settle_is_lost_and_writes_nothing(dba: Conn, worker_id: int, job: Any) -> None:
    verbs.settle_approved(dba, worker_id, [job])
    before = rows.everything(dba)
    assert verbs.settle_approved(dba, worker_id, [job]) == ["lost"]
    assert verbs.settle_error(dba, worker_id, [job]) == ["lost"]
    assert rows.everything(dba) == before


def test_a_run_of_an_earlier_job_is_lost(dba: Conn, worker_id: int) -> None:
    request_id = verbs.fail(dba)
    old = rows.job(dba, request_id)
    dba.execute("select bankagent.requeue_request(%s)", [request_id])
    (new,) = verbs.claim(dba, worker_id)
    stale = verbs.fence(new, worker_id) | {"job_id": old.id, "attempts": old.attempts}
    assert verbs.settle(dba, stale | verbs.approved()) == ["lost"]
    assert verbs.settle_approved(dba, worker_id, [new]) == ["settled"]


def test_an_outcome_that_makes_no_sense_is_an_error_of_data_and_writes_nothing(
    dba: Conn, worker_id: int, job: Any, subtests: pytest.Subtests
) -> None:
    before = rows.everything(dba)
    for broken, sqlstate in BROKEN:
        with subtests.test(str(broken)), refused(sqlstate):
            verbs.settle(dba, verbs.fence(job, worker_id) | verbs.approved() | broken)
    assert rows.everything(dba) == before


def test_an_empty_set_is_nothing_to_do(dba: Conn) -> None:
    assert verbs.settle(dba) == []
