"""The person for whom a system submits, over HTTP: given, refused, shown, and without a vote."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support import people
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.rows import Conn, connect
from tests.support.worker import WorkerByHand

JAN = "Jan Nowak"
EXPECTED = "must be a string of 1 to 200 printable characters, without a space at either end"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_the_person_is_in_every_read(api: httpx.AsyncClient) -> None:
    made = await api.post("/requests", json=TRADE | {"on_behalf_of": JAN})
    items = [TRADE | {"on_behalf_of": "Ewa Żak"}, TRADE, TRADE | {"on_behalf_of": None}]
    stored = await api.post("/requests:batch", json={"requests": items})
    assert (made.status_code, stored.status_code) == (201, 201)
    listed = (await api.get("/requests")).json()["requests"]
    assert [one["on_behalf_of"] for one in listed] == [None, None, "Ewa Żak", JAN]
    read = (await api.get("/requests/1")).json()["request"]
    assert (read["maker"], read["on_behalf_of"]) == ("anonymous", JAN)


@pytest.mark.parametrize("wrong", ["", " ", "Jan ", "x" * 201, "a\nb", "a\u202eb"])
async def test_what_is_no_name_is_a_finding_and_nothing_is_stored(
    api: httpx.AsyncClient, wrong: str
) -> None:
    bad = TRADE | {"on_behalf_of": wrong}
    one = await api.post("/requests", json=bad)
    many = await api.post("/requests:batch", json={"requests": [TRADE, bad]})
    for answer, field in ((one, "on_behalf_of"), (many, "requests[1].on_behalf_of")):
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"field": field, "expected": EXPECTED}]
    assert (await api.get("/requests")).json()["requests"] == []


@pytest.mark.parametrize("wrong", [7, [JAN], {"name": JAN}, True])
async def test_what_is_no_text_is_a_finding(api: httpx.AsyncClient, wrong: Any) -> None:
    answer = await api.post("/requests", json=TRADE | {"on_behalf_of": wrong})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["on_behalf_of"]


async def test_the_same_key_with_another_person_is_a_conflict(api: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k"}
    statuses = [
        (await api.post("/requests", json=TRADE | given, headers=key)).status_code
        for given in ({"on_behalf_of": JAN}, {"on_behalf_of": JAN}, {"on_behalf_of": "Ewa"}, {})
    ]
    assert statuses == [201, 200, 409, 409]


async def test_the_person_is_told_that_another_reviewer_must_vote(
    api: httpx.AsyncClient, dba: Conn, hand: WorkerByHand
) -> None:
    made = await api.post("/requests", json=TRADE | {"on_behalf_of": JAN})
    request_id = made.json()["request_id"]
    hand.process(request_id, **people.asks_for_people())
    jan = people.bearer(people.add_key(dba, "reviewer", "jan.nowak"))
    anna = people.bearer(people.add_key(dba, "reviewer", "anna"))
    shown = (await api.get(f"/approvals/{request_id}", headers=jan)).json()
    assert (shown["request"]["on_behalf_of"], shown["you_may_vote"]) == (JAN, False)
    assert shown["why_not"] == (
        "This request was made on your behalf: another reviewer must vote on it."
    )
    (listed,) = (await api.get("/approvals", headers=anna)).json()["approvals"]
    assert (listed["you_may_vote"], listed["why_not"]) == (True, None)
    cast = {"verdict": "approve", "reason": "Confirmed.", "digest": shown["digest"]}
    url = f"/requests/{request_id}/votes"
    refused = await api.post(url, json=cast, headers=jan)
    assert refused.status_code == 403
    assert "was made on behalf of" in refused.json()["detail"]
    assert (await api.post(url, json=cast, headers=anna)).status_code == 201
