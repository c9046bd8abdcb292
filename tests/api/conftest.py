from collections.abc import AsyncIterator, Iterator

import by_hand
import httpx
import pytest
from by_hand import Hand
from calling import calling
from servers import Database

from bankagent.settings import Settings


@pytest.fixture
async def api(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the API on this test's database, as bankagent_api."""
    async with calling(Settings(api_database_url=db.api_url)) as client:
        yield client


@pytest.fixture
def hand(db: Database) -> Iterator[Hand]:
    """A worker by hand on this test's database."""
    with by_hand.hand(db.worker_url) as found:
        yield found
