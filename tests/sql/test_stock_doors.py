"""Procrastinate's own doors: closed for requests, whoever knocks; open for the bank's tasks."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import procrastinate
import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, refused
from tests.support.workers import wait_for

STOCK_APP = """\
import os

import procrastinate

app = procrastinate.App(
    connector=procrastinate.PsycopgConnector(
        conninfo=os.environ["STOCK_URL"], kwargs={"options": "-c search_path=procrastinate"}
    )
)


@app.task(name="banks.task", queue="other")
def task(n):
    print(f"did {n}", flush=True)
"""
CANCEL, CLAIM, SETTLE, REQUEUE, SUBMIT = (
    "bankagent.cancel_request",
    "bankagent.claim_jobs",
    "bankagent.settle_jobs",
    "bankagent.requeue_request",
    "bankagent.submit_requests",
)
WAITING = {
    "select procrastinate_cancel_job_v1({job}, false, false)": CANCEL,
    "select procrastinate_cancel_job_v1({job}, true, false)": CANCEL,
    "select procrastinate_cancel_job_v1({job}, false, true)": CANCEL,
    "select procrastinate_finish_job_v1({job}, 'succeeded', false)": CANCEL,
    "select procrastinate_finish_job_v1({job}, 'succeeded', true)": CANCEL,
    "select procrastinate_fetch_job_v2(null, {worker})": CLAIM,
    "select procrastinate_fetch_job_v2(array['trade_review'], {worker})": CLAIM,
    "update procrastinate_jobs set status = 'doing' where id = {job}": CLAIM,
    "update procrastinate_jobs set status = 'cancelled' where id = {job}": CANCEL,
    "update procrastinate_jobs set args = '{{}}' where id = {job}": CANCEL,
    "update procrastinate_jobs set task_name = 'mine' where id = {job}": CANCEL,
    "update procrastinate_jobs set lock = 'x' where id = {job}": CANCEL,
    "update procrastinate_jobs set queueing_lock = 'x' where id = {job}": CANCEL,
    "update procrastinate_jobs set worker_id = {worker} where id = {job}": CANCEL,
    "update procrastinate_jobs set attempts = 9 where id = {job}": CANCEL,
    "delete from procrastinate_jobs where id = {job}": CANCEL,
}
RUNNING = {
    "select procrastinate_cancel_job_v1({job}, true, false)": CANCEL,
    "select procrastinate_finish_job_v1({job}, 'succeeded', false)": SETTLE,
    "select procrastinate_finish_job_v1({job}, 'failed', true)": CANCEL,
    "select procrastinate_retry_job_v1({job}, now(), null, null, null)": SETTLE,
    "select procrastinate_retry_job_v2({job}, now(), null, null, null)": SETTLE,
    "update procrastinate_jobs set status = 'todo' where id = {job}": SETTLE,
    "update procrastinate_jobs set abort_requested = true where id = {job}": CANCEL,
    "delete from procrastinate_jobs where id = {job}": CANCEL,
}
MAKING = {
    "insert into procrastinate_jobs (queue_name, task_name) values ('q', '"
    + verbs.TASK
    + "')": SUBMIT,
    "select procrastinate_defer_jobs_v1(array[row('q', '" + verbs.TASK + "', 0, null, null, "
    "'{{\"request_id\": 1}}', null)::procrastinate_job_to_defer_v1])": SUBMIT,
    "select procrastinate_defer_periodic_job_v2('q', null, null, '" + verbs.TASK + "', 0, '', 1, "
    "'{{}}')": SUBMIT,
}


@pytest.fixture
def dba(dba: Conn) -> Conn:
    dba.execute("set search_path to procrastinate")
    return dba


def knock(dba: Conn, door: str, verb: str, **names: object) -> None:
    before = rows.everything(dba)
    with refused("BA403", verb):
        dba.execute(door.format(**names))
    assert rows.everything(dba) == before


def test_a_waiting_job_is_left_to_our_verbs(dba: Conn, subtests: pytest.Subtests) -> None:
    (request_id,) = verbs.submit(dba)
    worker_id = verbs.register(dba)
    for door, verb in WAITING.items():
        with subtests.test(door):
            knock(dba, door, verb, job=rows.job(dba, request_id).id, worker=worker_id)


def test_a_running_job_is_left_to_our_verbs(dba: Conn, subtests: pytest.Subtests) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, verbs.register(dba))
    for door, verb in RUNNING.items():
        with subtests.test(door):
            knock(dba, door, verb, job=rows.job(dba, request_id).id)


def test_a_failed_job_is_left_to_our_verbs(dba: Conn) -> None:
    failed = rows.job(dba, verbs.fail(dba)).id
    knock(dba, f"select procrastinate_retry_job_v2({failed}, now(), null, null, null)", REQUEUE)
    knock(dba, f"update procrastinate_jobs set status = 'todo' where id = {failed}", REQUEUE)


def test_no_job_of_ours_is_made_by_stock_functions(dba: Conn, subtests: pytest.Subtests) -> None:
    for door, verb in MAKING.items():
        with subtests.test(door):
            knock(dba, door, verb)


def test_no_other_job_is_turned_into_one_of_ours(dba: Conn) -> None:
    dba.execute("insert into procrastinate_jobs (queue_name, task_name) values ('q', 'banks.task')")
    knock(dba, f"update procrastinate_jobs set task_name = '{verbs.TASK}'", "request (none)")


def test_a_dba_still_gives_a_job_another_priority_or_time(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    dba.execute("update procrastinate_jobs set priority = 9, scheduled_at = now() + '1 hour'")
    assert rows.job(dba, request_id).priority == 9


def test_retention_still_removes_jobs_that_are_over(dba: Conn) -> None:
    verbs.process(dba)
    verbs.fail(dba)
    dba.execute("delete from procrastinate_jobs where status in ('succeeded', 'failed')")
    assert rows.one(dba, "select count(*) from procrastinate_jobs") == 0


def test_the_banks_own_tasks_run_unchanged(dba: Conn) -> None:
    verbs.submit(dba)
    worker_id = rows.one(dba, "select procrastinate_register_worker_v1()")
    defer = (
        "select unnest(procrastinate_defer_jobs_v1(array[row('other', 'banks.task', 0, null, null, "
        "'{}', null)::procrastinate_job_to_defer_v1]))"
    )
    fetch = "select (procrastinate_fetch_job_v2(array['other'], %s)).id"
    ended, cancelled, aborted = (rows.one(dba, defer) for _ in range(3))
    assert rows.one(dba, fetch, worker_id) == ended
    dba.execute("select procrastinate_retry_job_v2(%s, now(), 0, 'other', null)", [ended])
    dba.execute("select procrastinate_cancel_job_v1(%s, false, false)", [cancelled])
    assert rows.one(dba, fetch, worker_id) == ended
    dba.execute("select procrastinate_finish_job_v1(%s, 'succeeded', false)", [ended])
    assert rows.one(dba, fetch, worker_id) == aborted
    dba.execute("select procrastinate_cancel_job_v1(%s, true, false)", [aborted])
    dba.execute("select procrastinate_finish_job_v1(%s, 'aborted', false)", [aborted])
    states = rows.fetch(
        dba, "select id, status from procrastinate_jobs where task_name = 'banks.task' order by id"
    )
    assert states == [(ended, "succeeded"), (cancelled, "cancelled"), (aborted, "aborted")]


# --- a real stock worker ----------------------------------------------------------


@contextmanager
def stock_worker(url: str, folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen, Path]]:
    """Run the plain CLI with an app of the bank's own; give the process and its log."""
    (folder / "stock_app.py").write_text(STOCK_APP)
    log = folder / "worker.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "procrastinate", "--app=stock_app.app", "worker", *options],
            env=os.environ | {"STOCK_URL": url, "PYTHONPATH": str(folder)},
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process, log
    finally:
        process.kill()
        process.wait(10)


def defer_stock(db: Database, **fields: object) -> None:
    async def defer() -> None:
        connector = procrastinate.PsycopgConnector(
            conninfo=db.url, kwargs={"options": "-c search_path=procrastinate"}
        )
        app = procrastinate.App(connector=connector)
        async with app.open_async():
            await app.configure_task("banks.task", queue="other").defer_async(**fields)

    asyncio.run(defer())


def test_a_stock_worker_for_all_queues_stops_and_says_which_door_to_use(
    db: Database, dba: Conn, tmp_path: Path
) -> None:
    (request_id,) = verbs.submit(dba)
    with stock_worker(db.url, tmp_path) as (process, log):
        assert process.wait(30) != 0
    said = log.read_text()
    assert f"belongs to request {request_id} of bankagent: only bankagent workers claim it" in said
    assert "start other workers with -q" in said
    row = rows.job(dba, request_id)
    assert (row.status, row.attempts, row.worker_id) == ("todo", 0, None)
    assert rows.actions(dba, request_id) == ["received"]


def test_a_stock_worker_for_its_own_queue_runs_its_task(
    db: Database, dba: Conn, tmp_path: Path
) -> None:
    (request_id,) = verbs.submit(dba)
    defer_stock(db, n=7)
    with stock_worker(db.url, tmp_path, "-q", "other") as (process, log):
        wait_for(
            "the bank's task has run",
            lambda: rows.fetch(
                dba,
                "select from procrastinate_jobs "
                "where task_name = 'banks.task' and status = 'succeeded'",
            ),
        )
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert "did 7" in log.read_text()
    assert rows.job(dba, request_id).status == "todo"
