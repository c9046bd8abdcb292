"""What no answer and no log may lack or hold: headers, and nobody's secrets."""

import asyncio

import httpx
import psycopg
import pytest

from bankagent.service.requests import waiters
from bankagent.settings import Settings
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.hostile.answers import ALWAYS
from tests.support.payloads import TRADE

INTERNALS = ("Traceback", "psycopg", "bankagent/", ".py", "select ", "procrastinate", "asyncpg")
TOO_LONG = b'{"x":"' + b"y" * 300_000 + b'"}'
OURS_TO_SET = {
    "id": 7,
    "request_id": 7,
    "status": "processed",
    "maker": "boss",
    "actor": "boss",
    "decision": "approved",
    "outcome": "approve",
    "job_id": 1,
    "created_at": "2020-01-01T00:00:00Z",
    "idempotency_key": "k",
    "scopes": ["operate"],
    "priority": 9,
}


async def every_kind_of_answer(api: httpx.AsyncClient) -> list[httpx.Response]:
    """Return answers of all statuses that a caller can bring about."""
    return [
        await api.post("/requests", json=TRADE),
        await api.get("/requests/1"),
        await api.get("/requests/1", headers={"If-None-Match": "*"}),
        await api.get("/requests/1/events", headers={"Last-Event-ID": "x"}),
        await api.get("/requests?x=1"),
        await api.post("/requests/1/process", headers={"Prefer": "wait=0"}),
        await api.get("/livez"),
        await api.get("/docs"),
        await api.get("/openapi.json"),
        await api.get("/nowhere"),
        await api.get("/requests/9"),
        await api.delete("/requests"),
        await api.request("TRACE", "/requests"),
        await api.options("/requests"),
        await api.get("/requests/1", headers={"Authorization": "Bearer x"}),
        await api.get("/approvals"),
        await api.post("/requests", content=b"{"),
        await api.post("/requests", json={}),
        await api.post("/requests", content=TOO_LONG, headers={"Content-Type": "application/json"}),
    ]


async def test_every_answer_has_the_headers(api: httpx.AsyncClient) -> None:
    answers = await every_kind_of_answer(api)
    assert {a.status_code for a in answers} >= {200, 201, 202, 401, 404, 405, 413, 415, 422}
    for answer in answers:
        kept = {"cache-control": "private, no-cache"} if "etag" in answer.headers else {}
        assert (ALWAYS | kept).items() <= dict(answer.headers).items(), answer.request.url
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "server" not in answer.headers
        assert "script" not in policy


async def test_no_error_tells_how_the_service_is_built(api: httpx.AsyncClient) -> None:
    for answer in await every_kind_of_answer(api):
        if answer.status_code >= 400:
            assert not [word for word in INTERNALS if word in answer.text], answer.text


async def test_an_answer_that_nobody_foresaw_has_the_headers_and_tells_nothing(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with calling(Settings(api_database_url=db.api_url)) as api:
        with psycopg.connect(db.url, autocommit=True) as conn:
            conn.execute(
                "create or replace function bankagent.submit_requests(items jsonb) returns "
                "table (item int, request_id bigint, status text, outcome text) "
                "language plpgsql as $$begin raise exception 'canary %', items "
                "using errcode = 'XX001'; end$$"
            )
        answer = await api.post("/requests", json=TRADE | {"client_id": "canary-client"})
    assert answer.status_code == 500
    assert ALWAYS.items() <= dict(answer.headers).items()
    assert "canary" not in answer.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize("field", OURS_TO_SET)
async def test_what_is_ours_to_set_no_caller_sets(
    api: httpx.AsyncClient, db: Database, field: str
) -> None:
    for body in (
        TRADE | {field: OURS_TO_SET[field]},
        TRADE | {"payload": TRADE["payload"] | {field: OURS_TO_SET[field]}},
    ):
        for path, sent in (("/requests", body), ("/requests:batch", {"requests": [body]})):
            if (path, field) == ("/requests:batch", "idempotency_key") and body.get(field):
                continue
            answer = await api.post(path, json=sent)
            assert answer.status_code == 422
            assert field in str(answer.json()["errors"])
    with psycopg.connect(db.url) as conn:
        assert conn.execute("select * from bankagent.banking_requests").fetchall() == []


async def test_one_waiter_more_than_the_room_holds_is_answered_at_once(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, db: Database
) -> None:
    await api.post("/requests", json=TRADE)
    patient = {"Prefer": "wait=30"}
    room = api._transport.app.state.resources.result_waiters  # type: ignore[attr-defined]
    monkeypatch.setattr(room, "_most", 20)
    assert waiters.MOST <= 1000
    waiting = [
        asyncio.create_task(api.post("/requests/1/process", headers=patient)) for _ in range(20)
    ]
    async with asyncio.timeout(10):
        for _ in range(1000):
            await asyncio.sleep(0.01 if len(room) < 20 else 0)
        assert len(room) == 20
        one_more = await api.post("/requests/1/process", headers=patient)
        assert one_more.status_code == 202
        room.stop()
        assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {202}
