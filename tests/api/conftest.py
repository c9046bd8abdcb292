from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bankagent.api.limits import ApiLimits
from bankagent.settings import Settings
from tests.support import worker, workers
from tests.support.api_client import calling
from tests.support.api_process import Api, serving
from tests.support.databases import Database, named
from tests.support.pgbouncer import Pooler, pooler
from tests.support.worker import WorkerByHand
from tests.support.workers import Worker


@pytest.fixture
def limits() -> ApiLimits:
    """The API's own limits; parametrize `limits` for a test of other ones."""
    return ApiLimits()


@pytest.fixture(scope="session")
def pooler_of_the_run(request: pytest.FixtureRequest, server_url: str) -> Iterator[Pooler | None]:
    """PgBouncer before the server of the run, with --pooler."""
    if not request.config.getoption("--pooler"):
        yield None
        return
    with pooler(named(server_url, "postgres")) as found:
        yield found


@pytest.fixture
def db(db: Database, request: pytest.FixtureRequest, pooler_of_the_run: Pooler | None) -> Database:
    """This test's database; with --pooler its API comes through PgBouncer."""
    if pooler_of_the_run is None or request.node.get_closest_marker("direct"):
        return db
    return pooler_of_the_run.before(db)


@pytest.fixture
def own_db(own_db: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database on a server of its own; with --pooler its API comes through PgBouncer."""
    if not request.config.getoption("--pooler") or request.node.get_closest_marker("direct"):
        yield own_db
        return
    with pooler(own_db) as found:
        yield found.before(own_db)


@pytest.fixture
async def api(db: Database, limits: ApiLimits) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the API on this test's database, as bankagent_api."""
    async with calling(Settings(api_database_url=db.api_url), limits=limits) as client:
        yield client


@pytest.fixture
def hand(db: Database) -> Iterator[WorkerByHand]:
    """A worker by hand on this test's database."""
    with worker.worker_by_hand(db.worker_url) as found:
        yield found


@pytest.fixture
def service(db: Database, free_port: int) -> Iterator[Api]:
    """An API and a worker, each a process of its own, on this test's database."""
    with (
        workers.crew(db.url, db.worker_url) as crew,
        serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api,
    ):
        crew.workers.append(Worker(db.worker_url, app="bankagent.worker.app"))
        yield api
