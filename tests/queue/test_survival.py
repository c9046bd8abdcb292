"""Workers that are killed, frozen, cut off, pruned and deployed; nothing is lost or done twice."""

import signal
import threading
import time

import psycopg
from psycopg.types.json import Jsonb

from tests.support import workers
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.processes import frozen
from tests.support.rows import connect
from tests.support.workers import Crew, wait_for


def decisions(crew: Crew) -> int:
    return crew.one("select count(*) from bankagent.decisions")


def backends(crew: Crew, what: str = "true") -> list[int]:
    """The server's processes of the workers' connections, the heartbeats' included."""
    return [
        pid
        for (pid,) in crew.rows(
            "select pid from pg_stat_activity where application_name = 'bankagent/worker' "
            f"and datname = current_database() and {what}"
        )
    ]


def test_five_deploys_in_a_row_fail_no_request_and_cost_none_its_retries(crew: Crew) -> None:
    ids = crew.submit(*[{"test": {"sleep_s": 0.02}}] * 400)
    for _ in range(5):
        worker = crew.hire()
        wait_for("it has some in hand", lambda: crew.one("select jobs_held from ops.workers"))
        assert worker.drain() == 0
        assert (
            crew.rows("select 1 from procrastinate.procrastinate_jobs where status='doing'") == []
        )
    crew.hire()
    crew.wait_processed(ids)
    assert crew.rows("select distinct action from bankagent.agent_audit_log order by 1") == [
        ("processed",),
        ("received",),
    ]
    assert decisions(crew) == 400


def test_a_shutdown_that_cannot_wait_hands_back_and_costs_nothing(crew: Crew) -> None:
    hurried = crew.hire("--shutdown-graceful-timeout", "0.5")
    (request,) = crew.submit({"test": {"sleep_s": 5}})
    crew.wait_started(request)
    hurried.drain()
    assert crew.actions(request) == ["received"]
    assert crew.rows("select status::text, attempts from procrastinate.procrastinate_jobs") == [
        ("todo", 1)
    ]
    crew.hire()
    crew.wait_processed([request])


def test_a_zombie_that_comes_back_writes_nothing(crew: Crew) -> None:
    zombie = crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 1}})
    crew.wait_started(request)
    zombie.send(signal.SIGSTOP)
    crew.conn.execute(
        "update procrastinate.procrastinate_workers "
        "set last_heartbeat = now() - interval '2 minutes'"
    )
    assert crew.rows("select outcome from bankagent.rescue_jobs()") == [("requeued",)]
    crew.hire()
    crew.wait_processed([request])
    zombie.send(signal.SIGCONT)
    wait_for("it learns that it lost", lambda: "had lost its job" in zombie.said())
    assert crew.actions(request) == ["received", "attempt_lost", "processed"]
    assert decisions(crew) == 1
    (another,) = crew.submit(PAYLOAD)
    crew.wait_processed([another])


def test_a_pruned_worker_puts_its_row_back_and_works_on(crew: Crew) -> None:
    worker = crew.hire()
    crew.conn.execute("delete from procrastinate.procrastinate_workers")
    wait_for("its row is back", lambda: crew.one("select 1 from ops.workers where alive"))
    crew.wait_processed(crew.submit(*[PAYLOAD] * 10))
    assert worker.alive


def test_a_claim_whose_answer_was_lost_goes_back_and_is_run_once(crew: Crew) -> None:
    worker = crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    me = crew.one("select worker_id from ops.workers")
    # As if the worker had claimed and the answer had not come: the job is its own, unknown to it.
    worker.send(signal.SIGSTOP)
    (request,) = crew.submit(PAYLOAD)
    assert crew.rows("select job_id from bankagent.claim_jobs(%s)", me)
    for pid in backends(crew):
        crew.conn.execute("select pg_terminate_backend(%s)", [pid])
    worker.send(signal.SIGCONT)
    crew.wait_processed([request])
    assert crew.actions(request) == ["received", "processed"]
    assert worker.alive


def test_every_connection_of_a_worker_may_die_again_and_again(crew: Crew) -> None:
    worker = crew.hire()
    ids = []
    for _ in range(6):
        ids += crew.submit(*[{"test": {"sleep_s": 0.01}}] * 30)
        for pid in backends(crew):
            crew.conn.execute("select pg_terminate_backend(%s)", [pid])
        time.sleep(0.3)
    crew.wait_processed(ids, within_s=40)
    assert worker.alive
    assert decisions(crew) == len(ids)
    wait_for("it beats", lambda: crew.one("select alive from ops.workers"))
    assert worker.drain() == 0


def test_a_frozen_connection_is_given_up_and_sigterm_still_works(own_db: Database) -> None:
    # On a server of its own: for a frozen process each drop of a database waits.
    with workers.crew(own_db.url, own_db.worker_url) as crew:
        worker = crew.hire()
        crew.wait_processed(crew.submit(PAYLOAD))
        # All that claim, look up policies or settle; the heart and the listener have their own.
        found = backends(crew, "query !~ 'keep_worker|rescue_jobs|LISTEN'")
        assert found
        with frozen(found):
            ids = crew.submit(PAYLOAD)
            crew.wait_processed(ids, within_s=40)
            assert worker.drain() == 0


def test_cancel_takes_the_job_away_and_the_run_finds_its_fence_gone(crew: Crew) -> None:
    worker = crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 1}})
    crew.wait_started(request)
    crew.conn.execute("select bankagent.cancel_request(%s)", [request])
    wait_for("it learns that it lost", lambda: "had lost its job" in worker.said())
    assert crew.actions(request) == ["received", "cancelled"]
    assert crew.rows("select status::text from procrastinate.procrastinate_jobs") == [("aborted",)]


def test_postgres_restarts_under_load_and_no_process_needs_a_hand(
    own_server, own_db: Database
) -> None:
    stored: list[int] = []
    stop = threading.Event()

    def keep_submitting() -> None:
        item = [{"client_id": "C", "request_type": "trade_review", "payload": PAYLOAD}]
        while not stop.is_set():
            try:
                with psycopg.connect(own_db.url, autocommit=True) as conn:
                    while not stop.is_set():
                        row = conn.execute(
                            "select request_id from bankagent.submit_requests(%s)", [Jsonb(item)]
                        ).fetchone()
                        stored.append(row[0])
            except psycopg.OperationalError:
                time.sleep(0.05)

    submitter = threading.Thread(target=keep_submitting)
    with workers.crew(own_db.url, own_db.worker_url) as crew:
        crew.hire()
        crew.hire()
        submitter.start()
        for _ in range(3):
            before = len(stored)
            wait_for("some are stored", lambda least=before + 50: len(stored) > least)
            own_server.restart()
        stop.set()
        submitter.join()
        crew.conn.close()
        crew.conn = connect(own_db.url)
        crew.wait_processed(stored)
        assert decisions(crew) == crew.one("select count(*) from bankagent.banking_requests")
        assert all(worker.alive for worker in crew.workers)
        for worker in crew.workers:
            assert worker.drain() == 0
