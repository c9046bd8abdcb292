"""Many requests in one call: all of them, or none."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import psycopg
import pytest

from bankagent.api.limits import ApiLimits
from bankagent.api.models.batches import LIMITS
from bankagent.domain.submission import MOST_IN_A_BATCH
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.worker import WorkerByHand

BATCH = "/requests:batch"
JSON = {"Content-Type": "application/json"}
BAD_PAYLOAD = TRADE | {"payload": {"symbol": "A", "notional": -1}}


def batch(*items: Any) -> dict[str, Any]:
    return {"requests": list(items)}


def keyed(key: str, **changes: Any) -> dict[str, Any]:
    return TRADE | {"idempotency_key": key} | changes


def stored(db: Database) -> tuple[int, ...]:
    with psycopg.connect(db.url) as conn:
        row = conn.execute(
            "select (select count(*) from bankagent.banking_requests), "
            "(select count(*) from procrastinate.procrastinate_jobs), "
            "(select count(*) from bankagent.agent_audit_log), "
            "(select count(*) from bankagent.idempotency_keys)"
        ).fetchone()
    assert row
    return row


def is_refused(answer: httpx.Response, status: int, *fields: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == list(fields)


async def test_a_batch_is_stored_whole_in_the_order_of_its_items(
    api: httpx.AsyncClient, db: Database
) -> None:
    clients = [f"CUST-{n}" for n in range(MOST_IN_A_BATCH)]
    answer = await api.post(BATCH, json=batch(*(TRADE | {"client_id": c} for c in clients)))
    assert answer.status_code == 201, answer.text
    rows = answer.json()["requests"]
    assert {(row["status"], row["replayed"]) for row in rows} == {("received", False)}
    assert stored(db) == (500, 500, 500, 0)
    with psycopg.connect(db.url) as conn:
        found = conn.execute(
            "select client_id from bankagent.banking_requests join unnest(%s) with ordinality "
            "as asked (id, n) using (id) order by n",
            [[row["request_id"] for row in rows]],
        ).fetchall()
    assert [client for (client,) in found] == clients


async def test_one_wrong_item_and_nothing_is_stored(api: httpx.AsyncClient, db: Database) -> None:
    for wrong, *fields in (
        (BAD_PAYLOAD, "requests[1].payload.notional"),
        (TRADE | {"request_type": "bribe"}, "requests[1].request_type"),
        (TRADE | {"client_id": ""}, "requests[1].client_id"),
        (TRADE | {"maker": "boss"}, "requests[1].maker"),
        (keyed("a b"), "requests[1].idempotency_key"),
        (keyed(""), "requests[1].idempotency_key"),
        (keyed("k" * 256), "requests[1].idempotency_key"),
        (7, "requests[1]"),
    ):
        is_refused(await api.post(BATCH, json=batch(TRADE, wrong, TRADE)), 422, *fields)
    many = await api.post(BATCH, json=batch(TRADE, *[BAD_PAYLOAD] * 499))
    is_refused(many, 422, *(f"requests[{n}].payload.notional" for n in range(1, 21)))
    assert stored(db) == (0, 0, 0, 0)


async def test_what_is_no_batch_is_refused(api: httpx.AsyncClient, db: Database) -> None:
    for no_batch, field in (
        (batch(), "requests"),
        (batch(*[TRADE] * 501), "requests"),
        ({"requests": TRADE}, "requests"),
        (batch(TRADE) | {"atomic": False}, "atomic"),
        ({}, "requests"),
        ([TRADE], "body"),
    ):
        is_refused(await api.post(BATCH, json=no_batch), 422, field)
    header = await api.post(BATCH, json=batch(TRADE), headers={"Idempotency-Key": "k"})
    is_refused(header, 422, "Idempotency-Key")
    assert "idempotency_key of its own" in header.json()["detail"]
    assert stored(db) == (0, 0, 0, 0)


async def test_a_type_that_only_the_database_lacks_is_refused_until_it_is_migrated(
    api: httpx.AsyncClient, db: Database
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("delete from bankagent.request_types where name = 'trade_review'")
    answer = await api.post(BATCH, json=batch(TRADE, TRADE))
    assert answer.status_code == 503
    assert "its operator runs bankagent migrate" in answer.json()["detail"]
    assert stored(db) == (0, 0, 0, 0)


async def test_a_batch_that_is_sent_again_is_given_again(
    api: httpx.AsyncClient, db: Database, hand: WorkerByHand
) -> None:
    items = [keyed(f"k{n}") for n in range(3)]
    first = await api.post(BATCH, json=batch(*items))
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    hand.process(first.json()["requests"][0]["request_id"])
    again = await api.post(BATCH, json=batch(*items))
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert [row["request_id"] for row in again.json()["requests"]] == [
        row["request_id"] for row in first.json()["requests"]
    ]
    assert [row["status"] for row in again.json()["requests"]] == [
        "processed",
        "received",
        "received",
    ]
    more = await api.post(BATCH, json=batch(*items, keyed("k3"), keyed("k3")))
    assert more.status_code == 201
    assert "idempotency-replayed" not in more.headers
    assert [row["replayed"] for row in more.json()["requests"]] == [True, True, True, False, True]
    assert stored(db)[0] == 4


async def test_a_key_of_another_body_and_nothing_is_stored(
    api: httpx.AsyncClient, db: Database
) -> None:
    await api.post("/requests", json=TRADE, headers={"Idempotency-Key": "old"})
    before = stored(db)
    other = {"client_id": "CUST-2"}
    answer = await api.post(
        BATCH, json=batch(keyed("new"), keyed("old", **other), TRADE, keyed("new", **other))
    )
    is_refused(answer, 409, "requests[1].idempotency_key", "requests[3].idempotency_key")
    assert "Nothing was stored" in answer.json()["detail"]
    assert stored(db) == before
    assert (await api.post(BATCH, json=batch(keyed("new", **other)))).status_code == 201


async def test_a_body_may_be_longer_here_but_no_payload(api: httpx.AsyncClient) -> None:
    long = TRADE | {"payload": TRADE["payload"] | {"book": "b" * 60_000}}
    answer = await api.post(BATCH, json=batch(*[long] * 20))
    assert answer.status_code == 422  # read, and refused for what it says
    assert "requests[0].payload.book" in answer.text
    too_long = TRADE | {"payload": {f"n{n}": "x" * 60_000 for n in range(5)}}
    is_refused(await api.post(BATCH, json=batch(TRADE, too_long)), 422, "requests[1].payload")
    spaces = b" " * (LIMITS.bytes + 1)
    is_refused(await api.post(BATCH, content=spaces, headers=JSON), 413)


async def test_a_payload_may_be_as_deep_as_one_that_comes_alone(api: httpx.AsyncClient) -> None:
    for levels, status in ((30, 422), (31, 400)):  # 422: read, and not what the type takes
        deep: Any = "x"
        for _ in range(levels):
            deep = {"n": deep}
        alone = await api.post("/requests", json=TRADE | {"payload": {"n": deep}})
        within = await api.post(BATCH, json=batch(TRADE | {"payload": {"n": deep}}))
        assert (alone.status_code, within.status_code) == (status, status)
    assert "34 levels" in within.text


async def test_a_number_keeps_its_exact_value_in_a_long_batch(
    api: httpx.AsyncClient, db: Database
) -> None:
    exact = json.dumps(TRADE).replace("2500000", "9007199254740993.01")
    body = f'{{"requests":[{exact},{exact}{" " * 300_000}]}}'
    assert (await api.post(BATCH, content=body, headers=JSON)).status_code == 201
    with psycopg.connect(db.url) as conn:
        found = conn.execute("select payload ->> 'notional' from bankagent.banking_requests")
        assert found.fetchall() == [("9007199254740993.01",)] * 2


async def test_a_long_hostile_batch_holds_up_nobody(api: httpx.AsyncClient) -> None:
    hostile = b'{"requests":[' + b"{}," * 200_000 + b"NaN]}"
    posted = asyncio.create_task(api.post(BATCH, content=hostile, headers=JSON))
    answered = 0
    while not posted.done():
        assert (await api.get("/livez")).status_code == 200
        answered += 1
        await asyncio.sleep(0)
    is_refused(await posted, 400)
    assert answered > 5
    assert threading.active_count() < 20


async def test_a_caller_has_two_batches_under_way_and_no_more(api: httpx.AsyncClient) -> None:
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"requests":['
        await go_on.wait()
        yield json.dumps(TRADE).encode() + b"]}"

    slow = [asyncio.create_task(api.post(BATCH, content=slowly(), headers=JSON)) for _ in range(2)]
    places = api._transport.app.state.resources.batches  # type: ignore[attr-defined]
    for _ in range(1000):
        await asyncio.sleep(0.01 if len(places) < 2 else 0)
    assert len(places) == 2
    third = await api.post(BATCH, json=batch(TRADE))
    is_refused(third, 429)
    assert "retry-after" in third.headers
    go_on.set()
    assert [answer.status_code for answer in await asyncio.gather(*slow)] == [201, 201]
    assert (await api.post(BATCH, json=batch(TRADE))).status_code == 201


@pytest.mark.parametrize(("together", "limits"), [(8, ApiLimits(batches_each=8))])
async def test_batches_with_the_same_keys_at_once_make_each_request_once(
    api: httpx.AsyncClient, db: Database, together: int
) -> None:
    items = [keyed(f"k{n}") for n in range(40)]
    answers = await asyncio.gather(
        *(api.post(BATCH, json=batch(*items[:: 1 if n % 2 else -1])) for n in range(together))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * (together - 1) + [201]
    assert stored(db) == (40, 40, 40, 40)
