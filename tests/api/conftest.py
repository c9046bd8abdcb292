from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bankagent.api.limits import ApiLimits
from bankagent.settings import Settings
from tests.support import worker
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.worker import WorkerByHand


@pytest.fixture
def limits() -> ApiLimits:
    """The API's own limits; parametrize `limits` for a test of other ones."""
    return ApiLimits()


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
