"""A request that is followed: each entry once, in order, as it comes, for as long as one may."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bankagent.api.http.resources import Resources
from bankagent.api.limits import ApiLimits
from bankagent.service.requests import follow
from tests.support import rows
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import disable, keyed_caller, revoke
from tests.support.sse import Stream, streaming
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand


@pytest.fixture
def app(api: httpx.AsyncClient) -> Any:
    return api._transport.app  # type: ignore[attr-defined]


@pytest.fixture
def resources(app: Any) -> Resources:
    found: Resources = app.state.resources
    return found


async def make(api: httpx.AsyncClient, headers: Any = None) -> int:
    made = await api.post("/requests", json=TRADE, headers=headers)
    request_id: int = made.json()["request_id"]
    return request_id


async def until(what: str, condition: Callable[[], object]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(what)


@contextmanager
def nobody_let_in(db: Database) -> Iterator[None]:
    """Cut the API's connections to its database, and let it make no new ones."""
    with rows.connect(urlsplit(db.url)._replace(path="/postgres").geturl()) as conn:
        conn.execute(f"alter database {db.name} allow_connections false")
        conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = %s and usename = 'api_user'",
            [db.name],
        )
        yield
        conn.execute(f"alter database {db.name} allow_connections true")


def path(request_id: int) -> str:
    return f"/requests/{request_id}/events"


async def test_each_entry_comes_as_the_trail_shows_it_until_the_request_is_final(
    api: httpx.AsyncClient, app: Any, hand: WorkerByHand
) -> None:
    request_id = await make(api)
    async with streaming(app, path(request_id)) as stream:
        assert (stream.status, await stream.block()) == (200, "retry: 1000")
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store"
        assert "content-length" not in stream.headers
        first = await stream.event()
        assert first
        assert first.name == "received"
        hand.process(request_id)
        second = await stream.event()
        assert second
        assert second.name == "processed"
        assert await stream.event() is None
    trail = (await api.get(f"/requests/{request_id}/audit")).json()["audit"]
    assert [first.data, second.data] == trail
    assert [first.id, second.id] == [entry["id"] for entry in trail]


async def test_who_comes_back_gets_what_came_after_and_nothing_twice(
    api: httpx.AsyncClient, app: Any, hand: WorkerByHand
) -> None:
    request_id = await make(api)
    async with streaming(app, path(request_id)) as stream:
        seen = await stream.events(1)
    hand.process(request_id, **to_people("needs_info"))
    async with streaming(app, path(request_id), Last_Event_ID=str(seen[-1].id)) as stream:
        seen += await stream.events(1)
        better = await api.put(
            f"/requests/{request_id}/payload", json={"payload": TRADE["payload"]}
        )
        assert better.status_code == 200
    hand.process(request_id)
    async with streaming(app, path(request_id), Last_Event_ID=str(seen[-1].id)) as stream:
        seen += await stream.events(2)
        assert await stream.event() is None
    trail = (await api.get(f"/requests/{request_id}/audit")).json()["audit"]
    assert [one.data for one in seen] == trail
    assert len(trail) == 4
    over = await api.get(path(request_id), headers={"Last-Event-ID": str(seen[-1].id)})
    assert (over.status_code, over.content) == (204, b"")
    again = await api.get(path(request_id))
    assert again.text.count("id: ") == 4


async def test_an_id_that_is_none_of_this_requests_events_is_refused(
    api: httpx.AsyncClient,
) -> None:
    mine, other = await make(api), await make(api)
    others = (await api.get(f"/requests/{other}/audit")).json()["audit"][0]["id"]
    for wrong in ("", "0", "-1", "1.0", "x", "01", "9" * 30, str(2**63), str(others), "999"):
        answer = await api.get(path(mine), headers={"Last-Event-ID": wrong})
        assert answer.status_code == 422, wrong
        assert [one["field"] for one in answer.json()["errors"]] == ["Last-Event-ID"]
    twice = [("Last-Event-ID", "1"), ("Last-Event-ID", "1")]
    assert (await api.get(path(mine), headers=twice)).status_code == 422
    assert (await api.get(path(99))).status_code == 404


@pytest.mark.parametrize("limits", [ApiLimits(streams_each=60)])
async def test_all_who_follow_are_told_by_one_poll_at_a_time(
    api: httpx.AsyncClient, app: Any, resources: Resources, hand: WorkerByHand
) -> None:
    ids = [await make(api) for _ in range(3)]
    streams = [Stream(app, path(ids[n % 3]), {}) for n in range(60)]
    await asyncio.gather(*(stream.start() for stream in streams))
    assert len(resources.streams) == 60
    assert {(await stream.events(1))[0].name for stream in streams} == {"received"}
    await until("all wait", lambda: len(resources.entry_waiters) == 60)
    assert len(resources.entry_waiters._waiting) == 3
    hand.claim()
    for request_id in ids:
        hand.settle(request_id)
    for n, stream in enumerate(streams):
        (event,) = await stream.events(1)
        assert event.name == "processed"
        assert event.data["job_id"] == ids[n % 3]
        assert await stream.event() is None
    await asyncio.gather(*(stream.leave() for stream in streams))
    assert len(resources.streams) == len(resources.entry_waiters) == 0


@pytest.mark.parametrize("limits", [ApiLimits(streams=3, streams_each=2)])
async def test_there_are_so_many_places_and_who_goes_away_frees_one(
    api: httpx.AsyncClient, app: Any, resources: Resources, db: Database
) -> None:
    assert (follow.MOST_STREAMS, follow.MOST_STREAMS_EACH) == (200, 20)
    ann, bob = (keyed_caller(db.url, name, "requests:read_all").headers for name in ("ann", "bob"))
    request_id = await make(api)
    streams = [Stream(app, path(request_id), ann) for _ in range(2)]
    await asyncio.gather(*(stream.start() for stream in streams))
    too_many = await api.get(path(request_id), headers=ann)
    assert too_many.status_code == 429
    assert too_many.headers["content-type"] == "application/problem+json"
    assert "retry-after" in too_many.headers
    assert "You have 2 event streams" in too_many.json()["detail"]
    async with streaming(app, path(request_id), **bob) as third:
        assert third.status == 200
        full = await api.get(path(request_id))
        assert (full.status_code, "This service has 3" in full.json()["detail"]) == (503, True)
    for stream in streams:
        await stream.leave()
        assert stream.task.done()
    assert len(resources.streams) == len(resources.entry_waiters) == 0
    async with streaming(app, path(request_id), **ann) as stream:
        assert stream.status == 200


async def test_a_comment_comes_when_nothing_else_does(
    api: httpx.AsyncClient, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "CHECK_KEY_EVERY_S", 0.02)
    monkeypatch.setattr(follow, "KEEP_ALIVE_S", 0.05)
    async with streaming(app, path(await make(api))) as stream:
        blocks = [await stream.block() for _ in range(5)]
    assert blocks[0] == "retry: 1000"
    assert [block for block in blocks if block == ": nothing new"] == [": nothing new"] * 3


@pytest.mark.parametrize("limits", [ApiLimits(key_kept_s=0.0)])
@pytest.mark.parametrize("how", ["revoked", "disabled", "another's now"])
async def test_a_stream_ends_soon_after_its_key_or_its_right_is_gone(
    api: httpx.AsyncClient,
    app: Any,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    monkeypatch.setattr(follow, "CHECK_KEY_EVERY_S", 0.05)
    request_id = await make(api)
    eve = keyed_caller(db.url, "eve", "requests:read_all")
    async with streaming(app, path(request_id), **eve.headers) as stream:
        assert (await stream.events(1))[0].name == "received"
        await asyncio.sleep(0.2)
        assert not stream.task.done()
        match how:
            case "revoked":
                revoke(db.url, eve)
            case "disabled":
                disable(db.url, eve)
            case _:
                keyed_caller(db.url, "eve", "requests:read")
        assert await stream.event() is None
    assert stream.ended


async def test_a_stream_ends_when_the_process_is_told_to_end(
    api: httpx.AsyncClient, app: Any, resources: Resources
) -> None:
    async with streaming(app, path(await make(api))) as stream:
        await stream.events(1)
        resources.entry_waiters.stop()
        assert await stream.event() is None
        assert stream.ended


@pytest.mark.parametrize("limits", [ApiLimits(key_kept_s=0.0)])
async def test_a_database_that_is_away_for_a_while_ends_no_stream(
    api: httpx.AsyncClient,
    app: Any,
    hand: WorkerByHand,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(follow, "CHECK_KEY_EVERY_S", 0.05)
    eve = keyed_caller(db.url, "eve", "requests:read_all")
    request_id = await make(api)
    async with streaming(app, path(request_id), **eve.headers) as stream:
        await stream.events(1)
        with nobody_let_in(db):
            await asyncio.sleep(0.5)
        assert not stream.task.done()
        hand.process(request_id)
        assert [one.name for one in await stream.events(1)] == ["processed"]
