"""A database whose encoding is not UTF8 is refused at each door, and stays as it was."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from bankagent.db.migrate import migrate
from bankagent.errors import CannotRun
from tests.support import databases, psql, rows
from tests.support.api_process import Api
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import connect
from tests.support.workers import Worker

OURS = "select nspname from pg_namespace where nspname in ('bankagent', 'ops', 'procrastinate')"


def said_of(encoding: str) -> str:
    return f"database's encoding is {encoding}, and bankagent needs UTF8: create another one with"


@pytest.fixture(params=["SQL_ASCII", "LATIN1", "EUC_JP"])
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def other(
    server_url: str, template: str, spent: list[Database], encoding: str
) -> Iterator[Database]:
    """An empty database in this encoding, on a server that has our roles."""
    name = f"t_{uuid4().hex[:12]}"
    with connect(server_url) as conn:
        conn.execute(f"create database {name} encoding '{encoding}' locale 'C' template template0")
    database = databases.named(server_url, name)
    yield database
    spent.append(database)
    with connect(database.url) as conn:
        assert rows.fetch(conn, OURS) == []


def test_migrate_refuses_it_in_one_sentence(other: Database, encoding: str) -> None:
    with pytest.raises(CannotRun, match=said_of(encoding)):
        migrate(other.url)
    done = in_process("migrate", DATABASE_URL=other.url)
    assert done.returncode == 2
    assert said_of(encoding) in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_doctor_names_it(other: Database, encoding: str) -> None:
    done = in_process("doctor", DATABASE_URL=other.url)
    assert done.returncode == 1
    assert f"problem  server: The database's encoding is {encoding}, in which text" in done.stdout
    assert "→ create another one with: create database … encoding 'UTF8'" in done.stdout


def test_an_install_by_psql_is_refused(other: Database, encoding: str) -> None:
    assert psql.run(other.url, "roles.sql").returncode == 0
    done = psql.run(other.url, "install.sql")
    assert done.returncode == 3
    assert said_of(encoding) in done.stderr
    assert done.stderr.count("ERROR") == 1


@pytest.mark.parametrize("encoding", ["SQL_ASCII"])
def test_api_and_worker_refuse_it_in_one_sentence(
    other: Database, encoding: str, free_port: int
) -> None:
    worker = Worker(other.worker_url)
    api = Api(free_port, BANKAGENT_API_DATABASE_URL=other.api_url)
    try:
        for process, code in ((worker, 2), (api, 3)):
            assert process.process.wait(30) == code, process.said()
            assert said_of(encoding) in process.said()
            assert "Traceback" not in process.said()
    finally:
        worker.end()
        api.end()
