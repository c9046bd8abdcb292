"""A worker of the plain CLI at its ordinary work."""

import random
import time

from psycopg.types.json import Jsonb

from tests.support import policies
from tests.support.payloads import PAYLOAD
from tests.support.processes import fresh_process
from tests.support.workers import Crew, wait_for


def test_a_committed_submit_is_processed_within_a_second_and_a_rolled_back_one_leaves_nothing(
    crew: Crew,
) -> None:
    crew.hire(start=fresh_process)
    with crew.conn.transaction(force_rollback=True):
        crew.submit(PAYLOAD)
    assert crew.one("select count(*) from bankagent.banking_requests") == 0
    (request,) = crew.submit(PAYLOAD)
    crew.wait_processed([request], within_s=1)
    assert crew.rows("select decision, decided_by, actor from bankagent.decisions") == [
        ("approved", "policy", policies.actor("trade_review"))
    ]


def test_a_batch_reads_as_stock_to_a_dba(crew: Crew) -> None:
    ids = crew.submit(*[PAYLOAD] * 250)
    crew.hire()
    crew.wait_processed(ids)
    assert crew.rows(
        "select status::text, attempts, worker_id, count(*) "
        "from procrastinate.procrastinate_jobs group by 1, 2, 3"
    ) == [("succeeded", 1, None, 250)]
    assert crew.rows(
        "select string_agg(type::text, ' ' order by id), count(*) over () "
        "from procrastinate.procrastinate_events group by job_id limit 1"
    ) == [("deferred started succeeded", 250)]


def test_two_submits_a_moment_apart_never_wait_for_the_poll(crew: Crew) -> None:
    crew.hire("--fetch-job-polling-interval", "30")
    crew.wait_processed(crew.submit(PAYLOAD))
    waits = random.Random(7)
    for _ in range(300):
        first = crew.submit(PAYLOAD)
        time.sleep(waits.uniform(0, 0.006))
        second = crew.submit(PAYLOAD)
        wait_for(
            "both within half a second",
            lambda ids=first + second: crew.statuses(ids) == {"processed"},
            within_s=0.5,
        )


def test_a_request_that_its_caller_corrects_is_processed(crew: Crew) -> None:
    crew.hire()
    days = {"trade_date": "2026-11-24", "settlement_date": "2026-11-23"}
    (request,) = crew.submit(PAYLOAD | days)
    wait_for("the caller must act", lambda: crew.statuses([request]) == {"needs_info"})
    better = Jsonb(PAYLOAD | days | {"settlement_date": "2026-11-25"})
    assert crew.one("select bankagent.replace_payload(%s, %s)", request, better) == 2
    crew.wait_processed([request])
    assert crew.actions(request) == ["received", "needs_info", "payload_replaced", "processed"]


def test_a_run_that_ends_in_an_error_is_tried_again_and_then_set_aside(crew: Crew) -> None:
    crew.hire()
    crew.conn.execute("update bankagent.request_types set max_attempts = 2")
    (request,) = crew.submit({"test": {"raise": True}})
    wait_for("set aside", lambda: crew.statuses([request]) == {"failed"})
    assert crew.actions(request) == ["received", "attempt_failed", "failed"]
    assert (
        crew.one("select result ->> 'error' from bankagent.agent_audit_log where action = 'failed'")
        == "RuntimeError"
    )


def test_a_request_that_cannot_be_prepared_fails_alone_and_its_neighbours_are_decided(
    crew: Crew,
) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 1")
    ids = crew.submit(*[PAYLOAD] * 20, {"test": {"unprepared": True}}, *[PAYLOAD] * 20)
    crew.hire()
    crew.wait_processed(ids[:20] + ids[21:])
    wait_for("set aside", lambda: crew.statuses([ids[20]]) == {"failed"})


def test_what_the_database_refuses_fails_alone_and_its_neighbours_are_settled(crew: Crew) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 1")
    ids = crew.submit(*[PAYLOAD] * 40, {"test": {"refused": True}}, *[PAYLOAD] * 40)
    crew.hire()
    crew.wait_processed(ids[:40] + ids[41:])
    wait_for("the refused one fails", lambda: crew.statuses([ids[40]]) == {"failed"})
    assert crew.one(
        "select result ->> 'error' from bankagent.agent_audit_log where action = 'failed'"
    ).startswith("SQLSTATE 22")


def test_a_task_that_this_worker_does_not_know_is_left_alone(crew: Crew) -> None:
    crew.conn.execute(
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name) "
        "values ('trade_review', 'the_banks_own')"
    )
    crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    assert crew.rows(
        "select status::text, attempts from procrastinate.procrastinate_jobs "
        "where task_name = 'the_banks_own'"
    ) == [("todo", 0)]


def test_deleting_a_workers_row_rewrites_no_finished_job(crew: Crew) -> None:
    worker = crew.hire()
    crew.wait_processed(crew.submit(*[PAYLOAD] * 50))
    before = crew.rows("select xmin::text from procrastinate.procrastinate_jobs order by id")
    assert worker.drain() == 0
    assert crew.one("select count(*) from procrastinate.procrastinate_workers") == 0
    after = crew.rows("select xmin::text from procrastinate.procrastinate_jobs order by id")
    assert after == before


def test_a_worker_in_production_refuses_to_work_as_the_owner(crew: Crew, monkeypatch) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    crew.worker_url = crew.url
    worker = None
    try:
        worker = crew.hire()
    except AssertionError as refusal:
        assert "must not work as" in str(refusal)  # noqa: PT017
    assert worker is None
    assert crew.workers[0].process.wait(10) == 2


def test_sigterm_while_idle_ends_at_once(crew: Crew) -> None:
    worker = crew.hire()
    began = time.monotonic()
    assert worker.drain() == 0
    assert time.monotonic() - began < 3


def test_what_sql_brings_in_is_asked_about_and_harms_no_neighbour(crew: Crew) -> None:
    crew.conn.execute(
        "select bankagent.submit_requests(jsonb_build_array("
        "jsonb_build_object('client_id', 'C', 'request_type', 'trade_review', "
        '\'payload\', \'{"symbol": "AAPL", "notional": 1e5000}\'::jsonb)))'
    )
    strange = crew.one("select max(id) from bankagent.banking_requests")
    calm = crew.submit(*[PAYLOAD] * 20)
    crew.hire()
    crew.wait_processed(calm)
    wait_for("it is asked about", lambda: crew.statuses([strange]) == {"needs_info"})
    assert crew.rows("select fired #>> '{0,rule_id}' from bankagent.evaluations limit 1") == [
        ("PAYLOAD-INVALID",)
    ]


def test_what_came_before_the_worker_listened_does_not_wait_for_the_poll(crew: Crew) -> None:
    worker = crew.hire("--fetch-job-polling-interval", "30")
    for _ in range(5):
        listener = crew.one(
            "select pid from pg_stat_activity where query like 'LISTEN%%' "
            "and datname = current_database()"
        )
        if listener:
            crew.conn.execute("select pg_terminate_backend(%s)", [listener])
        crew.wait_processed(crew.submit(PAYLOAD), within_s=5)
    assert worker.alive


def test_no_transaction_is_open_and_no_connection_held_while_a_request_is_decided(
    crew: Crew,
) -> None:
    crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 3}})
    crew.wait_started(request)
    looks = 0
    while crew.statuses([request]) == {"received"} and looks < 20:
        looks += 1
        # The heart's statements come and go; what stays open would be the run's.
        assert not crew.rows(
            "select state, query from pg_stat_activity "
            "where application_name = 'bankagent/worker' and datname = current_database() "
            "and xact_start < clock_timestamp() - interval '0.5 seconds'"
        )
        time.sleep(0.1)
    assert looks == 20
    crew.wait_processed([request])


def test_a_notification_that_is_not_ours_neither_ends_a_worker_nor_aborts_a_job(
    crew: Crew,
) -> None:
    """Any login may notify: garbage ended the worker, an abort request cancelled its batch."""
    worker = crew.hire("--fetch-job-polling-interval", "30")
    (slow,) = crew.submit({"test": {"sleep_s": 3}})
    crew.wait_started(slow)
    job = crew.one("select id from procrastinate.procrastinate_jobs where status = 'doing'")
    channel = "procrastinate_any_queue_v1"
    for said in (
        f'{{"type": "abort_job_requested", "job_id": {job}}}',
        '{"type": "abort_job_requested"}',
        '{"type": ["job_inserted"]}',
        '{"type": "message", "again": 7}',
        '"text"',
        "[]",
        "{}",
        "",
        "no JSON",
    ):
        crew.conn.execute("select pg_notify(%s, %s)", [channel, said])
        crew.wait_processed(crew.submit(PAYLOAD), within_s=5)
    crew.wait_processed([slow])
    assert crew.actions(slow) == ["received", "processed"]
    assert worker.alive
    assert worker.drain() == 0
    assert crew.rows("select distinct attempts from procrastinate.procrastinate_jobs") == [(1,)]


def test_a_worker_that_ends_where_nothing_waits_finishes_what_it_has_claimed(crew: Crew) -> None:
    ids = crew.submit({"test": {"sleep_s": 1}}, PAYLOAD, PAYLOAD)
    worker = crew.start("--one-shot")
    assert worker.process.wait(60) == 0
    assert crew.statuses(ids) == {"processed"}
    assert {tuple(crew.actions(request)) for request in ids} == {("received", "processed")}
