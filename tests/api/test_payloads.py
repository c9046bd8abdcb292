"""A request that waits for its caller gets another payload, over HTTP."""

from typing import Any

import httpx

from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand

BETTER = {"payload": {"symbol": "MSFT", "notional": 2500000.10}}
REASON = {"verdict": "needs_info", "reason": "Which book?"}


async def asks_its_caller(api: httpx.AsyncClient, hand: WorkerByHand, headers: Any = None) -> int:
    made = await api.post("/requests", json=TRADE, headers=headers)
    request_id: int = made.json()["request_id"]
    hand.process(request_id, **to_people("needs_info"))
    return request_id


async def test_a_corrected_request_is_processed_anew(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    request_id = await asks_its_caller(api, hand)
    path = f"/requests/{request_id}"
    assert (await api.get(path)).json()["payload_version"] == 1
    answer = await api.put(f"{path}/payload", json=BETTER)
    assert (answer.status_code, answer.json()) == (
        200,
        {"request_id": request_id, "status": "received", "payload_version": 2},
    )
    story = (await api.get(path)).json()
    assert (story["request"]["payload"], story["payload_version"]) == (BETTER["payload"], 2)
    assert story["job"] == {"status": "todo", "attempt": 0}
    hand.process(request_id)
    assert (await api.post(f"{path}/process")).json()["result"]["decision"] == "approved"
    trail = await api.get(f"{path}/audit")
    assert [entry["action"] for entry in trail.json()["audit"]] == [
        "received",
        "needs_info",
        "payload_replaced",
        "processed",
    ]
    assert "MSFT" not in trail.text
    again = await api.put(f"{path}/payload", json=BETTER)
    assert again.status_code == 409
    assert "submit a new request" in again.json()["detail"]


async def test_what_a_reviewer_asked_for_comes_back_to_reviewers(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database
) -> None:
    rita = keyed_reviewer(db.url, "rita").headers
    request_id = (await api.post("/requests", json=TRADE)).json()["request_id"]
    path, waits = f"/requests/{request_id}", f"/approvals/{request_id}"
    hand.process(request_id, **to_people())
    first = (await api.get(waits, headers=rita)).json()["digest"]
    asked = REASON | {"digest": first}
    assert (await api.post(f"{path}/votes", json=asked, headers=rita)).status_code == 201
    assert (await api.get(path)).json()["asked"] == "Which book?"
    assert (await api.put(f"{path}/payload", json=BETTER)).status_code == 200
    assert (await api.get(path)).json()["asked"] is None
    hand.process(request_id, **to_people())
    shown = (await api.get(waits, headers=rita)).json()
    assert shown["request"]["payload"] == BETTER["payload"]
    assert shown["digest"] != first
    vote = {"verdict": "approve", "reason": "Now it is clear.", "digest": shown["digest"]}
    cast = await api.post(f"{path}/votes", json=vote, headers=rita)
    assert cast.json()["decision"] == "approved"


async def test_a_payload_that_is_not_valid_changes_nothing(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    request_id = await asks_its_caller(api, hand)
    path = f"/requests/{request_id}"
    for wrong, field in (
        ({"payload": {"symbol": "A", "notional": -1}}, "payload.notional"),
        ({"payload": []}, "payload"),
        ({}, "payload"),
        (BETTER | {"client_id": "CUST-2"}, "client_id"),
        (BETTER | {"request_type": "trade_review"}, "request_type"),
        (BETTER["payload"], "payload"),
    ):
        answer = await api.put(f"{path}/payload", json=wrong)
        assert answer.status_code == 422, wrong
        assert field in [one["field"] for one in answer.json()["errors"]]
    assert (await api.put(f"{path}/payload", content=b"{")).status_code == 415
    too_long = {"payload": {"symbol": "A" * 300_000}}
    assert (await api.put(f"{path}/payload", json=too_long)).status_code == 413
    story = (await api.get(path)).json()
    assert (story["request"]["status"], story["payload_version"]) == ("needs_info", 1)


async def test_only_its_maker_corrects_a_request(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database
) -> None:
    maker = keyed_caller(db.url, "maker").headers
    request_id = await asks_its_caller(api, hand, maker)
    scopes = ("requests:write", "requests:read_all", "operate")
    for headers in (keyed_caller(db.url, "chief", *scopes).headers, {}):
        answer = await api.put(f"/requests/{request_id}/payload", json=BETTER, headers=headers)
        assert answer.status_code == 404
    reader = keyed_caller(db.url, "maker", "requests:read").headers
    shut = await api.put(f"/requests/{request_id}/payload", json=BETTER, headers=reader)
    assert shut.status_code == 403
    assert (await api.put("/requests/99/payload", json=BETTER)).status_code == 404
