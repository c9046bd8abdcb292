"""Streams of open pages: the newest takes the place of the oldest, and hears of its own request."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from itertools import pairwise

import pytest

from bankagent.pages.open_pages import MOST_EACH, OpenPage, OpenPages
from bankagent.service.operations.changes import MOST_STREAMS
from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.rows import Conn, connect
from tests.support.sse import Stream, streaming

LATER = "retry: 15000\nevent: later\ndata: 1"


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def follows(
    browser: Browser, query: str = "", **headers: str
) -> AbstractAsyncContextManager[Stream]:
    cookie = f"bankagent_session={browser.client.cookies['bankagent_session']}"
    return streaming(browser.client._transport.app, f"/ui/live{query}", cookie=cookie, **headers)


def cancel(conn: Conn, request_id: int) -> None:
    conn.execute("select bankagent.cancel_request(%s)", [request_id])


def let_pass(conn: Conn) -> None:
    """Make all entries a minute older, as waiting would."""
    with rows.triggers_off(conn):
        conn.execute(
            "update bankagent.agent_audit_log set created_at = created_at - interval '1 minute'"
        )


async def told(stream: Stream) -> str:
    """Return the name of the next event, past comments; empty where the stream has ended."""
    while (block := await stream.block()) is not None:
        if not block.startswith(":"):
            return re.search("event: (.*)", block)[1]
    return ""


async def test_the_newest_open_page_of_a_person_takes_the_place_of_the_oldest(
    annas: Browser, dba: Conn
) -> None:
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(follows(annas)) for _ in range(MOST_EACH + 1)]
        assert {one.status for one in streams} == {200}
        # The page of the oldest connects again, after a while.
        assert [await told(streams[0]) for _ in range(3)] == ["following", "later", ""]
        verbs.submit(dba)
        assert [await told(streams[-1]) for _ in range(2)] == ["following", "changed"]


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
    let_pass(dba)
    async with follows(annas, f"?request={first}") as one, follows(annas) as all_:
        assert await told(one) == await told(all_) == "following"
        cancel(dba, second)
        assert await told(all_) == "changed"
        cancel(dba, first)
        assert await told(one) == "changed"
        # One event in all: the entry of the other request woke it not.
        assert (await one.block() or "").startswith(":")


async def test_a_list_beside_much_traffic_is_told_of_changes_less_and_less_often(
    annas: Browser, dba: Conn
) -> None:
    loop, times = asyncio.get_running_loop(), []
    async with follows(annas) as stream:
        assert await told(stream) == "following"
        for _ in range(4):
            verbs.submit(dba)
            assert await told(stream) == "changed"
            times.append(loop.time())
    first, second, third = (after - before for before, after in pairwise(times))
    assert first < second < third
    assert third > 3.5


@pytest.mark.parametrize("is_of_request", [True, False])
async def test_a_page_is_told_what_was_written_while_it_came_or_was_hidden(
    annas: Browser, dba: Conn, *, is_of_request: bool
) -> None:
    (request_id,) = verbs.submit(dba)
    query = f"?request={request_id}" if is_of_request else ""
    async with follows(annas, query) as stream:
        assert [await told(stream) for _ in range(2)] == ["following", "changed"]
    let_pass(dba)
    async with follows(annas, query) as stream:
        block = await stream.block() or ""
        assert (await stream.block() or "").startswith(":")
    seen = re.search("id: ([0-9]+)", block)
    assert seen
    cancel(dba, request_id)
    let_pass(dba)
    async with follows(annas, query, last_event_id=seen[1]) as stream:
        assert [await told(stream) for _ in range(2)] == ["following", "changed"]


@pytest.mark.parametrize("number", ["x", "-1", "9" * 400])
async def test_a_stream_of_no_request_is_refused_in_words(annas: Browser, number: str) -> None:
    assert (await annas.get(f"/live?request={number}")).status_code == 422


def seen_at(page: str) -> str:
    """Return the stream that a page follows, as its markup names it."""
    found = re.search(r'hx-sse:connect="/ui/live([^"]*)"', page)
    assert found, "the page follows nothing"
    return html.unescape(found[1])


@pytest.mark.parametrize("path", ["/queues", "/status"])
async def test_queues_and_status_are_told_of_pauses_stops_workers_and_requests(
    operators: Browser, dba: Conn, path: str
) -> None:
    query = seen_at((await operators.get(path)).text)
    assert query.startswith("?topic=service")
    async with follows(operators, query) as stream:
        assert await told(stream) == "following"
        for write in (
            lambda: dba.execute("select bankagent.pause('queue', 'trade_review', 'x')"),
            lambda: dba.execute("select bankagent.stop_decisions('trade_review', 'x')"),
            lambda: verbs.register(dba),
            lambda: verbs.submit(dba),
        ):
            write()
            assert await told(stream) == "changed"


async def test_failures_hear_of_failures_and_of_no_other_request(
    operators: Browser, dba: Conn
) -> None:
    query = seen_at((await operators.get("/failures")).text)
    async with follows(operators, query) as stream:
        assert await told(stream) == "following"
        verbs.process(dba)
        assert (await stream.block() or "").startswith(":")
        failed = verbs.fail(dba)
        assert await told(stream) == "changed"
        dba.execute("select bankagent.requeue_request(%s)", [failed])
        assert await told(stream) == "changed"


async def test_a_page_of_a_topic_hears_at_once_what_was_written_after_it(
    operators: Browser, dba: Conn
) -> None:
    query = seen_at((await operators.get("/failures")).text)
    verbs.fail(dba)
    async with follows(operators, query) as stream:
        block = await stream.block() or ""
        assert await told(stream) == "changed"
    # A browser that comes back from a hidden tab names what it saw last.
    last = re.search("id: ([0-9]+)", block)
    assert last
    async with follows(operators, query, last_event_id=last[1]) as stream:
        assert [await told(stream) for _ in range(2)] == ["following", "changed"]


async def test_a_topic_is_for_those_who_see_its_page(annas: Browser) -> None:
    assert (await annas.get("/live?topic=failures")).status_code == 403
    assert (await annas.get("/live?topic=nothing")).status_code == 422


async def test_a_followed_snapshot_is_read_once_in_its_time_however_many_follow(
    operators: Browser, dba: Conn
) -> None:
    snapshots = operators.client._transport.app.state.pages().snapshots
    snapshots._kept_s = 1.5
    await snapshots()
    query = seen_at((await operators.get("/queues")).text)
    async with follows(operators, query) as stream:
        assert await told(stream) == "following"
        await snapshots()
        verbs.submit(dba)
        assert await told(stream) == "changed"
        # The page that is told reads a new snapshot, which has what was written.
        assert snapshots.left_s == 0
        assert sum(one.ready for one in (await snapshots()).status.queues) == 1


async def test_the_doctor_does_not_look_again_because_a_page_follows(operators: Browser) -> None:
    page = (await operators.get("/status/doctor")).text
    assert 'hx-get="/ui/status"' in page
    followed = page.split('id="live"')[1].split("<h2>Doctor</h2>")[0]
    assert "</div>" in followed
    assert 'id="live"' not in page.split("<h2>Doctor</h2>")[1]
