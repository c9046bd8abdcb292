"""Feeds over HTTP: who sees which, whose one is where several have a name, and pages of them."""

from typing import Any

import httpx
import pytest

from tests.support import pairs, people
from tests.support.databases import Database

Headers = dict[str, str]


async def put(api: httpx.AsyncClient, who: Headers, *names: str) -> None:
    """Send a feed of one pair for each name."""
    items = [
        {
            "client_id": "CUST-1042",
            "request_type": "trade_exception",
            "payload": pairs.pair() | {"feed": {"name": name, "row": 1, "rows": 1}},
        }
        for name in names
    ]
    answer = await api.post("/requests:batch", json={"requests": items}, headers=who)
    assert answer.status_code == 201, answer.text


async def names(api: httpx.AsyncClient, who: Headers, path: str = "/feeds") -> list[str]:
    answer = await api.get(path, headers=who)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["feeds"]]


@pytest.fixture
def recon(db: Database) -> Headers:
    return people.keyed_caller(db.url, "recon").headers


@pytest.fixture
def other(db: Database) -> Headers:
    return people.keyed_caller(db.url, "other").headers


@pytest.fixture
def rita(db: Database) -> Headers:
    return people.keyed_reviewer(db.url, "rita").headers


async def test_a_list_is_paged_newest_first_and_each_caller_sees_its_own(
    api: httpx.AsyncClient, recon: Headers, other: Headers, rita: Headers
) -> None:
    await put(api, recon, "b", "a", "c")
    await put(api, other, "d")
    assert await names(api, recon) == ["c", "a", "b"]
    assert await names(api, other) == ["d"]
    assert await names(api, rita) == ["d", "c", "a", "b"]
    first = (await api.get("/feeds?limit=2", headers=recon)).json()
    assert [one["name"] for one in first["feeds"]] == ["c", "a"]
    assert await names(api, recon, first["next"]) == ["b"]
    foreign = await api.get(first["next"], headers=other)
    assert foreign.status_code == 422


async def test_a_name_that_several_have_is_the_readers_own_or_must_be_told_whose(
    api: httpx.AsyncClient, recon: Headers, other: Headers, rita: Headers
) -> None:
    await put(api, recon, "eod", "eod")
    await put(api, other, "eod", "mine")

    async def summary(who: Headers, path: str) -> tuple[int, Any]:
        answer = await api.get(f"/feeds/{path}", headers=who)
        found = answer.json()
        return answer.status_code, (found.get("maker"), found.get("taken"))

    assert await summary(recon, "eod") == (200, ("recon", 2))
    assert await summary(other, "eod") == (200, ("other", 1))
    assert (await summary(recon, "mine"))[0] == 404
    assert (await summary(recon, "eod?maker=other"))[0] == 404
    assert (await summary(rita, "eod"))[0] == 409
    assert await summary(rita, "eod?maker=recon") == (200, ("recon", 2))
    assert await summary(rita, "mine") == (200, ("other", 1))
    for missing in ("none", "mine?maker=recon", "a%20b"):
        assert (await summary(rita, missing))[0] == 404


@pytest.mark.parametrize(
    ("feed", "where"),
    [
        ({"name": "eod", "row": 1}, "payload.feed.rows"),
        ({"name": "a b", "row": 1, "rows": 1}, "payload.feed.name"),
        ({"name": "eod", "row": 2, "rows": 1}, "payload.feed"),
        ({"name": "eod", "row": 0, "rows": 1}, "payload.feed.row"),
        ({"name": "eod", "row": 1, "rows": 100_001}, "payload.feed.rows"),
        ("eod", "payload.feed"),
    ],
    ids=["no rows", "a space", "beyond its rows", "row 0", "too many rows", "a text"],
)
async def test_a_faulty_feed_is_named_and_nothing_is_stored(
    api: httpx.AsyncClient, recon: Headers, feed: Any, where: str
) -> None:
    body = {
        "client_id": "CUST-1042",
        "request_type": "trade_exception",
        "payload": pairs.pair() | {"feed": feed},
    }
    answer = await api.post("/requests", json=body, headers=recon)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [where]
    assert await names(api, recon) == []
