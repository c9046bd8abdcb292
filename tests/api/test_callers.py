"""Callers: whose requests exist for whom, and who needs a key."""

import asyncio

import httpx
import psycopg
import pytest

from bankagent.settings import Settings
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import Keyed, keyed_caller, keyed_reviewer, revoke
from tests.support.worker import WorkerByHand

NOW = {"Prefer": "wait=0"}
READS = (("GET", ""), ("GET", "/audit"), ("POST", "/process"))
DOORS_OF_CALLERS = (
    ("POST", "/process"),
    ("GET", "/events"),
    ("PUT", "/payload"),
    ("POST", "/answers"),
    ("POST", "/cancel"),
    ("POST", "/requeue"),
)


async def make(api: httpx.AsyncClient, who: Keyed, **headers: str) -> int:
    answer = await api.post("/requests", json=TRADE, headers=who.headers | headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["request_id"]


async def test_a_caller_is_the_maker_and_the_actor(api: httpx.AsyncClient, db: Database) -> None:
    desk = keyed_caller(db.url, "desk-7")
    request_id = await make(api, desk)
    story = (await api.get(f"/requests/{request_id}", headers=desk.headers)).json()
    assert story["request"]["maker"] == "desk-7"
    assert story["latest_audit"]["actor"] == "desk-7"


def said(answer: httpx.Response) -> dict[str, str]:
    """Return an answer's headers but those that differ from call to call."""
    return {n: v for n, v in answer.headers.items() if n not in {"x-request-id", "traceparent"}}


async def test_anothers_request_answers_exactly_as_one_that_is_not_there(
    api: httpx.AsyncClient, db: Database, hand: WorkerByHand
) -> None:
    owner, other = keyed_caller(db.url, "owner"), keyed_caller(db.url, "other")
    waiting, done = await make(api, owner), await make(api, owner)
    hand.claim()
    hand.settle(done)
    for method, path in READS:
        absent = await api.request(method, f"/requests/999{path}", headers=other.headers | NOW)
        assert absent.status_code == 404
        for request_id in (waiting, done):
            theirs = await api.request(
                method, f"/requests/{request_id}{path}", headers=other.headers | NOW
            )
            assert (theirs.status_code, theirs.text) == (404, absent.text)
            assert said(theirs) == said(absent)
            own = await api.request(
                method, f"/requests/{request_id}{path}", headers=owner.headers | NOW
            )
            assert own.status_code in {200, 202}


async def test_the_scope_read_all_shows_everybodys_requests(
    api: httpx.AsyncClient, db: Database
) -> None:
    request_id = await make(api, keyed_caller(db.url, "owner"))
    auditor = keyed_caller(db.url, "auditor", "requests:read_all")
    for path in ("", "/audit"):
        answer = await api.get(f"/requests/{request_id}{path}", headers=auditor.headers)
        assert answer.status_code == 200
    shut = await api.post("/requests", json=TRADE, headers=auditor.headers)
    assert shut.status_code == 403
    assert "requests:write" in shut.json()["detail"]


async def test_waiting_for_anothers_request_gives_nothing_even_when_it_is_decided(
    api: httpx.AsyncClient, db: Database, hand: WorkerByHand
) -> None:
    owner, other = keyed_caller(db.url, "owner"), keyed_caller(db.url, "other")
    request_id = await make(api, owner)
    path, patient = f"/requests/{request_id}/process", {"Prefer": "wait=20"}
    waits = asyncio.create_task(api.post(path, headers=owner.headers | patient))
    shut = await api.post(path, headers=other.headers | patient)
    assert shut.status_code == 404
    hand.process(request_id)
    assert (await waits).json()["result"]["decision"] == "approved"
    assert (await api.post(path, headers=other.headers)).status_code == 404


async def test_two_callers_may_use_the_same_idempotency_key(
    api: httpx.AsyncClient, db: Database
) -> None:
    key = {"Idempotency-Key": "once"}
    first = await make(api, keyed_caller(db.url, "first"), **key)
    second = await make(api, keyed_caller(db.url, "second"), **key)
    assert first != second


async def test_a_request_that_sql_made_belongs_to_its_database_user(
    api: httpx.AsyncClient, db: Database
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute(
            'select bankagent.submit_requests(\'[{"client_id": "C", "request_type": '
            '"trade_review", "payload": {}}]\')'
        )
    desk = keyed_caller(db.url, "desk-7")
    assert (await api.get("/requests/1", headers=desk.headers)).status_code == 404


async def test_this_machine_needs_no_key_in_development_and_everybody_else_does(
    db: Database,
) -> None:
    settings = Settings(api_database_url=db.api_url)
    for here in ("127.0.0.1", "::1"):
        async with calling(settings, come_from=here) as api:
            assert (await api.post("/requests", json=TRADE)).status_code == 201
            assert (await api.get("/approvals")).status_code == 401
    async with calling(settings, come_from="10.0.0.9") as api:
        for answer in (await api.post("/requests", json=TRADE), await api.get("/docs")):
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == "application/problem+json"
            assert "Bearer" in answer.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "rebound.example"},
        {"Host": "localhost.example:8000"},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer bak_caller_x"},
        {"Authorization": "Basic YTpi"},
    ],
    ids=str,
)
async def test_what_only_seems_to_come_from_this_machine_needs_a_key(
    api: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await api.get("/requests/1", headers=headers)).status_code == 401


async def test_two_keys_at_once_are_no_key(api: httpx.AsyncClient, db: Database) -> None:
    key = ("Authorization", keyed_caller(db.url, "desk-7").headers["Authorization"])
    assert (await api.get("/requests/1", headers=[key])).status_code == 404
    assert (await api.get("/requests/1", headers=[key, key])).status_code == 401


async def test_production_needs_a_key_from_this_machine_too(db: Database) -> None:
    settings = Settings(api_database_url=db.api_url, app_env="production")
    desk = keyed_caller(db.url, "desk-7")
    async with calling(settings) as api:
        for path in ("/requests/1", "/docs", "/openapi.json", "/approvals"):
            assert (await api.get(path)).status_code == 401
        assert (await api.get("/openapi.json", headers=desk.headers)).status_code == 200
        assert (await api.get("/livez")).status_code == 200
        assert (await api.get("/readyz")).status_code == 200


async def test_a_body_is_not_read_before_its_sender_is_known(db: Database) -> None:
    async def endless():
        while True:
            yield b"x" * 1000

    settings = Settings(api_database_url=db.api_url)
    async with calling(settings, come_from="10.0.0.9") as api, asyncio.timeout(5):
        assert (await api.post("/requests", content=endless())).status_code == 401


async def test_callers_and_reviewers_keep_to_their_own_doors(
    api: httpx.AsyncClient, db: Database
) -> None:
    desk, rita = keyed_caller(db.url, "desk-7"), keyed_reviewer(db.url, "rita")
    assert (await api.get("/approvals", headers=desk.headers)).status_code == 403
    assert (await api.get("/approvals", headers=rita.headers)).status_code == 200
    assert (await api.post("/requests", json=TRADE, headers=rita.headers)).status_code == 403
    # What an authority covers is read, and nothing else is done with it.
    path = f"/requests/{await make(api, desk)}"
    assert (await api.get(path, headers=rita.headers)).status_code == 200
    assert (await api.get("/requests/999", headers=rita.headers)).status_code == 404
    for method, door in DOORS_OF_CALLERS:
        answer = await api.request(method, f"{path}{door}", headers=rita.headers | NOW)
        assert answer.status_code == 403, door
        assert "a caller's key is needed" in answer.json()["detail"]


async def test_a_revoked_key_is_refused_within_seconds(
    api: httpx.AsyncClient, db: Database
) -> None:
    desk = keyed_caller(db.url, "desk-7")
    await make(api, desk)
    revoke(db.url, desk)
    async with asyncio.timeout(3):
        refused = await api.get("/requests/1", headers=desk.headers)
        while refused.status_code == 200:
            refused = await api.get("/requests/1", headers=desk.headers)
    assert refused.status_code == 401
    assert "revoked" in refused.json()["detail"]
    assert desk.key.secret not in refused.text
