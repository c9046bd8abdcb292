"""Requests over HTTP: made, processed, read."""

import asyncio

import httpx
import psycopg

from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand

NOW = {"Prefer": "wait=0"}
IMPOSSIBLE = [
    "1",
    "0",
    "-1",
    "+1",
    "01",
    "1.0",
    "abc",
    "%00",
    "1%20",
    "%D9%A1",
    str(2**63),
    "9" * 5000,
]


async def make(api: httpx.AsyncClient, **changes: object) -> int:
    answer = await api.post("/requests", json=TRADE | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["request_id"]


async def test_a_request_is_stored_with_its_entry_and_its_job(
    api: httpx.AsyncClient, db: Database
) -> None:
    answer = await api.post("/requests", json=TRADE)
    assert answer.status_code == 201
    assert answer.json() == {"request_id": 1, "status": "received"}
    assert answer.headers["location"] == "/requests/1"
    with psycopg.connect(db.url) as conn:
        row = conn.execute(
            "select r.client_id, r.maker, a.action, a.actor, j.status::text, j.args "
            "from bankagent.banking_requests r join bankagent.agent_audit_log a "
            "on a.request_id = r.id join procrastinate.procrastinate_jobs j on j.id = r.job_id"
        ).fetchall()
    job = {"request_id": 1, "traceparent": answer.headers["traceparent"]}
    assert row == [("CUST-1042", "anonymous", "received", "anonymous", "todo", job)]


async def test_numbers_keep_their_exact_value_through_the_whole_house(
    api: httpx.AsyncClient, db: Database
) -> None:
    body = (
        '{"client_id":"C","request_type":"trade_review",'
        '"payload":{"symbol":"A","notional":9007199254740993.01}}'
    )
    made = await api.post(
        "/requests", content=body, headers={"Content-Type": "application/json; charset=UTF-8"}
    )
    assert made.status_code == 201, made.text
    read = await api.get("/requests/1")
    assert '"notional":9007199254740993.01' in read.text
    with psycopg.connect(db.url) as conn:
        stored = conn.execute("select payload ->> 'notional' from bankagent.banking_requests")
        assert stored.fetchall() == [("9007199254740993.01",)]


async def test_the_same_key_and_body_give_the_same_request_again(api: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k" * 255}
    first = await api.post("/requests", json=TRADE, headers=key)
    again = await api.post("/requests", json=dict(reversed(TRADE.items())), headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers


async def test_fifty_at_once_with_one_key_make_one_request(
    api: httpx.AsyncClient, db: Database
) -> None:
    key = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(
        *(api.post("/requests", json=TRADE, headers=key) for _ in range(50))
    )
    assert sorted(a.status_code for a in answers) == [200] * 49 + [201]
    assert len({a.json()["request_id"] for a in answers}) == 1
    with psycopg.connect(db.url) as conn:
        count = conn.execute("select count(*) from bankagent.banking_requests").fetchone()
    assert count == (1,)


async def test_the_same_key_with_another_body_is_a_conflict_and_stores_nothing(
    api: httpx.AsyncClient,
) -> None:
    key = {"Idempotency-Key": "k"}
    await api.post("/requests", json=TRADE, headers=key)
    other = await api.post("/requests", json=TRADE | {"client_id": "CUST-2"}, headers=key)
    assert other.status_code == 409
    assert "new key" in other.json()["detail"]
    assert (await api.get("/requests/2")).status_code == 404


async def test_a_replay_tells_where_the_request_stands_now(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    key = {"Idempotency-Key": "k"}
    await api.post("/requests", json=TRADE, headers=key)
    hand.process(1)
    again = await api.post("/requests", json=TRADE, headers=key)
    assert again.json() == {"request_id": 1, "status": "processed"}


async def test_a_request_is_read_with_its_story(api: httpx.AsyncClient, hand: WorkerByHand) -> None:
    await make(api)
    fresh = (await api.get("/requests/1")).json()
    assert fresh["request"] | {"created_at": "", "updated_at": ""} == TRADE | {
        "id": 1,
        "status": "received",
        "maker": "anonymous",
        "on_behalf_of": None,
        "created_at": "",
        "updated_at": "",
    }
    assert fresh["request"]["created_at"].endswith("Z")
    assert fresh["latest_audit"]["action"] == "received"
    assert fresh["decision"] is None
    assert fresh["job"] == {"status": "todo", "attempt": 0}

    hand.claim()
    assert (await api.get("/requests/1")).json()["job"] == {"status": "doing", "attempt": 1}

    hand.settle(1)
    after = (await api.get("/requests/1")).json()
    assert after["request"]["status"] == "processed"
    assert after["latest_audit"]["action"] == "processed"
    assert after["latest_audit"]["result"]["decision"] == "approved"
    assert after["decision"]["decision"] == "approved"
    assert after["decision"]["decided_by"] == "policy"
    assert after["decision"]["actor"] == "policy:trade_review@1"
    assert after["job"] == {"status": "succeeded", "attempt": 1}


async def test_the_trail_is_read_oldest_first(api: httpx.AsyncClient, hand: WorkerByHand) -> None:
    await make(api)
    hand.process(1)
    trail = (await api.get("/requests/1/audit")).json()
    assert trail["request_id"] == 1
    told = ("action", "from_status", "to_status", "attempt")
    assert [tuple(entry[name] for name in told) for entry in trail["audit"]] == [
        ("received", "new", "received", None),
        ("processed", "received", "processed", 1),
    ]


async def test_an_id_that_cannot_be_is_not_found(api: httpx.AsyncClient) -> None:
    for id_ in IMPOSSIBLE:
        for answer in (
            await api.get(f"/requests/{id_}"),
            await api.get(f"/requests/{id_}/audit"),
            await api.post(f"/requests/{id_}/process", headers=NOW),
        ):
            assert answer.status_code == 404, id_
            assert answer.headers["content-type"] == "application/problem+json"
    assert (await api.get(f"/requests/{2**63 - 1}")).status_code == 404


async def test_processing_answers_what_was_decided_before(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    await make(api)
    hand.process(1)
    answer = await api.post("/requests/1/process")
    assert answer.status_code == 200
    assert answer.json() == {
        "request_id": 1,
        "result": {
            "client_id": "CUST-1042",
            "request_type": "trade_review",
            "decision": "approved",
            "confidence": 1.0,
            "summary": "By rule.",
        },
    }
    assert "preference-applied" not in answer.headers


async def test_processing_waits_for_the_outcome(api: httpx.AsyncClient, hand: WorkerByHand) -> None:
    await make(api)
    waiting = asyncio.create_task(
        api.post("/requests/1/process", headers={"Prefer": "respond-async, wait=20"})
    )
    await asyncio.sleep(0.1)
    assert not waiting.done()
    hand.process(1)
    answer = await asyncio.wait_for(waiting, 10)
    assert answer.json()["result"]["decision"] == "approved"
    assert answer.headers["preference-applied"] == "wait=20"


async def test_processing_says_who_acts_next_when_no_worker_does(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    for status, who in (("awaiting_approval", "reviewers"), ("needs_info", "the caller")):
        request = await make(api)
        hand.process(request, **to_people(status))
        answer = await api.post(f"/requests/{request}/process")
        assert answer.status_code == 200
        assert answer.json()["result"]["decision"] is None
        assert answer.json()["status"] == status
        assert answer.json()["who_acts_next"] == who


async def test_an_outcome_that_does_not_come_in_time_is_asked_for_later(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    await make(api)
    answer = await api.post("/requests/1/process", headers=NOW)
    assert answer.status_code == 202
    assert answer.headers["location"] == "/requests/1"
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["preference-applied"] == "wait=0"
    assert answer.json().keys() == {"request_id", "status", "detail"}
    assert answer.json()["status"] == "received"
    assert "no live worker serves requests of this type" in answer.json()["detail"]

    hand.beat()
    alive = await api.post("/requests/1/process", headers=NOW)
    assert alive.headers["retry-after"] == "1"
    assert "worker" not in alive.json()["detail"]


async def test_who_waits_under_a_pause_is_told_of_it_but_not_why(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database
) -> None:
    await make(api)
    hand.beat()
    for kind in ("queue", "request_type"):
        with psycopg.connect(db.url, autocommit=True) as conn:
            conn.execute(
                "select bankagent.pause(%s, 'trade_review', 'Desk 7 is under audit.')", [kind]
            )
            answer = await api.post("/requests/1/process", headers=NOW)
            conn.execute("select bankagent.resume(%s, 'trade_review')", [kind])
        assert (answer.status_code, answer.headers["retry-after"]) == (202, "30")
        assert "an operator has paused requests of this type" in answer.json()["detail"]
        assert "audit" not in answer.text
    answer = await api.post("/requests/1/process", headers=NOW)
    assert "paused" not in answer.json()["detail"]
    assert (await make(api)) == 2


async def test_nobody_waits_longer_than_thirty_seconds(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    await make(api)
    hand.process(1)
    for asked, applied in (
        ("wait=3600", "wait=30"),
        ("Wait = 7; foo", "wait=7"),
        ("respond-async", "respond-async"),
        ("wait=-1", None),
        ("wait=soon", None),
    ):
        answer = await api.post("/requests/1/process", headers={"Prefer": asked})
        assert answer.status_code == 200
        assert answer.headers.get("preference-applied") == applied


async def test_a_failed_and_a_cancelled_request_are_conflicts_that_name_requeue(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database
) -> None:
    failed, cancelled = await make(api), await make(api)
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("update bankagent.request_types set max_attempts = 1")
        conn.execute("select bankagent.cancel_request(%s)", [cancelled])
    hand.process(failed, error="RuntimeError")
    for request in (failed, cancelled):
        answer = await api.post(f"/requests/{request}/process")
        assert answer.status_code == 409
        assert "requeue" in answer.json()["detail"]


async def test_processing_makes_sure_that_there_is_a_job(
    api: httpx.AsyncClient, db: Database, hand: WorkerByHand
) -> None:
    await make(api)
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("set session_replication_role to replica")
        conn.execute("delete from procrastinate.procrastinate_jobs")
    assert (await api.get("/requests/1")).json()["job"] is None
    await asyncio.gather(*(api.post("/requests/1/process", headers=NOW) for _ in range(8)))
    assert (await api.get("/requests/1")).json()["job"] == {"status": "todo", "attempt": 0}
    actions = [e["action"] for e in (await api.get("/requests/1/audit")).json()["audit"]]
    assert actions == ["received", "requeued"]
    hand.process(1)
    assert (await api.post("/requests/1/process")).status_code == 200
