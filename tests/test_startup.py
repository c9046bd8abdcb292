"""Worker and API as real processes, on sessions and servers that the startup check refuses."""

import sys

import pytest

from tests.support.api_process import Api
from tests.support.databases import Database
from tests.support.rows import connect
from tests.support.workers import Worker

REPLICA = "session_replication_role is replica for the database user {}, so that no trigger would"


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
