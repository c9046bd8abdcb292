"""A site on this test's database, browsers, and people who log in."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.support import worker
from tests.support.databases import Database
from tests.support.pages import Browser, browser, visiting
from tests.support.people import Keyed, keyed_caller, keyed_reviewer
from tests.support.worker import WorkerByHand

Site = tuple[httpx.ASGITransport, str]


@pytest.fixture
async def site(db: Database) -> AsyncIterator[Site]:
    async with visiting(db.api_url) as found:
        yield found


@pytest.fixture
async def stranger(site: Site) -> AsyncIterator[Browser]:
    """A browser of a person who is not logged in."""
    async with browser(site) as found:
        yield found


@pytest.fixture
def anna(db: Database) -> Keyed:
    return keyed_reviewer(db.url, "anna")


@pytest.fixture
async def annas(site: Site, anna: Keyed) -> AsyncIterator[Browser]:
    """Anna's browser, in which she is logged in as a reviewer."""
    async with browser(site) as found:
        await found.log_in(anna)
        yield found


@pytest.fixture
def ben(db: Database) -> Keyed:
    return keyed_reviewer(db.url, "ben", "compliance")


@pytest.fixture
async def bens(site: Site, ben: Keyed) -> AsyncIterator[Browser]:
    """Ben's browser, in which he is logged in as a reviewer of compliance."""
    async with browser(site) as found:
        await found.log_in(ben)
        yield found


@pytest.fixture
async def operators(site: Site, db: Database) -> AsyncIterator[Browser]:
    """An operator's browser."""
    async with browser(site) as found:
        await found.log_in(keyed_caller(db.url, "ops", "operate"))
        yield found


@pytest.fixture
async def auditors(site: Site, db: Database) -> AsyncIterator[Browser]:
    """An auditor's browser."""
    async with browser(site) as found:
        await found.log_in(keyed_caller(db.url, "audit", "requests:read_all"))
        yield found


@pytest.fixture
def hand(db: Database) -> Iterator[WorkerByHand]:
    """A worker by hand on this test's database."""
    with worker.worker_by_hand(db.worker_url) as found:
        yield found
