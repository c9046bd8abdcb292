"""What workers serve and hear: a mistyped queue, a lost listener, floods of notifications."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.support import rows
from tests.support.cli import in_process
from tests.support.metrics_page import Page
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for

ANY_QUEUE = "procrastinate_any_queue_v1"
LISTENERS = """
    select a.pid from pg_stat_activity as a
    where a.datname = current_database() and a.query ~* '^(listen|select 1$)'
    and a.application_name = 'bankagent/worker' and a.state = 'idle'
"""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, free_port: int) -> str:
    monkeypatch.setenv("BANKAGENT_METRICS_ADDRESS", f"127.0.0.1:{free_port}")
    return f"http://127.0.0.1:{free_port}"


def verdict(crew: Crew) -> str:
    told = json.loads(in_process("status", "--json", DATABASE_URL=crew.url).stdout)
    return str(told["verdict"])


def test_a_worker_with_a_mistyped_queue_says_so_and_operators_see_that_jobs_wait(
    crew: Crew,
) -> None:
    mistyped = crew.hire("-q", "trade_reviews")
    wait_for("it says so", lambda: "no request type has a queue of this name" in mistyped.said())
    assert "trade_reviews" in mistyped.said()
    (request,) = crew.submit(PAYLOAD)
    waits = "1 jobs wait and no live worker serves trade_review: start one (bankagent worker -q "
    assert verdict(crew).startswith(waits)
    assert "trade_reviews" in in_process("status", DATABASE_URL=crew.url, COLUMNS=120).stdout
    doctor = in_process("doctor", DATABASE_URL=crew.url).stdout
    assert "1 jobs wait in trade_review, and no live worker serves it." in doctor
    (why,) = crew.rows("select * from ops.why_waiting(%s)", request)
    assert (why.code, why.what_to_do) == (
        "not_served",
        "start one: bankagent worker -q trade_review",
    )
    crew.hire("-q", "trade_review")
    crew.wait_processed([request])
    assert verdict(crew) == "well"


def test_a_worker_that_cannot_listen_is_seen_and_listens_again(crew: Crew, at: str) -> None:
    worker = crew.hire("--fetch-job-polling-interval", "0.5")
    wait_for("it listens", lambda: Page(httpx.get(f"{at}/metrics").text)("listening") == 1)
    wait_for("it is well", lambda: verdict(crew) == "well")
    with no_more_connections(crew):
        wait_for(
            "its listener ends", lambda: crew.rows(f"{LISTENERS} and pg_terminate_backend(pid)")
        )
        wait_for("the metric", lambda: Page(httpx.get(f"{at}/metrics").text)("listening") == 0)
        assert "it does not hear of new jobs" in httpx.get(f"{at}/livez").text
        wait_for("the status", lambda: "does not hear of new jobs" in verdict(crew))
        doctor = in_process("doctor", DATABASE_URL=crew.url).stdout
        assert "does not hear of new jobs, and only polls for them." in doctor
        crew.wait_processed(crew.submit(PAYLOAD))
    wait_for("it listens again", lambda: Page(httpx.get(f"{at}/metrics").text)("listening") == 1)
    wait_for("all is well", lambda: verdict(crew) == "well")
    assert worker.alive


def test_a_worker_in_a_flood_of_notifications_works_and_obeys_a_signal(crew: Crew) -> None:
    worker = crew.hire()
    with flood(crew):
        crew.wait_processed(crew.submit(*[PAYLOAD] * 50))
        assert worker.drain(within_s=10) == 0


@contextmanager
def no_more_connections(crew: Crew) -> Iterator[None]:
    """Let no user but a superuser connect to the database."""
    database = crew.one("select current_database()")
    crew.conn.execute(f"alter database {database} connection limit 0")
    try:
        yield
    finally:
        crew.conn.execute(f"alter database {database} connection limit -1")


@contextmanager
def flood(crew: Crew) -> Iterator[None]:
    """Notify as fast as one session can, as any login may."""
    over = threading.Event()

    def notify() -> None:
        with rows.connect(crew.worker_url) as conn:
            said = """select pg_notify(%s, '{"type": "job_inserted", "job_id": ' || n || '}')
                from generate_series(1, 100) as n"""
            while not over.is_set():
                conn.execute(said, [ANY_QUEUE])

    thread = threading.Thread(target=notify)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)
