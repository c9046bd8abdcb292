"""What strangers may take up, and that others are served meanwhile: bodies, connections, looks."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socket import create_connection

import httpx
import psycopg
import pytest

from tests.support.api_process import serving
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller
from tests.support.workers import wait_for

SLOW = 200
# Logins are of the server: sessions of other tests, in other databases of it, are none of ours.
OPEN = "select count(*) from pg_stat_activity where usename = %s and datname = current_database()"
BUSY = f"{OPEN} and state <> 'idle'"
MOST_CONNECTIONS = 12  # ten of the pool, one to look, one to spare


@contextmanager
def slow_bodies(port: int, key: str) -> Iterator[None]:
    """Begin many calls that never end, as somebody with a key."""
    head = (
        "POST /requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: {key}\r\nContent-Length: 1000\r\n\r\n{{"
    )
    with ExitStack() as connections:
        for _ in range(SLOW):
            one = connections.enter_context(create_connection(("127.0.0.1", port)))
            one.sendall(head.encode())
        yield


def test_slow_bodies_hold_no_connection_to_the_database_and_nobody_waits_for_them(
    db: Database, free_port: int
) -> None:
    desk = keyed_caller(db.url, "desk-7")
    user = httpx.URL(db.api_url).username
    with (
        serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api,
        psycopg.connect(db.url, autocommit=True) as conn,
        httpx.Client(base_url=api.url, headers=desk.headers, timeout=5) as client,
    ):
        with slow_bodies(free_port, desk.headers["Authorization"]):
            began = time.monotonic()
            for number in range(1, 21):
                made = client.post("/requests", json=TRADE)
                assert (made.status_code, made.json()["request_id"]) == (201, number)
            assert time.monotonic() - began < 10
            # The answer may come before the server process, or a pooler, has noted that it is idle.
            wait_for("none is busy", lambda: conn.execute(BUSY, [user]).fetchone() == (0,))
            (connections,) = conn.execute(OPEN, [user]).fetchone() or (0,)
            assert connections <= MOST_CONNECTIONS
        assert client.get("/requests/20").status_code == 200
        stored = conn.execute("select count(*) from bankagent.banking_requests").fetchone()
        assert stored == (20,)
        assert "Traceback" not in api.said()


async def test_when_all_connections_are_busy_callers_are_told_in_time_and_served_again_after(
    api: httpx.AsyncClient, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = api._transport.app.state.resources.gateway  # type: ignore[attr-defined]
    assert gateway._deadline_s <= 10
    assert (await api.get("/requests/1")).status_code == 404
    with psycopg.connect(db.url) as conn, monkeypatch.context() as soon:
        soon.setattr(gateway, "_deadline_s", 1.0)
        conn.execute("lock table bankagent.banking_requests in access exclusive mode")
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*(api.get("/requests/1") for _ in range(100)))
            assert (await api.get("/livez")).status_code == 200
        assert {answer.status_code for answer in answers} == {503}
        assert {answer.headers["retry-after"] for answer in answers} == {"2"}
    async with asyncio.timeout(10):
        while (await api.get("/requests/1")).status_code == 503:
            pass
        answers = await asyncio.gather(*(api.get("/requests/1") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {404}


async def test_a_long_body_is_parsed_while_others_have_their_turns(api: httpx.AsyncClient) -> None:
    slow_to_refuse = b"[" + b"1," * 130_000 + b"NaN]"
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(take_turns())
    answer = await api.post(
        "/requests", content=slow_to_refuse, headers={"Content-Type": "application/json"}
    )
    others.cancel()
    assert answer.status_code == 400
    assert turns > 200
