"""retire_jobs: which finished jobs go, what stays of them, and that nothing needed the row."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from bankagent.settings import Settings
from tests.support import payloads, people, rows, verbs
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused, triggers_off

RETIRE = "select bankagent.retire_jobs()"
LEFT = "select array_agg(id order by id) from procrastinate.procrastinate_jobs"
HOW = "select verdict, jobs_removed, behind from ops.retention"


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def end(conn: Conn, worker_id: int, **ending: Any) -> int:
    """Submit a request and end its run; return its id."""
    (request_id,) = verbs.submit(conn)
    (job,) = verbs.claim(conn, worker_id)
    assert verbs.settle(conn, verbs.fence(job, worker_id) | ending) == ["settled"]
    return request_id


def needs_info(conn: Conn, worker_id: int) -> int:
    return end(conn, worker_id, **verbs.undecided("needs_info", "needs_info"))


def let_pass(conn: Conn, days: int) -> None:
    """Make all that is in the audit log so much older."""
    with triggers_off(conn):
        conn.execute(
            "update bankagent.agent_audit_log "
            "set created_at = created_at - make_interval(days => %s)",
            [days],
        )


def job_of(conn: Conn, request_id: int) -> int:
    return rows.one(conn, "select job_id from bankagent.banking_requests where id = %s", request_id)


# --- what goes --------------------------------------------------------------------


def test_every_ended_job_goes_after_seven_days_and_the_trail_keeps_its_number(
    dba: Conn, worker: Conn, worker_id: int
) -> None:
    failed = verbs.fail(dba)
    (processed,) = verbs.process(dba)
    (awaited,) = people.waiting(dba)
    asked = needs_info(dba, worker_id)
    (cancelled,) = verbs.submit(dba)
    dba.execute("select bankagent.cancel_request(%s)", [cancelled])
    ended = [failed, processed, awaited, asked, cancelled]
    jobs = [job_of(dba, request_id) for request_id in ended]
    let_pass(dba, 7)
    (young,) = verbs.process(dba)
    before = [rows.entries(dba, request_id) for request_id in ended]

    assert rows.one(worker, RETIRE) == 5
    assert rows.one(dba, LEFT) == [job_of(dba, young)]
    assert (
        rows.fetch(
            dba, "select from procrastinate.procrastinate_events where job_id = any(%s)", jobs
        )
        == []
    )
    assert [rows.entries(dba, request_id) for request_id in ended] == before
    assert {entry.job_id for trail in before for entry in trail} == set(jobs)
    assert [job_of(dba, request_id) for request_id in ended] == jobs
    overview = rows.fetch(
        dba,
        "select status, job_id from ops.request_overview where request_id = any(%s) order by 1",
        ended,
    )
    assert overview == [
        (status, None)
        for status in ("awaiting_approval", "cancelled", "failed", "needs_info", "processed")
    ]
    assert rows.one(worker, RETIRE) == 0
    assert rows.fetch(dba, "table ops.stuck_requests") == []


def test_open_jobs_and_those_of_the_bank_stay_however_old(dba: Conn, worker_id: int) -> None:
    failed = verbs.fail(dba)
    old_job = job_of(dba, failed)
    dba.execute("select bankagent.requeue_request(%s)", [failed])
    verbs.submit(dba, 2)
    retried, *_ = jobs = verbs.claim(dba, worker_id, limit=2)
    verbs.settle_error(dba, worker_id, [retried])
    (lost,) = verbs.submit(dba)
    with triggers_off(dba):
        dba.execute(
            "update procrastinate.procrastinate_jobs set status = 'succeeded' where id = %s",
            [job_of(dba, lost)],
        )
        # As if it had ended, which only the row of its job can deny.
        dba.execute(
            "insert into bankagent.agent_audit_log "
            "(request_id, action, actor, from_status, to_status, job_id) "
            "select id, 'processed', 'mallory', 'received', 'processed', job_id "
            "from bankagent.banking_requests where id = any(%s)",
            [[lost, jobs[1].request_id]],
        )
    dba.execute(
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name, status) "
        "values ('q', 'of_the_bank', 'succeeded')"
    )
    let_pass(dba, 100)
    left = rows.one(dba, LEFT)
    assert rows.one(dba, RETIRE) == 1
    assert rows.one(dba, LEFT) == [job for job in left if job != old_job]
    with triggers_off(dba):
        dba.execute("delete from bankagent.agent_audit_log where actor = 'mallory'")


def test_no_more_than_the_limit_go_at_once_and_the_next_call_goes_on(
    dba: Conn, worker_id: int
) -> None:
    verbs.submit(dba, 25)
    verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id))
    let_pass(dba, 8)
    removed = [rows.one(dba, "select bankagent.retire_jobs(10)") for _ in range(5)]
    assert sum(removed) == 25
    assert max(removed) == 10
    assert removed[-1] == 0
    for wrong in (0, 10001, None):
        with refused("BA422", "p_limit must be from 1 to 10000"):
            dba.execute("select bankagent.retire_jobs(%s)", [wrong])


# --- the setting ------------------------------------------------------------------


def test_the_owner_changes_the_age_and_null_keeps_all(db: Database, dba: Conn) -> None:
    verbs.process(dba)
    dba.execute("delete from procrastinate.procrastinate_workers")
    let_pass(dba, 2)
    setting = "update bankagent.retention set keep_finished_jobs = %s"
    assert rows.one(dba, RETIRE) == 0
    assert rows.fetch(dba, HOW) == [("well", 0, timedelta())]
    with connect(db.url, options="-c role=bankagent_owner") as owner:
        owner.execute(setting, [None])
        assert rows.one(dba, RETIRE) == 0
        assert rows.fetch(dba, HOW)[0].verdict == "off: finished jobs are kept for ever"
        with refused("23514", "retention_keeps_for_an_hour_at_least"):
            owner.execute(setting, [timedelta(minutes=59)])
        owner.execute(setting, [timedelta(days=1)])
        verdict, _, behind = rows.fetch(dba, HOW)[0]
        assert verdict.startswith("behind, and no worker is alive")
        assert timedelta(days=1) <= behind < timedelta(days=1, minutes=1)
        verbs.register(dba)
        assert "select bankagent.retire_jobs(10000)" in rows.fetch(dba, HOW)[0].verdict
        assert rows.one(owner, RETIRE) == 1
    assert rows.fetch(dba, HOW) == [("well", 1, timedelta())]


# --- in nobody's way --------------------------------------------------------------


def test_what_somebody_holds_is_stepped_over_and_goes_later(db: Database, dba: Conn) -> None:
    ids = [verbs.process(dba)[0] for _ in range(3)]
    let_pass(dba, 8)
    held = job_of(dba, ids[0])
    dba.execute("set statement_timeout to '2s'")
    with connect(db.url) as holder:
        with holder.transaction():
            holder.execute(
                "select from procrastinate.procrastinate_jobs where id = %s for key share", [held]
            )
            assert rows.one(dba, RETIRE) == 2
            assert rows.one(dba, RETIRE) == 0
        with holder.transaction():
            holder.execute("update bankagent.retention set keep_finished_jobs = '1 day'")
            assert rows.one(dba, RETIRE) == 0
    assert rows.one(dba, RETIRE) == 1
    assert rows.one(dba, LEFT) is None


def test_where_nothing_is_due_next_to_nothing_is_read(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 400)
    verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id, limit=400))
    read = (
        "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_all_tables "
        "where relname in ('agent_audit_log', 'procrastinate_jobs', 'banking_requests')"
    )
    with dba.transaction():
        before = rows.one(dba, read)
        assert rows.one(dba, RETIRE) == 0
        assert rows.one(dba, read) - before <= 2


# --- nothing else needed the row --------------------------------------------------


async def test_requests_whose_job_is_gone_are_read_and_go_on(
    db: Database, dba: Conn, worker_id: int
) -> None:
    people.add_reviewers(dba, "anna")
    approved, returned, dropped = people.waiting(dba, 3)
    asked, answered = needs_info(dba, worker_id), needs_info(dba, worker_id)
    failed, given_up = verbs.fail(dba), verbs.fail(dba)
    (done,) = verbs.process(dba)
    every = [approved, returned, dropped, asked, answered, failed, given_up, done]
    let_pass(dba, 8)
    assert rows.one(dba, RETIRE) == len(every)
    async with calling(Settings(api_database_url=db.api_url)) as client:
        for request_id in every:
            told = (await client.get(f"/requests/{request_id}")).json()
            assert told["request"]["status"] == rows.status(dba, request_id)
            assert told["job"] is None
        assert (await client.post(f"/requests/{done}/process")).status_code == 200
        assert (await client.post(f"/requests/{asked}/cancel")).status_code == 200
        assert (await client.post(f"/requests/{failed}/requeue")).status_code == 200

    with connect(db.api_url) as api:
        assert people.vote(api, approved).decision == "approved"
        assert people.vote(api, returned, verdict="needs_info").status == "needs_info"
        api.execute("select bankagent.cancel_request(%s)", [dropped])
        api.execute("select bankagent.cancel_request(%s)", [given_up])
        with refused("BA409", "already processed"):
            api.execute("select bankagent.cancel_request(%s)", [done])
        api.execute("select bankagent.replace_payload(%s, %s)", [answered, Jsonb(payloads.PAYLOAD)])
    jobs = verbs.claim(dba, worker_id)
    assert {job.request_id for job in jobs} == {failed, answered}
    assert verbs.settle_approved(dba, worker_id, jobs) == ["settled"] * 2
    assert rows.actions(dba, failed)[-2:] == ["requeued", "processed"]
    assert verbs.rescue(dba) == []


def test_a_run_that_comes_back_after_its_job_is_gone_writes_nothing(
    dba: Conn, worker_id: int
) -> None:
    (request_id,) = verbs.submit(dba)
    jobs = verbs.claim(dba, worker_id)
    dba.execute("select bankagent.cancel_request(%s)", [request_id])
    let_pass(dba, 8)
    assert rows.one(dba, RETIRE) == 1
    before = rows.everything(dba)
    assert verbs.settle_approved(dba, worker_id, jobs) == ["lost"]
    assert verbs.hand_back(dba, worker_id, jobs) == []
    assert rows.everything(dba) == before


def test_a_replay_of_a_request_whose_job_is_gone_is_still_a_replay(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba, idempotency_key="k")
    worker_id = verbs.register(dba)
    verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id))
    let_pass(dba, 8)
    assert rows.one(dba, RETIRE) == 1
    (answer,) = rows.fetch(
        dba, "select * from bankagent.submit_requests(%s)", Jsonb([verbs.item(idempotency_key="k")])
    )
    assert answer == (0, request_id, "processed", "replayed")
