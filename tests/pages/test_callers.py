"""A caller's page of its request: without what only reviewers and auditors may read of a policy."""

from collections.abc import AsyncIterator

import pytest

from tests.support import cases, people, verbs
from tests.support.databases import Database
from tests.support.pages import Browser, browser
from tests.support.people import keyed_caller
from tests.support.rows import Conn, connect
from tests.support.worker import WorkerByHand

pytestmark = pytest.mark.expect_differences("a case of a test, which no facts make")


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
async def desks(site: object, db: Database) -> AsyncIterator[Browser]:
    """The browser of a caller that reads its own requests."""
    async with browser(site) as found:
        await found.log_in(keyed_caller(db.url, "desk-7", "requests:read", "requests:write"))
        yield found


async def test_a_caller_does_not_read_the_rules_that_did_not_fire(
    annas: Browser, desks: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    (request_id,) = verbs.submit(dba, actor="desk-7")
    hand.process(request_id, **people.asks_for_people())
    assert "did not fire" in (await annas.get(f"/requests/{request_id}")).text
    text = (await desks.get(f"/requests/{request_id}")).text
    assert "TR-010" in text
    assert "did not fire" not in text


async def test_a_caller_does_not_read_hits_requirements_or_rating_of_its_case(
    annas: Browser, desks: Browser, dba: Conn
) -> None:
    request_id = cases.waiting(dba)
    for words in ("Documents against requirements", "Rating", "Screening", "screening:TEST"):
        assert words in (await annas.get(f"/requests/{request_id}")).text, words
        assert words not in (await desks.get(f"/requests/{request_id}")).text, words
