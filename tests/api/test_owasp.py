"""OWASP's ten risks of APIs (2023), as they apply: what no other test tries.

docs/security.md says which test stands for which risk.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from bankagent.api.app import app
from bankagent.settings import Settings
from tests.support import rows
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.hostile.access_rules import PUBLIC, RULES, routes
from tests.support.hostile.answers import ALWAYS, is_a_problem
from tests.support.hostile.operations import Path, operations, spliced
from tests.support.hostile.prepared_api import Stage, staged, target
from tests.support.hostile.raw_calls import ask
from tests.support.people import keyed_caller

FAR_AWAY = "10.0.0.9"
URL_OF_A_THIEF = "http://169.254.169.254/latest/meta-data"
# What callers may say by these names; everything else that a table has a column for is ours to set.
TABLES = (
    "banking_requests", "agent_audit_log", "approvals", "decisions", "evaluations", "votes",
    "idempotency_keys", "callers", "reviewers", "api_keys",
)  # fmt: skip

# Objects that hold what their sender likes, and set no column.
FREE = {"content"}

pytestmark = pytest.mark.expect_differences("comparisons of the stage, which no facts make")


@pytest.fixture
async def stage(db: Database) -> AsyncIterator[Stage]:
    async with staged(db) as found:
        yield found


# --- 2: authentication ----------------------------------------------------------


async def test_a_key_is_taken_from_its_header_and_from_nowhere_else(db: Database) -> None:
    text = keyed_caller(db.url, "desk-7").key.text
    async with calling(Settings(api_database_url=db.api_url), come_from=FAR_AWAY) as api:
        for route in sorted(routes(app)):
            method, path = route.split()
            if RULES[route].who == PUBLIC:
                continue
            for name in ("key", "api_key", "apikey", "access_token", "token", "authorization"):
                url = f"{path.replace('{request_id}', '1')}?{name}={text}"
                for headers in ({}, {"Cookie": f"{name}={text}"}, {"X-Api-Key": text}):
                    answer = await api.request(method, url, headers=headers)
                    assert answer.status_code == 401, (route, name, headers)
                    assert text not in answer.text


# --- 3: what no caller sets ------------------------------------------------------


async def test_no_column_is_set_by_a_name_that_the_document_does_not_offer(stage: Stage) -> None:
    columns = rows.fetch(
        stage.conn,
        "select distinct column_name::text as name from information_schema.columns "
        "where table_schema = 'bankagent' and table_name = any(%s) order by 1",
        list(TABLES),
    )
    assert {"status", "maker", "id", "job_id", "created_at"} < {column.name for column in columns}
    for operation in operations(app):
        for example in operation.examples:
            offered = {step for place in operation.places(example) for step in place}
            for column in {row.name for row in columns} - offered:
                for place in _objects(operation.places(example), example):
                    request_id = await stage.good(operation)
                    live = stage.live(example, request_id)
                    body = spliced(live, (*place, column), b'"processed"')
                    path = target(operation, request_id)
                    answer = await stage.call(operation, path, body=body)
                    is_a_problem(answer, 422)
                    errors = json.loads(answer.text)["errors"]
                    # Of an example of another type the whole object is no field.
                    whole = {".".join(map(str, place[: n + 1])) for n in range(len(place))}
                    refused = {one["field"] for one in errors}
                    assert column in str(errors) or whole & refused, (operation, place)
    assert stage.watched.written() == []


def _objects(places: list[Path], example: Any) -> Iterator[Path]:
    for place in places:
        inner = example
        for step in place:
            inner = inner[step] if not isinstance(inner, dict) else inner.get(step)
            if inner is None:
                break
        if isinstance(inner, dict) and FREE.isdisjoint(place):
            yield place


# --- 7: no calls to elsewhere ------------------------------------------------------


CONNECTIONS: list[Any] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}:
        CONNECTIONS.append((event, arguments))


async def test_no_word_of_a_caller_makes_the_service_call_anybody(
    api: httpx.AsyncClient, db: Database
) -> None:
    """psycopg connects below Python: what is seen here would be a call to somebody else."""
    sys.addaudithook(_note)
    with pytest.raises(OSError, match="Connect"):
        await asyncio.open_connection("127.0.0.1", 9)
    assert CONNECTIONS
    CONNECTIONS.clear()
    names = dict.fromkeys(("counterparty_name", "book", "trader"), URL_OF_A_THIEF)
    trade = {"symbol": "http://a", "notional": 6000000} | names
    body = {"client_id": URL_OF_A_THIEF, "request_type": "trade_review", "payload": trade}
    headers = dict.fromkeys(("Referer", "X-Forwarded-Host", "Link", "Callback"), URL_OF_A_THIEF)
    assert (await api.post("/requests", json=body, headers=headers)).status_code == 401
    del headers["X-Forwarded-Host"]
    made = await api.post("/requests", json=body, headers=headers)
    assert made.status_code == 201
    await decide_all(db)
    assert (await api.post("/requests/1/process")).json()["status"] == "awaiting_approval"
    assert (await api.get("/requests/1")).status_code == 200
    database = psycopg.conninfo.conninfo_to_dict(db.url).get("host")
    assert [one for one in CONNECTIONS if database not in one[1]] == []


# --- 8: configuration ---------------------------------------------------------------


async def test_every_answer_of_every_route_has_the_headers_and_no_other_page_may_read_it(
    stage: Stage,
) -> None:
    origin = (b"origin", b"https://evil.example")
    for operation in operations(app):
        path = target(operation, 2**40)
        key = stage.key(operation)
        for headers in ([key, origin], [origin], [(b"authorization", b"x"), origin]):
            for method in (operation.method, "OPTIONS", "TRACE", "HEAD"):
                answer = await ask(stage.client, method, path, headers, b"{")
                always = ALWAYS | {"cache-control": answer.headers["cache-control"]}
                assert always.items() <= answer.headers.items(), (method, path)
                assert always["cache-control"] in {"no-store", "private, no-cache"}
                assert "default-src 'none'" in answer.headers["content-security-policy"]
                assert not [name for name in answer.headers if name.startswith("access-control")]
                assert not {"server", "x-powered-by"} & set(answer.headers)
                if method != operation.method:
                    assert answer.status == 405, (method, path)
                    assert answer.headers["allow"]
    assert stage.watched.written() == []


# --- 9: inventory -------------------------------------------------------------------


def test_every_route_is_in_the_document_or_known_to_be_hidden() -> None:
    assert {operation.name for operation in operations(app)} == routes(app) == set(RULES)


# --- 10: what the database brings ---------------------------------------------------

POISON = (
    '{"symbol": "A", "notional": 1e5000}',
    '{"symbol": "A", "notional": 1e100000}',
    '{"symbol": "A", "notional": -0.000000000000000000000000000000000000000001}',
    '{"symbol": "\\u202e\\ufffe", "notional": "NaN"}',
    '{"notional": %s}' % ("[" * 31 + "]" * 31),
    json.dumps({"n" * 100_000: 1}),
    json.dumps({"symbol": "A" * 200_000}),
    "{}",
)


async def test_no_payload_that_sql_brought_in_breaks_an_answer_or_a_decision(
    api: httpx.AsyncClient, db: Database
) -> None:
    item = '[{"client_id": "\\u0007C", "request_type": "trade_review", "payload": %s}]'
    with psycopg.connect(db.url, autocommit=True) as conn:
        for payload in POISON:
            conn.execute("select * from bankagent.submit_requests(%s)", [item % payload])
        for decided in (False, True):
            for number in range(1, len(POISON) + 1):
                for path in (
                    f"/requests/{number}",
                    f"/requests/{number}/audit",
                    f"/requests/{number}/explanation",
                    f"/requests/{number}/trace",
                    f"/requests/{number}/agent-answer",
                    f"/requests/{number}/suggestion",
                ):
                    answer = await api.get(path)
                    assert answer.status_code == 200, answer.text[:500]
                    assert answer.text
            if not decided:
                await decide_all(db)
        statuses = conn.execute("select distinct status from bankagent.banking_requests")
        assert statuses.fetchall() == [("needs_info",)]
