"""Lists of requests: filters, pages, and nobody else's."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bankagent.api.http import cursor as cursors
from bankagent.store.requests import lists
from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller
from tests.support.rows import Conn
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


async def page(
    api: httpx.AsyncClient, url: str = "/requests", /, headers: Any = None, **params: Any
) -> dict[str, Any]:
    answer = await api.get(url, params=params or None, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found.keys() == {"requests", "next"}
    return found


async def ids(api: httpx.AsyncClient, headers: Any = None, **params: Any) -> list[int]:
    return [row["id"] for row in (await page(api, headers=headers, **params))["requests"]]


async def all_pages(api: httpx.AsyncClient, headers: Any = None, **params: Any) -> list[list[int]]:
    found = [await page(api, headers=headers, **params)]
    while found[-1]["next"] is not None:
        found.append(await page(api, found[-1]["next"], headers=headers))
    return [[row["id"] for row in one["requests"]] for one in found]


async def test_a_list_tells_where_each_request_stands_newest_first(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    for _ in range(2):
        await api.post("/requests", json=TRADE)
    hand.process(1)
    second, first = (await page(api))["requests"]
    story = (await api.get("/requests/1")).json()["request"]
    assert first == {name: value for name, value in story.items() if name != "payload"} | {
        "decision": "approved",
        "reason": None,
        "client_reason": None,
        "question": None,
    }
    assert (first["id"], first["status"]) == (1, "processed")
    assert (second["id"], second["status"], second["decision"]) == (2, "received", None)


async def test_filters_say_which(api: httpx.AsyncClient, dba: Conn, hand: WorkerByHand) -> None:
    verbs.submit(dba, 2, client_id="CUST-1", actor="ann")
    verbs.submit(dba, 2, client_id="CUST-2", actor="bob")
    with rows.triggers_off(dba):
        for request_id in range(1, 5):
            dba.execute(
                "update bankagent.banking_requests "
                "set created_at = '2026-01-01T00:00:00Z'::timestamptz + %s * interval '1 hour' "
                "where id = %s",
                [request_id, request_id],
            )
    hand.process(1)
    hand.claim()
    hand.settle(2, **to_people())
    dba.execute("select bankagent.cancel_request(4)")
    for filters, expected in (
        ({}, [4, 3, 2, 1]),
        ({"status": "processed"}, [1]),
        ({"status": "awaiting_approval"}, [2]),
        ({"status": "received"}, [3]),
        ({"status": "cancelled"}, [4]),
        ({"status": "failed"}, []),
        ({"client_id": "CUST-2"}, [4, 3]),
        ({"client_id": "CUST-9"}, []),
        ({"client_id": "CUST-1", "status": "processed"}, [1]),
        ({"request_type": "trade_review"}, [4, 3, 2, 1]),
        ({"created_after": "2026-01-01T02:00:00Z"}, [4, 3, 2]),
        ({"created_before": "2026-01-01T02:00:00Z"}, [1]),
        ({"created_after": "2026-01-01T03:00:00+01:00"}, [4, 3, 2]),
        (
            {"created_after": "2026-01-01t02:00:00z", "created_before": "2026-01-01T04:00:00.0Z"},
            [3, 2],
        ),
        ({"created_after": "9999-12-31T23:59:59Z"}, []),
        ({"created_before": "0001-01-01T00:00:00+14:00"}, []),
    ):
        assert await ids(api, **filters) == expected, filters


async def test_pages_follow_one_another_without_a_gap_while_more_comes(
    api: httpx.AsyncClient, dba: Conn
) -> None:
    verbs.submit(dba, 7)
    first = await page(api, limit=3)
    verbs.submit(dba, 2)
    second = await page(api, first["next"])
    third = await page(api, second["next"])
    found = [[row["id"] for row in one["requests"]] for one in (first, second, third)]
    assert found == [[7, 6, 5], [4, 3, 2], [1]]
    assert third["next"] is None
    assert await all_pages(api, limit=3) == [[9, 8, 7], [6, 5, 4], [3, 2, 1]]
    assert [len(one) for one in await all_pages(api, limit=9)] == [9]


async def test_a_look_that_finds_too_few_ends_and_says_where_to_go_on(
    api: httpx.AsyncClient, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs.submit(dba, 9)
    dba.execute("select bankagent.cancel_request(id) from unnest(array[2, 9]::bigint[]) as id")
    monkeypatch.setattr(lists, "SCAN_LIMIT", 3)
    assert await all_pages(api, status="cancelled") == [[9], [], [2], []]
    # An open status has its index: only what matches is looked at.
    assert await all_pages(api, status="received", limit=9) == [[8, 7, 6], [5, 4, 3], [1]]
    assert await all_pages(api, status="cancelled", limit=1) == [[9], [], [], [2]]


async def test_a_caller_sees_its_own_and_who_reads_everything_everybodys(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    keys = {name: keyed_caller(db.url, name).headers for name in ("ann", "bob")}
    keys["eve"] = keyed_caller(db.url, "eve", "requests:read_all").headers
    for maker in ("ann", "bob", "ann", "bob", "ann"):
        verbs.submit(dba, 1, actor=maker, client_id=f"of-{maker}")
    assert await all_pages(api, keys["ann"], limit=2) == [[5, 3], [1]]
    assert await ids(api, keys["bob"]) == [4, 2]
    assert await ids(api, keys["bob"], client_id="of-ann") == []
    assert await ids(api, keys["eve"]) == [5, 4, 3, 2, 1]
    assert await ids(api, keys["eve"], client_id="of-ann") == [5, 3, 1]
    theirs = (await page(api, headers=keys["ann"], limit=2))["next"]
    for stranger in ("bob", "eve"):
        assert (await api.get(theirs, headers=keys[stranger])).status_code == 422
    own = re.sub(r"cursor=.*", "", theirs)
    forged = cursors.written(6, ["bob", {"maker": "bob"} | dict.fromkeys(FILTERS)])
    answer = await api.get(f"{own}cursor={forged}", headers=keys["bob"])
    assert [row["id"] for row in answer.json()["requests"]] == [4, 2]


FILTERS = ("status", "request_type", "client_id", "created_after", "created_before")


async def test_a_cursor_is_of_its_list_or_refused(api: httpx.AsyncClient, dba: Conn) -> None:
    verbs.submit(dba, 3)
    following = (await page(api, limit=1, client_id="CUST-1042"))["next"]
    cursor = following.partition("cursor=")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)
    raw = base64.urlsafe_b64decode(cursor)
    too_large = base64.urlsafe_b64encode(b"\xff" + raw[1:]).decode()
    nothing = base64.urlsafe_b64encode(bytes(8) + raw[8:]).decode()
    for wrong, filters in (
        (cursor, {}),
        (cursor, {"client_id": "CUST-2"}),
        (cursor, {"client_id": "CUST-1042", "status": "received"}),
        *((one, {"client_id": "CUST-1042"}) for one in (
            "", "x", cursor[:-1], cursor + "A", "A" * 28, "\u00e9" * 28, "x" * 5000, too_large,
            nothing, "*" * 28,
        )),
    ):  # fmt: skip
        answer = await api.get("/requests", params={"cursor": wrong} | filters)
        assert answer.status_code == 422, wrong
        assert [one["field"] for one in answer.json()["errors"]] == ["cursor"]
    other_limit = await page(api, limit=2, client_id="CUST-1042", cursor=cursor)
    assert [row["id"] for row in other_limit["requests"]] == [2, 1]


async def test_a_filter_that_cannot_be_is_refused_and_named(api: httpx.AsyncClient) -> None:
    for name, values in {
        "status": ("", "open", "PROCESSED"),
        "request_type": ("", "bribe"),
        "client_id": ("", "c" * 65, "a\x00b"),
        "created_after": ("", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "now"),
        "created_before": ("infinity", "2026-01-01T00:00:00 02:00", "1e9"),
        "limit": ("0", "201", "-1", "1.0", "01", "x", "9" * 30),
    }.items():
        for value in values:
            answer = await api.get("/requests", params={name: value})
            assert answer.status_code == 422, (name, value)
            assert [one["field"] for one in answer.json()["errors"]] == [name]
            assert len(value) < 5 or value not in answer.text


async def test_a_parameter_that_a_route_does_not_list_is_refused_on_every_route(
    api: httpx.AsyncClient,
) -> None:
    await api.post("/requests", json=TRADE)
    answer = await api.get("/requests", params={"state": "failed", "<b>x": 1})
    assert answer.status_code == 400
    assert answer.json()["title"] == "Unknown parameter"
    assert "status, request_type, client_id" in answer.json()["detail"]
    assert answer.json()["errors"] == [
        {"field": "state", "expected": "is not a parameter here"},
        {"field": "?", "expected": "is not a parameter here"},
    ]
    twice = await api.get("/requests?status=failed&status=received")
    assert twice.json()["errors"] == [{"field": "status", "expected": "must be sent at most once"}]
    for method, path in (
        ("POST", "/requests"),
        ("POST", "/requests:batch"),
        ("GET", "/requests/1"),
        ("GET", "/requests/1/audit"),
        ("POST", "/requests/1/cancel"),
        ("GET", "/request-types"),
        ("GET", "/approvals"),
    ):
        answer = await api.request(method, f"{path}?dry_run=1", json=TRADE)
        assert answer.status_code == 400, path
    assert (await api.get("/livez?probe=7")).status_code == 200
    assert (await api.get("/requests/1")).json()["request"]["status"] == "received"
    assert await ids(api) == [1]
