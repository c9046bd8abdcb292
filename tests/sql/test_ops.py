"""The views of an on-call night: each says what is there, and first what to look at."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused, triggers_off
from tests.support.workers import wait_for

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import million

WHY = "select status, waits_for, held_by, what_to_do from ops.why_waiting(%s)"
MINUTE = timedelta(minutes=1)


def ago(conn: Conn, request_id: int, minutes: int, type_: str = "deferred") -> None:
    """Let what happened to a request's job have happened so many minutes ago."""
    conn.execute(
        "update procrastinate.procrastinate_events as e set at = now() - make_interval(mins => %s) "
        "from bankagent.banking_requests as r "
        "where r.id = %s and e.job_id = r.job_id and e.type = %s",
        [minutes, request_id, type_],
    )


# --- what waits -----------------------------------------------------------------


def test_the_depth_of_queues_begins_with_the_longest_wait_for_a_worker(dba: Conn) -> None:
    verbs.add_queue(dba, "other")
    worker_id = verbs.register(dba)
    (retried,) = verbs.submit(dba)
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    verbs.submit(dba)
    verbs.claim(dba, worker_id)
    waiting = verbs.submit(dba, 2)
    (other,) = verbs.submit(dba, request_type="other")
    ago(dba, waiting[0], 5)
    ago(dba, other, 9)
    first, second = rows.fetch(dba, "table ops.queue_depth")
    assert first[:4] == ("other", 1, 0, 0)
    assert 9 * MINUTE < first.oldest_wait < 10 * MINUTE
    assert second[:4] == ("trade_review", 2, 1, 1)
    assert 5 * MINUTE < second.oldest_wait < 6 * MINUTE
    # A retry that fell due waits since then, not since its request was born.
    dba.execute(
        "update procrastinate.procrastinate_jobs set scheduled_at = now() - interval '7 min' "
        "where id = %s",
        [rows.job(dba, retried).id],
    )
    _, second = rows.fetch(dba, "table ops.queue_depth")
    assert second[:4] == ("trade_review", 3, 0, 1)
    assert 7 * MINUTE < second.oldest_wait < 8 * MINUTE


def test_a_received_request_that_names_no_job_is_stuck_until_it_is_mended(dba: Conn) -> None:
    (request_id, _) = verbs.submit(dba, 2)
    with triggers_off(dba):
        dba.execute("update bankagent.banking_requests set job_id = null where id = 1")
    stuck = rows.fetch(dba, "select request_id, job_id, reason from ops.stuck_requests")
    assert stuck == [(request_id, None, "no open job")]
    assert [row.request_id for row in verbs.rescue(dba)] == [request_id]
    assert rows.fetch(dba, "table ops.stuck_requests") == []


def test_a_queue_that_only_has_jobs_in_hand_waits_for_nobody(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    ago(dba, request_id, 5)
    verbs.claim(dba, verbs.register(dba))
    ((*_, doing, wait),) = rows.fetch(dba, "table ops.queue_depth")
    assert (doing, wait) == (1, timedelta())


def test_the_oldest_requests_begin_with_who_waits_longest(dba: Conn) -> None:
    failed = verbs.fail(dba)
    (awaited,) = people.waiting(dba)
    verbs.process(dba)
    older, newer = verbs.submit(dba, 2)
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set updated_at = now() - interval '1 hour' "
            "where id = %s",
            [older],
        )
    found = rows.fetch(dba, "select request_id, status, who_acts_next from ops.oldest_requests")
    assert found == [
        (older, "received", "a worker"),
        (failed, "failed", "an operator"),
        (awaited, "awaiting_approval", "reviewers"),
        (newer, "received", "a worker"),
    ]


def test_why_a_request_waits_for_a_worker_is_said(dba: Conn) -> None:
    first, second = verbs.submit(dba, 2)
    assert rows.fetch(dba, WHY, first) == [
        ("received", "a worker: none is alive", None, "start one: bankagent worker")
    ]
    dba.execute("select bankagent.pause('queue', 'trade_review', 'Prices are late.')")
    _, *said = rows.fetch(dba, WHY, first)[0]
    assert said == [
        "the end of a pause: postgres paused the queue trade_review (Prices are late.)",
        None,
        "when the reason is gone: select * from bankagent.resume('queue', 'trade_review')",
    ]
    dba.execute("select bankagent.resume('queue', 'trade_review')")
    worker_id = verbs.register(dba)
    _, *said = rows.fetch(dba, WHY, second)[0]
    assert said == ["a worker: 1 jobs of queue trade_review are before it", None, "nothing"]
    job, _ = verbs.claim(dba, worker_id)
    _, waits, held_by, what = rows.fetch(dba, WHY, first)[0]
    assert (waits, what) == ("the end of attempt 1", "nothing; cancel_request ends it")
    assert held_by == f"worker {worker_id} (here, process 1), heartbeat 00:00:00 ago"
    verbs.silence(dba, worker_id)
    assert "gives no sign of life" in rows.fetch(dba, WHY, first)[0].what_to_do
    verbs.rescue(dba)
    worker_id = verbs.register(dba)
    assert rows.fetch(dba, WHY, first)[0].waits_for.startswith("a worker with nothing else in hand")
    (job,) = verbs.claim(dba, worker_id, alone=True)
    verbs.settle_error(dba, worker_id, [job])
    assert rows.fetch(dba, WHY, first)[0].waits_for.startswith("its retry, due at ")
    with triggers_off(dba):
        dba.execute("delete from procrastinate.procrastinate_jobs")
    assert rows.fetch(dba, WHY, second)[0].waits_for == "a new job: it lost its own"


def test_why_a_request_waits_for_people_is_said(dba: Conn) -> None:
    (awaited,) = people.waiting(dba)
    failed = verbs.fail(dba)
    (done,) = verbs.process(dba)
    worker_id = verbs.register(dba)
    (asked,) = verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | verbs.undecided("needs_info", "needs_info"))
    found = {
        i: rows.fetch(dba, WHY, i)[0].waits_for.partition(":")[0]
        for i in (awaited, failed, done, asked)
    }
    assert found == {
        awaited: "a reviewer",
        failed: "an operator",
        done: "nothing",
        asked: "the caller, who must supply something",
    }
    assert "TR-010" in rows.fetch(dba, WHY, awaited)[0].waits_for
    assert "ended in Boom" in rows.fetch(dba, WHY, failed)[0].waits_for
    for nothing in (4711, None):
        with refused("BA404", "does not exist"):
            dba.execute(WHY, [nothing])


@pytest.mark.parametrize(
    "holds",
    [
        "select from bankagent.banking_requests for no key update",
        "select from procrastinate.procrastinate_jobs for no key update",
        "select bankagent.cancel_request(1)",
    ],
)
def test_who_has_a_request_locked_is_named(db: Database, dba: Conn, holds: str) -> None:
    (request_id,) = verbs.submit(dba)
    with connect(db.url, application_name="a desk") as holder, holder.transaction():
        holder.execute(holds)
        held_by = rows.fetch(dba, WHY, request_id)[0].held_by
        pid = holder.info.backend_pid
        assert held_by.startswith(f"session {pid} of postgres (a desk), idle in transaction since")
        assert "have it committed, or end it" in rows.fetch(dba, WHY, request_id)[0].what_to_do
    assert rows.fetch(dba, WHY, request_id)[0].held_by is None


# --- what was -------------------------------------------------------------------


def test_waits_and_runs_are_told_by_type(dba: Conn) -> None:
    verbs.add_queue(dba, "other")
    worker_id = verbs.register(dba)
    slow = verbs.submit(dba, 9)
    (quick,) = verbs.submit(dba, request_type="other")
    jobs = [*verbs.claim(dba, worker_id), *verbs.claim(dba, worker_id)]
    for request_id in slow:
        ago(dba, request_id, 30)
        ago(dba, request_id, 20, "started")
    verbs.settle_error(dba, worker_id, jobs[:1])
    verbs.settle_approved(dba, worker_id, jobs[1:])
    first, second = rows.fetch(dba, "table ops.waits")
    assert {first.request_type, second.request_type} == {"trade_review", "other"}
    assert (first.request_type, first.runs, first.errors) == ("trade_review", 9, 0)
    assert 9 * MINUTE < first.waited_p50 <= first.waited_p99 < 11 * MINUTE
    assert 19 * MINUTE < first.ran_p50 <= first.ran_p95 < 21 * MINUTE
    assert (second.runs, second.errors) == (1, 1)
    assert second.waited_p95 < MINUTE
    assert rows.status(dba, quick) == "received"


def test_failures_are_told_by_type_and_error(dba: Conn) -> None:
    failed = verbs.fail(dba)
    verbs.process(dba)
    (gone,) = verbs.process(dba, error="ReadTimeout")
    dba.execute("select bankagent.cancel_request(%s)", [gone])
    verbs.submit(dba)
    worker_id = verbs.register(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    found = rows.fetch(
        dba,
        "select error, gave_up, tried_again, still_failed, requests from ops.failures "
        "order by error",
    )
    assert found == [
        ("Boom", 1, 2, 1, 1),
        ("ReadTimeout", 0, 1, 0, 1),
        ("its worker died", 0, 1, 0, 1),
    ]
    assert rows.fetch(dba, "table ops.failures")[0].for_example == failed
    with triggers_off(dba):
        dba.execute("update bankagent.agent_audit_log set created_at = now() - interval '25 hours'")
    assert rows.fetch(dba, "table ops.failures") == []


def test_requests_are_counted_by_client(dba: Conn) -> None:
    verbs.fail(dba, client_id="C-1")
    people.waiting(dba, client_id="C-2")
    verbs.submit(dba, 3, client_id="C-2")
    verbs.submit(dba, 1, client_id="C-1")
    (old,) = verbs.submit(dba, 1, client_id="C-3")
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set created_at = now() - interval '2 days' "
            "where id = %s",
            [old],
        )
    assert rows.fetch(dba, "table ops.requests_by_client") == [
        ("C-2", 3, 1, 0, 4),
        ("C-1", 1, 0, 1, 2),
        ("C-3", 1, 0, 0, 0),
    ]


@pytest.mark.expect_gaps
def test_the_newest_gaps_show_in_the_view_to_watch(dba: Conn) -> None:
    (old, new) = verbs.submit(dba, 2)
    with triggers_off(dba):
        dba.execute("update bankagent.banking_requests set status = 'failed'")
        dba.execute(
            "update bankagent.agent_audit_log set created_at = now() - interval '2 hours' "
            "where request_id = %s",
            [old],
        )
        dba.execute(
            "update bankagent.banking_requests set created_at = now() - interval '2 hours' "
            "where id = %s",
            [old],
        )
    assert {row.request_id for row in rows.fetch(dba, "table ops.audit_gaps_lately")} == {new}
    assert {row.request_id for row in rows.fetch(dba, "table ops.audit_gaps")} == {old, new}


# --- the server -----------------------------------------------------------------


def test_who_blocks_whom_is_shown_without_what_they_typed(
    db: Database, dba: Conn, auditor: Conn
) -> None:
    (request_id,) = verbs.submit(dba)
    cancel = f"select bankagent.cancel_request({request_id}, null /* ACME */)"
    with (
        connect(db.url) as holder,
        connect(db.url, application_name="a person") as waiter,
        ThreadPoolExecutor(1) as pool,
    ):
        pids = (waiter.info.backend_pid, holder.info.backend_pid)
        holder.autocommit = False
        holder.execute("select 'ACME' from bankagent.banking_requests for no key update")
        cancelling = pool.submit(waiter.execute, cancel)
        (row,) = wait_for("it waits", lambda: rows.fetch(dba, "table ops.blockers"))
        (hidden,) = rows.fetch(auditor, "table ops.blockers")
        holder.commit()
        cancelling.result()
    assert (row.waiting_pid, row.blocking_pid) == pids
    assert (row.waiting_application, row.is_first) == ("a person", True)
    assert row.waiting_statement == f"select bankagent.cancel_request({request_id}, null …"
    assert (row.blocking_state, row.blocking_statement) == ("idle in transaction", "select …")
    assert (hidden.waiting_pid, hidden.blocking_pid, hidden.blocking_state) == (*pids, None)
    assert hidden.blocking_statement == "<insufficient privilege>"
    assert rows.fetch(dba, "table ops.blockers") == []


@pytest.mark.parametrize(
    ("statement", "safe"),
    [
        ("select * from t where a = $1", "select * from t where a = $1"),
        ('select f(\'[{"client_id": "ACME"}]\')', "select f(…"),
        ("select $$ACME$$", "select …"),
        ("select 1 -- ACME\n, 2", "select 1 …"),
        ("select\n  1", "select 1"),
        (None, None),
    ],
)
def test_of_a_statement_only_what_is_safe_is_shown(
    dba: Conn, statement: str | None, safe: str | None
) -> None:
    assert rows.one(dba, "select ops.safe_statement(%s)", statement) == safe


def test_the_oldest_transaction_is_named(db: Database, dba: Conn) -> None:
    with connect(db.url, application_name="a report") as reader:
        reader.execute("begin isolation level repeatable read")
        reader.execute("select count(*) from bankagent.banking_requests")
        verbs.submit(dba, 5)
        first = rows.fetch(dba, "table ops.oldest_transactions")[0]
        assert (first.kind, first.pid) == ("session", reader.info.backend_pid)
        assert (first.application, first.state) == ("a report", "idle in transaction")
        assert first.xids_behind >= 1
        assert f"pg_terminate_backend({first.pid})" in first.what_to_do


def test_the_notification_queue_is_well(dba: Conn) -> None:
    assert rows.fetch(dba, "table ops.notification_queue") == [(0, "well")]


def test_every_table_is_in_the_views_of_tables_and_every_index_in_that_of_indexes(
    dba: Conn,
) -> None:
    tables = {
        row.name
        for row in rows.fetch(
            dba,
            "select concat_ws('.', schemaname, tablename) as name from pg_tables "
            "where schemaname in ('bankagent', 'procrastinate')",
        )
    }
    for view in ("table_health", "table_sizes"):
        assert {row.table_name for row in rows.fetch(dba, f"table ops.{view}")} == tables
    dba.execute(
        "update pg_index set indisvalid = false "
        "where indexrelid = 'bankagent.evaluations_request_idx'::regclass"
    )
    first, *others = rows.fetch(dba, "table ops.index_use")
    assert (first.index_name, first.verdict[:7]) == ("evaluations_request_idx", "invalid")
    verdicts = {row.index_name: row.verdict for row in others}
    assert verdicts["decisions_pkey"] == "holds a rule"
    assert verdicts["procrastinate_jobs_queue_name_idx_v1"].endswith("leave it")


def test_sizes_are_noted_once_a_day_and_show_growth(dba: Conn, worker: Conn) -> None:
    assert rows.one(worker, "select bankagent.note_table_sizes()") is True
    assert rows.one(worker, "select bankagent.note_table_sizes()") is False
    dba.execute(
        "update bankagent.table_size_history set taken_on = taken_on - 8, total_bytes = "
        "total_bytes - 81920 where table_name = 'bankagent.banking_requests'"
    )
    row = rows.fetch(dba, "select * from ops.table_sizes where table_name ~ 'banking_requests'")[0]
    assert (row.grew_in_a_day, row.grew_in_a_week) == ("80 kB", "80 kB")


def test_a_person_sees_which_verbs_they_may_call(dba: Conn, auditor: Conn, api: Conn) -> None:
    look = (
        "select arguments, you_may from ops.functions where function = 'bankagent.cancel_request'"
    )
    arguments = (
        "p_request_id bigint, p_actor text DEFAULT NULL::text, "
        "p_traceparent text DEFAULT NULL::text"
    )
    assert rows.fetch(api, look) == [(arguments, True)]
    assert rows.fetch(auditor, look) == [(arguments, False)]
    assert rows.fetch(auditor, "select from ops.functions where what_it_does is null") == []


# --- the bench ------------------------------------------------------------------


def test_the_database_of_the_bench_is_as_the_verbs_would_have_left_it(dba: Conn) -> None:
    million.load(dba, 2000)
    assert rows.gaps(dba) == []
    assert rows.fetch(dba, "table ops.stuck_requests") == []
    assert verbs.submit(dba) == [2001]
    worker_id = verbs.register(dba)
    assert set(verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id))) == {"settled"}


def test_the_bench_asks_every_view_of_ops(dba: Conn) -> None:
    asked = " ".join((million.WATCHED | million.NOT_WATCHED).values())
    views = rows.fetch(dba, "select viewname from pg_views where schemaname = 'ops'")
    assert [row.viewname for row in views if f"ops.{row.viewname}" not in asked] == []
