"""Fixtures for all tests: `db` is a database of its own, with our schema and one login per role."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer

from bankagent import settings
from bankagent.db.embedded import EmbeddedServer
from tests.support import databases, folders, postgres, replays
from tests.support.databases import Database
from tests.support.scheduling import Scheduler

SETTINGS = settings.load()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pooler",
        action="store_true",
        help="let the API of tests/api through PgBouncer in transaction mode",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "direct(why): this test is about connections without a pooler between"
    )
    config.addinivalue_line(
        "markers", "expect_gaps: this test breaks the audit trail on purpose; do not look after it"
    )
    config.addinivalue_line(
        "markers", "expect_differences(why): what this test decides is not replayed at its end"
    )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduler:
    """Let both cores have work at all times."""
    return Scheduler(config, log)


@pytest.fixture(scope="session", autouse=True)
def _no_settings() -> None:
    """Keep the settings of whoever runs the tests out of the processes that tests start."""
    for name in (*settings.KNOWN, *settings.TWINS):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def run_folder(testrun_uid: str) -> Iterator[Path]:
    """The folder that this run's processes share."""
    with postgres.run_folder(testrun_uid, SETTINGS) as root:
        yield root


@pytest.fixture(scope="session")
def server_url(run_folder: Path) -> Iterator[str]:
    """The superuser's URL of the server that this run's processes share."""
    with postgres.shared_server(run_folder, SETTINGS) as url:
        yield url


@pytest.fixture(scope="session")
def spent(server_url: str) -> Iterator[list[Database]]:
    """The databases of tests that are over; the next test drops them."""
    found: list[Database] = []
    yield found
    if SETTINGS.database_url:  # else the whole server goes
        for database in found:
            databases.drop(server_url, database)


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """The name of the template database that has our schema."""
    return databases.template(server_url)


@pytest.fixture
def db(
    request: pytest.FixtureRequest, server_url: str, template: str, spent: list[Database]
) -> Iterator[Database]:
    """A database of its own with our schema.

    At the end its audit trail must have no gap, and a replay of all that real code decided must
    agree.
    """
    database = databases.clone(server_url, template, spent=spent)
    yield database
    spent.append(database)
    if not request.node.get_closest_marker("expect_gaps"):
        altered = request.node.get_closest_marker("expect_differences")
        _assert_whole(database, altered=altered is not None)


@pytest.fixture(scope="module")
def module_db(
    request: pytest.FixtureRequest, server_url: str, template: str, spent: list[Database]
) -> Iterator[Database]:
    """A database with our schema for tests of one module that do not disturb one another."""
    database = databases.clone(server_url, template, spent=spent)
    yield database
    spent.append(database)
    altered = request.node.get_closest_marker("expect_differences")
    _assert_whole(database, altered=altered is not None)


@pytest.fixture
def empty_db(server_url: str, spent: list[Database]) -> Iterator[Database]:
    """A database of its own with nothing in it."""
    database = databases.clone(server_url, None, spent=spent)
    yield database
    spent.append(database)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder with a short path that the account of an embedded server can enter."""
    with folders.temporary_folder() as path:
        yield path


@pytest.fixture(scope="session")
def stopped_server(run_folder: Path) -> Path:
    """The folder of a stopped server that has the template database; tests copy it."""
    return postgres.stopped_server(run_folder, SETTINGS)


@pytest.fixture
def own_server(folder: Path, stopped_server: Path) -> Iterator[EmbeddedServer]:
    """A running server of this test alone, which it may stop, restart and kill."""
    postgres.copy_server(stopped_server, folder / "own")
    server = postgres.quick_server(folder / "own", pg_bin=SETTINGS.pg_bin)
    server.start()
    yield server
    server.stop("immediate")
    server.release()


@pytest.fixture
def own_db(own_server: EmbeddedServer) -> Iterator[Database]:
    """A database with our schema on a server of its own; its audit trail must have no gap."""
    url = own_server.url()
    database = databases.clone(url, databases.template(url))
    yield database
    own_server.start()  # the test may have left it stopped
    _assert_whole(database)


def _assert_whole(database: Database, *, altered: bool = False) -> None:
    gaps, is_decided = databases.gaps_and_decided(database)
    assert gaps == []
    if is_decided and not altered:
        assert replays.differences(database) == []


@pytest.fixture
def free_port() -> int:
    """A TCP port that nobody on this machine listens on."""
    return postgres.free_port()
