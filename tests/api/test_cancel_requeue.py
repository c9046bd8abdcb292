"""Cancel and requeue over HTTP."""

import httpx
import psycopg

from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller
from tests.support.worker import WorkerByHand


async def make(api: httpx.AsyncClient) -> int:
    return (await api.post("/requests", json=TRADE)).json()["request_id"]


async def actions(api: httpx.AsyncClient, request_id: int) -> list[tuple[str, str]]:
    trail = (await api.get(f"/requests/{request_id}/audit")).json()["audit"]
    return [(entry["action"], entry["actor"]) for entry in trail]


async def test_a_cancelled_request_is_final_and_its_job_goes_with_it(
    api: httpx.AsyncClient,
) -> None:
    request_id = await make(api)
    answer = await api.post(f"/requests/{request_id}/cancel")
    assert (answer.status_code, answer.json()) == (
        200,
        {"request_id": request_id, "status": "cancelled"},
    )
    story = (await api.get(f"/requests/{request_id}")).json()
    assert story["request"]["status"] == "cancelled"
    assert story["job"] == {"status": "cancelled", "attempt": 0}
    assert await actions(api, request_id) == [("received", "anonymous"), ("cancelled", "anonymous")]
    for verb in ("cancel", "requeue"):
        again = await api.post(f"/requests/{request_id}/{verb}")
        assert again.status_code == 409
        assert again.headers["content-type"] == "application/problem+json"
        assert "cancelled" in again.json()["detail"]


async def test_a_failed_request_gets_a_new_job_and_is_decided(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database
) -> None:
    request_id = await make(api)
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("update bankagent.request_types set max_attempts = 1")
    hand.process(request_id, error="RuntimeError")
    answer = await api.post(f"/requests/{request_id}/requeue")
    assert (answer.status_code, answer.json()) == (
        200,
        {"request_id": request_id, "status": "received"},
    )
    hand.process(request_id)
    assert [action for action, _ in await actions(api, request_id)] == [
        "received",
        "failed",
        "requeued",
        "processed",
    ]


async def test_a_caller_cancels_its_own_and_an_operator_anybodys(
    api: httpx.AsyncClient, db: Database
) -> None:
    ann, bob = (keyed_caller(db.url, name).headers for name in ("ann", "bob"))
    boss = keyed_caller(db.url, "boss", "operate").headers
    first, second = [
        (await api.post("/requests", json=TRADE, headers=ann)).json()["request_id"] for _ in "12"
    ]
    assert (await api.post(f"/requests/{first}/cancel", headers=bob)).status_code == 404
    assert (await api.post(f"/requests/{first}/cancel", headers=ann)).status_code == 200
    assert (await api.post(f"/requests/{second}/cancel", headers=boss)).status_code == 200
    assert await actions(api, first) == [("received", "ann"), ("cancelled", "ann")]
    assert await actions(api, second) == [("received", "ann"), ("cancelled", "boss")]
    shut = await api.post(f"/requests/{first}/requeue", headers=ann)
    assert (shut.status_code, "operate" in shut.json()["detail"]) == (403, True)


async def test_a_request_that_is_not_there_cannot_be_cancelled(api: httpx.AsyncClient) -> None:
    for verb in ("cancel", "requeue"):
        assert (await api.post(f"/requests/99/{verb}")).status_code == 404
