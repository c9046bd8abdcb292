"""A password that is changed while API and worker run: said at once, and taken from its file."""

from pathlib import Path

import httpx
import pytest

from bankagent import settings
from bankagent.db import service_login
from tests.support.api_process import serving
from tests.support.databases import Database, changed_url
from tests.support.payloads import TRADE
from tests.support.rows import connect
from tests.support.workers import Crew, Worker, crew, wait_for

# A pool says why after 5 s of attempts, each of which takes longer on a busy machine.
REFUSED = "The database refuses this service's password: put the new one into the service's URL"
LOGINS = ("api_user", "worker_user")


def rotate(database: Database) -> None:
    """Give both logins a new password, and end their sessions."""
    with connect(database.url) as dba:
        for login in LOGINS:
            dba.execute(f"alter role {login} password 'Zq8vK{login}'")
        dba.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = any(%s)",
            [list(LOGINS)],
        )


def new_url(database: Database, login: str) -> str:
    return changed_url(database.url, database.name, (login, f"Zq8vK{login}"))


def started(hired: Crew, file: Path) -> Worker:
    environ = {
        "BANKAGENT_WORKER_DATABASE_URL": "",
        "BANKAGENT_WORKER_DATABASE_URL_FILE": str(file),
    }
    worker = Worker("", environ=environ)
    hired.workers.append(worker)
    return worker


def test_a_new_password_is_asked_for_and_taken_from_its_file(
    own_db: Database, free_port: int, tmp_path: Path
) -> None:
    files = {login: tmp_path / login for login in LOGINS}
    files["api_user"].write_text(own_db.api_url)
    files["worker_user"].write_text(own_db.worker_url)
    with (
        crew(own_db.url, own_db.worker_url) as hired,
        serving(free_port, BANKAGENT_API_DATABASE_URL_FILE=str(files["api_user"])) as api,
    ):
        worker = started(hired, files["worker_user"])
        wait_for("the worker works", lambda: hired.rows("select from ops.workers where alive"))
        assert api.client.get("/readyz").status_code == 200
        rotate(own_db)
        said = wait_for("it is not ready", lambda: _not_ready(api.client.get("/readyz", timeout=9)))
        assert REFUSED in said
        assert "(SQLSTATE 28P01)" in said
        wait_for("the worker's log says why", lambda: REFUSED in worker.said(), within_s=60)
        assert REFUSED in api.said()
        for login, file in files.items():
            file.write_text(new_url(own_db, login))
        wait_for("it is ready", lambda: api.client.get("/readyz", timeout=9).status_code == 200)
        answer = api.client.post("/requests", json=TRADE, timeout=20)
        assert answer.status_code == 201
        hired.wait_processed([answer.json()["request_id"]])
        for process in (api, worker):
            assert "Zq8vK" not in process.said()


def _not_ready(answer: httpx.Response) -> str:
    return answer.text if answer.status_code == 503 and REFUSED in answer.text else ""


@pytest.mark.parametrize("text", ["", "mysql://no", "postgresql://u:x@y@z/bank"])
def test_a_file_that_is_of_no_use_leaves_the_url_that_was(
    db: Database, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "url"
    file.write_text(db.api_url)
    monkeypatch.setenv("BANKAGENT_API_DATABASE_URL_FILE", str(file))
    with service_login.opened(settings.load(), service_login.API) as conninfo:
        before = conninfo()
        file.write_text(text)
        assert conninfo() == before
        file.unlink()
        assert conninfo() == before
