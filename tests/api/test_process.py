"""The API as a real process: signals, kills, and a database that goes away."""

import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg

from bankagent.db.embedded import EmbeddedServer
from bankagent.service.requests import follow
from tests.support.api_process import serving
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.processes import fresh_process, frozen
from tests.support.workers import wait_for

ALL_CAME = "select count(*) from bankagent.agent_audit_log where action = 'requeued'"


def test_sigterm_answers_those_who_wait_and_ends_cleanly(db: Database, free_port: int) -> None:
    with (
        serving(free_port, start=fresh_process, BANKAGENT_API_DATABASE_URL=db.api_url) as api,
        ThreadPoolExecutor(8) as callers,
    ):
        made = [api.client.post("/requests", json=TRADE).json() for _ in range(8)]

        def wait(created: dict[str, int]) -> tuple[int, float]:
            url = f"/requests/{created['request_id']}/process"
            answer = api.client.post(url, headers={"Prefer": "wait=30"}, timeout=40)
            return answer.status_code, time.monotonic()

        with psycopg.connect(db.url, autocommit=True) as conn:
            # Each call leaves a trace when it finds no job: so we know that all of them came.
            conn.execute("set session_replication_role to replica")
            conn.execute("delete from procrastinate.procrastinate_jobs")
            waiting = callers.map(wait, made)
            wait_for("all are there", lambda: conn.execute(ALL_CAME).fetchone() == (8,))
        at = time.monotonic()
        api.process.send_signal(signal.SIGTERM)
        answers = list(waiting)
        assert [status for status, _ in answers] == [202] * 8
        assert max(when for _, when in answers) - at < 10
        # uvicorn ends by the signal that it was sent, once all is closed.
        assert api.process.wait(20) in {0, -signal.SIGTERM}
        assert "Application shutdown complete" in api.said()
        assert "Traceback" not in api.said()


def test_a_stream_of_events_is_sent_as_it_comes_and_ends_with_its_reader_or_the_process(
    db: Database, free_port: int
) -> None:
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:
        made = api.client.post("/requests", json=TRADE).json()
        url = f"/requests/{made['request_id']}/events"

        def first_lines() -> list[str]:
            with api.client.stream("GET", url, timeout=20) as answer:
                if answer.status_code != 200:
                    return []
                lines = answer.iter_lines()
                return [next(lines) for _ in range(4)]

        for _ in range(follow.MOST_STREAMS_EACH + 2):  # who has gone holds no place
            lines = wait_for("a place is free", first_lines)
            assert lines[:2] == ["retry: 1000", ""]
            assert lines[3] == "event: received"
        with api.client.stream("GET", url, timeout=20) as answer:
            lines = answer.iter_lines()
            assert "event: received" in lines  # reads so far, and no further
            api.process.send_signal(signal.SIGTERM)
            assert len(list(lines)) == 2  # data, and an empty line
        assert api.process.wait(20) in {0, -signal.SIGTERM}
        assert "Application shutdown complete" in api.said()
        assert "Traceback" not in api.said()


def test_what_was_acknowledged_is_stored_when_the_api_is_killed_right_after(
    db: Database, free_port: int
) -> None:
    for _ in range(3):
        with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:
            answer = api.client.post("/requests", json=TRADE)
            api.process.kill()
            assert answer.status_code == 201
        with psycopg.connect(db.url) as conn:
            found = conn.execute(
                "select count(*) from bankagent.banking_requests r "
                "join procrastinate.procrastinate_jobs j on j.id = r.job_id where r.id = %s",
                [answer.json()["request_id"]],
            )
            assert found.fetchone() == (1,)


def test_a_database_that_freezes_is_503_in_time_and_good_again_when_it_thaws(
    own_db: Database, own_server: EmbeddedServer, free_port: int
) -> None:
    with (
        serving(free_port, BANKAGENT_API_DATABASE_URL=own_db.api_url) as api,
        ThreadPoolExecutor(4) as callers,
    ):
        assert api.client.post("/requests", json=TRADE).status_code == 201
        with frozen(server_processes(own_server)):
            began = time.monotonic()
            posted = callers.submit(api.client.post, "/requests", json=TRADE, timeout=20)
            read = callers.submit(api.client.get, "/requests/1", timeout=20)
            waited = callers.submit(api.client.post, "/requests/1/process", timeout=20)
            ready = callers.submit(api.client.get, "/readyz", timeout=20)
            assert api.client.get("/livez", timeout=1).status_code == 200
            assert ready.result().status_code == 503
            assert time.monotonic() - began < 6
            answers = [posted.result(), read.result(), waited.result()]
            assert [answer.status_code for answer in answers] == [503] * 3
            assert all("retry-after" in answer.headers for answer in answers)
            assert time.monotonic() - began < 14
        until = time.monotonic() + 30
        while api.client.post("/requests", json=TRADE, timeout=20).status_code != 201:
            assert time.monotonic() < until
        assert api.client.get("/readyz").status_code == 200


def test_a_start_that_must_not_be_ends_in_one_sentence(
    db: Database, empty_db: Database, free_port: int
) -> None:
    for environ, sentence in (
        ({"DATABASE_URL": empty_db.url}, "run bankagent migrate"),
        ({"DATABASE_URL": "mysql://nobody"}, "DATABASE_URL is not usable"),
        ({"BANKAGENT_DATABSE_URL": "x"}, "is not a setting"),
        ({"DATABASE_URL": db.url, "APP_ENV": "production"}, "In production"),
    ):
        with serving(free_port, **environ) as api:
            assert api.process.wait(30) != 0
            assert sentence in api.said()
            assert "Traceback" not in api.said()


def server_processes(server: EmbeddedServer) -> list[int]:
    """Return the processes of a server, the one that starts others first."""
    found = subprocess.run(
        ["pgrep", "-P", str(server.pid)], check=True, capture_output=True, text=True
    )
    return [server.pid or 0, *map(int, found.stdout.split())]
