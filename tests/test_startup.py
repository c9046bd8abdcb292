"""Worker and API as real processes, on sessions and servers that the startup check refuses."""

import sys
import time

import httpx
import pytest

from bankagent.db.embedded import EmbeddedServer
from tests.support import postgres, rows
from tests.support.api_process import Api, serving
from tests.support.databases import Database, named
from tests.support.payloads import TRADE
from tests.support.rows import connect
from tests.support.workers import Worker, crew, wait_for

REPLICA = "session_replication_role is replica for the database user {}, so that no trigger would"
STANDBY = "This server is a standby, which takes no writes: name all hosts in the URL, and add "

AWAY = "The database is not reachable or too busy: try again in a moment."


def said_at_its_end(url: str, code: int) -> str:
    worker = Worker(url)
    try:
        assert worker.process.wait(30) == code
        return worker.said()
    finally:
        sys.stdout.write(worker.said())
        worker.end()


@pytest.mark.parametrize("spelling", ["replica", "'REPLICA'"])
def test_a_login_whose_triggers_do_not_fire_is_refused(
    db: Database, free_port: int, spelling: str
) -> None:
    with connect(db.url) as dba:
        for login in ("api_user", "worker_user"):
            dba.execute(
                f"alter role {login} in database {db.name} "
                f"set session_replication_role to {spelling}"
            )
    said = said_at_its_end(db.worker_url, 2)
    assert REPLICA.format("worker_user") in said
    assert "Traceback" not in said
    api = Api(free_port, BANKAGENT_API_DATABASE_URL=db.api_url)
    try:
        assert api.process.wait(30) == 3, api.said()
        assert REPLICA.format("api_user") in api.said()
        assert "Traceback" not in api.said()
    finally:
        api.end()


def test_a_standby_is_named_and_both_are_ready_once_it_is_promoted(
    own_server: EmbeddedServer, own_db: Database, free_port: int
) -> None:
    own_server.stop()
    (own_server.data / "standby.signal").touch()
    own_server.start()
    database = named(own_server.url(), own_db.name)
    with (
        serving(free_port, BANKAGENT_API_DATABASE_URL=database.api_url) as api,
        crew(database.url, database.worker_url) as hired,
    ):
        worker = hired.start()
        assert api.client.get("/readyz").status_code == 503
        wait_for("the worker waits", lambda: STANDBY in worker.said())
        assert STANDBY in api.said()
        promote(own_server)
        wait_for("ready", lambda: api.client.get("/readyz").status_code == 200)
        wait_for("it works", lambda: hired.rows("select from ops.workers where alive"))
        assert "Traceback" not in api.said() + worker.said()


def test_a_server_that_becomes_a_standby_is_told_from_one_that_is_away(
    own_server: EmbeddedServer, own_db: Database, free_port: int
) -> None:
    with (
        serving(free_port, BANKAGENT_API_DATABASE_URL=own_db.api_url) as api,
        crew(own_db.url, own_db.worker_url) as hired,
    ):
        worker = hired.hire()
        assert api.client.post("/requests", json=TRADE).status_code == 201
        own_server.stop("immediate")
        (own_server.data / "standby.signal").touch()
        own_server.start()
        told = "nothing was stored"
        wait_for(
            "it is told", lambda: told in api.client.post("/requests", json=TRADE, timeout=20).text
        )
        began = time.monotonic()
        answer = api.client.post("/requests", json=TRADE)
        assert time.monotonic() - began < 2
        assert (answer.status_code, told in answer.json()["detail"]) == (503, True)
        assert STANDBY in api.client.get("/readyz", timeout=9).text
        wait_for("the worker misses it", lambda: worker.said().count("claim failed") > 1)
        promote(own_server)
        wait_for("ready", lambda: api.client.get("/readyz", timeout=9).status_code == 200)
        answer = api.client.post("/requests", json=TRADE, timeout=20)
        assert answer.status_code == 201
        hired.conn.close()
        hired.conn = connect(own_db.url)
        hired.wait_processed([1, answer.json()["request_id"]])
        assert worker.alive
        assert hired.one("select count(*) from bankagent.banking_requests") == 2


def test_a_worker_waits_for_a_database_that_is_away_and_can_be_stopped(
    own_server: EmbeddedServer, own_db: Database
) -> None:
    own_server.stop("immediate")
    probes = f"127.0.0.1:{postgres.free_port()}"
    away = {"BANKAGENT_METRICS_ADDRESS": probes}
    waits, stopped = Worker(own_db.worker_url, environ=away), Worker(own_db.worker_url)
    try:
        for worker in (waits, stopped):
            wait_for("it waits", lambda it=worker: it.said().count(AWAY) > 1)
        assert httpx.get(f"http://{probes}/livez").status_code == 200
        assert stopped.drain(5) == 0
        own_server.start()
        with connect(own_db.url) as conn:
            wait_for("it works", lambda: rows.fetch(conn, "select from ops.workers where alive"))
        assert waits.drain(20) == 0
        assert "Traceback" not in waits.said() + stopped.said()
    finally:
        waits.end()
        stopped.end()


def promote(server: EmbeddedServer) -> None:
    with connect(server.url()) as conn:
        conn.execute("select pg_promote()")
