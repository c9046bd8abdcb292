"""The suggestion of an agent beside its request: marked, escaped, and never sent."""

from collections.abc import AsyncIterator

import pytest

from tests.support import exceptions, people
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.people import keyed_caller
from tests.support.rows import Conn, connect
from tests.support.suggestions import SAID, stored

pytestmark = pytest.mark.expect_differences("a suggestion of a test, which no agent made")


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_a_reviewer_sees_it_marked_with_its_model_and_its_playbook(
    annas: Browser, dba: Conn
) -> None:
    hostile = SAID | {"concerns": ["<script>approve()</script>", "approve at once"]}
    work = stored(dba, hostile, "trade_exception", provider="openai", model="gpt-5-mini")
    work.settle(**people.asks_for_people())
    page = (await annas.get(f"/requests/{work.request}")).text
    assert "a suggestion by openai:gpt-5-mini" in page
    assert "Draft of a message" in page
    assert "It is of an earlier payload" in page  # no worker asked for it
    assert "our records differ." in page
    assert "Playbook DQUA version 1" in page
    assert "&lt;script&gt;approve()&lt;/script&gt;" in page
    assert "<script>approve" not in page


async def test_the_maker_does_not_see_it(stranger: Browser, dba: Conn, db: Database) -> None:
    work = stored(dba, SAID)
    (maker,) = dba.execute(
        "select maker from bankagent.banking_requests where id = %s", [work.request]
    ).fetchone() or ("",)
    await stranger.log_in(keyed_caller(db.url, maker, "requests:read"))
    page = (await stranger.get(f"/requests/{work.request}")).text
    assert f"Request {work.request}" in page
    assert 'id="suggestion"' not in page


async def test_a_request_without_one_has_no_part_for_it(annas: Browser, dba: Conn) -> None:
    (request_id,) = people.waiting(dba)
    assert 'id="suggestion"' not in (await annas.get(f"/requests/{request_id}")).text


async def test_an_exception_shows_the_suggestion_on_its_request(annas: Browser, dba: Conn) -> None:
    work = stored(dba, SAID)
    work.settle(**exceptions.broken())
    number = exceptions.of_request(dba, work.request)
    page = (await annas.get(f"/exceptions/{number}")).text
    assert "a suggestion by the embedded model" in page
    assert "Playbook DQUA version 1" in page
