"""Streams of open pages: the newest takes the place of the oldest, and hears of its own request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from itertools import pairwise

import pytest

from bankagent.pages.open_pages import MOST_EACH, OpenPage, OpenPages
from bankagent.service.operations.changes import MOST_STREAMS
from tests.support import verbs
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.rows import Conn, connect
from tests.support.sse import Stream, streaming

BEGINNING = "retry: 1000\nevent: following\ndata: 1"
LATER = "retry: 15000\nevent: later\ndata: 1"
CHANGED = "event: changed\ndata: 1"


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def follows(browser: Browser, query: str = "") -> AbstractAsyncContextManager[Stream]:
    cookie = f"bankagent_session={browser.client.cookies['bankagent_session']}"
    return streaming(browser.client._transport.app, f"/ui/live{query}", cookie=cookie)


def cancel(conn: Conn, request_id: int) -> None:
    conn.execute("select bankagent.cancel_request(%s)", [request_id])


async def told(stream: Stream) -> list[str]:
    """Return all that comes until the stream ends or a wait for changes is over."""
    found: list[str] = []
    while (block := await stream.block()) is not None and not block.startswith(":"):
        found.append(block)
    return found


async def test_the_newest_open_page_of_a_person_takes_the_place_of_the_oldest(
    annas: Browser, dba: Conn
) -> None:
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(follows(annas)) for _ in range(MOST_EACH + 1)]
        assert {one.status for one in streams} == {200}
        assert await streams[0].block() == BEGINNING
        while (said := await streams[0].block()) is not None:
            last = said
        assert last == LATER  # it connects again, after a while
        verbs.submit(dba)
        assert await told(streams[-1]) == [BEGINNING, CHANGED]


async def test_a_service_whose_streams_are_all_taken_tells_a_page_to_come_later(
    annas: Browser, bens: Browser
) -> None:
    pages: OpenPages = annas.client._transport.app.state.pages().open_pages
    async with AsyncExitStack() as stack:
        for n in range(MOST_STREAMS):
            stack.enter_context(pages.held(OpenPage(f"holder-{n}")))
        answer = await bens.get("/live")
    assert (answer.status_code, answer.text) == (200, f"{LATER}\n\n")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert len(pages) == 0


async def test_a_page_of_a_request_hears_of_that_request_alone(annas: Browser, dba: Conn) -> None:
    first, second = verbs.submit(dba, 2)
    async with follows(annas, f"?request={first}") as one, follows(annas) as all_:
        assert await one.block() == await all_.block() == BEGINNING
        cancel(dba, second)
        assert await all_.block() == CHANGED
        cancel(dba, first)
        assert await one.block() == CHANGED
        # One event in all: the entry of the other request woke it not.
        assert (await one.block() or "").startswith(":")


async def test_a_list_beside_much_traffic_is_told_of_changes_less_and_less_often(
    annas: Browser, dba: Conn
) -> None:
    loop, times = asyncio.get_running_loop(), []
    async with follows(annas) as stream:
        assert await stream.block() == BEGINNING
        for _ in range(4):
            verbs.submit(dba)
            assert await stream.block() == CHANGED
            times.append(loop.time())
    first, second, third = (after - before for before, after in pairwise(times))
    assert first < second < third
    assert third > 3.5


@pytest.mark.parametrize("number", ["x", "-1", "9" * 400])
async def test_a_stream_of_no_request_is_refused_in_words(annas: Browser, number: str) -> None:
    assert (await annas.get(f"/live?request={number}")).status_code == 422
