"""Worker and API as real processes, on sessions and servers that the startup check refuses."""

import sys

import pytest

from bankagent.db.embedded import EmbeddedServer
from tests.support.api_process import Api, serving
from tests.support.databases import Database, named
from tests.support.rows import connect
from tests.support.workers import Worker, wait_for

REPLICA = "session_replication_role is replica for the database user {}, so that no trigger would"
STANDBY = "This server is a standby, which takes no writes: name all hosts in the URL, and add "


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


def test_a_standby_is_named_and_the_api_is_ready_once_it_is_promoted(
    own_server: EmbeddedServer, own_db: Database, free_port: int
) -> None:
    own_server.stop()
    (own_server.data / "standby.signal").touch()
    own_server.start()
    database = named(own_server.url(), own_db.name)
    assert STANDBY in said_at_its_end(database.worker_url, 1)
    with serving(free_port, BANKAGENT_API_DATABASE_URL=database.api_url) as api:
        assert api.client.get("/readyz").status_code == 503
        assert STANDBY in api.said()
        with connect(own_server.url()) as conn:
            conn.execute("select pg_promote()")
        wait_for("ready", lambda: api.client.get("/readyz").status_code == 200)
        assert "Traceback" not in api.said()
