"""Delegations and break-glass over HTTP: what people ask for, confirm, review and see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.support import approvals, people, rows
from tests.support.databases import Database
from tests.support.people import bearer
from tests.support.rows import Conn, connect

Headers = dict[str, str]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def team(dba: Conn) -> dict[str, Headers]:
    """What anna (a senior), ben and cleo (up to 10 USD) send to be known."""
    found = {
        name: bearer(people.add_key(dba, "reviewer", name)) for name in ("anna", "ben", "cleo")
    }
    approvals.allow(dba, "anna", "senior", max_amount=9000000, currency="USD")
    for name in ("ben", "cleo"):
        approvals.allow(dba, name, "operations", max_amount=10, currency="USD")
    return found


async def asked(api: httpx.AsyncClient, who: Headers, show: str) -> list[int]:
    answer = await api.get(f"/authorities/asks?show={show}", headers=who)
    assert answer.status_code == 200, answer.text
    return [one["ask_id"] for one in answer.json()["asks"]]


async def test_a_colleague_votes_by_a_delegation_that_a_third_person_confirmed(
    api: httpx.AsyncClient, dba: Conn, team: dict[str, Headers]
) -> None:
    (own,) = (await api.get("/authorities", headers=team["anna"])).json()["authorities"]
    assert (own["role"], own["limit"]) == ("senior", {"amount": "9000000", "currency": "USD"})
    body = {
        "authority_id": own["authority_id"],
        "holder": "ben",
        "valid_to": (datetime.now(UTC) + timedelta(days=3)).isoformat(),
        "limit": {"amount": "6000000", "currency": "USD"},
        "reason": "On leave.",
    }
    made = await api.post("/authorities/delegations", json=body, headers=team["anna"])
    assert made.status_code == 201, made.text
    ask = made.json()["ask_id"]
    assert await asked(api, team["cleo"], "to_confirm") == [ask]
    for name in ("anna", "ben"):
        assert await asked(api, team[name], "to_confirm") == []
        assert await asked(api, team[name], "mine") == [ask]
    path = f"/authorities/asks/{ask}/confirm"
    refused = await api.post(path, headers=team["ben"])
    assert refused.status_code == 403
    assert "another person must" in refused.json()["detail"]
    assert (await api.post(path, headers=team["cleo"])).status_code == 200
    assert (await api.post(path, headers=team["cleo"])).status_code == 409
    (one,) = approvals.waiting(dba, "review")
    shown = (await api.get(f"/approvals/{one}", headers=team["ben"])).json()
    assert shown["you_may_vote"] is True
    vote = {"verdict": "approve", "reason": "Fine.", "digest": shown["digest"]}
    cast = await api.post(f"/requests/{one}/votes", json=vote, headers=team["ben"])
    assert cast.json()["decision"] == "approved"


async def test_break_glass_is_confirmed_used_and_reviewed(
    api: httpx.AsyncClient, dba: Conn, team: dict[str, Headers]
) -> None:
    body = {"role": "senior", "hours": 8, "reason": "No senior is here."}
    made = await api.post("/authorities/break-glass", json=body, headers=team["ben"])
    ask = made.json()["ask_id"]
    confirmed = await api.post(f"/authorities/asks/{ask}/confirm", headers=team["cleo"])
    assert confirmed.status_code == 200, confirmed.text
    said = {"verdict": "justified", "note": "One vote, as he said."}
    path = f"/authorities/asks/{ask}/review"
    early = await api.post(path, json=said, headers=team["anna"])
    assert (early.status_code, "in force until" in early.json()["detail"]) == (403, True)
    number = confirmed.json()["authority_id"]
    dba.execute("select bankagent.end_authority(%s, 'Over.')", [number])
    assert await asked(api, team["ben"], "to_review") == []
    assert await asked(api, team["anna"], "to_review") == [ask]
    assert (await api.post(path, json=said, headers=team["anna"])).status_code == 200
    (shown,) = (await api.get("/authorities/asks", headers=team["cleo"])).json()["asks"]
    assert (shown["verdict"], shown["reviewed_by"], shown["state"]) == (
        "justified", "anna", "ended",
    )  # fmt: skip
    kept = "select note from bankagent.break_glass_reviews"
    assert rows.one(dba, kept) == "One vote, as he said."


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("break-glass", {"role": "senior", "hours": 9, "reason": "x"}, "hours"),
        ("break-glass", {"role": "Senior", "hours": 1, "reason": "x"}, "role"),
        ("break-glass", {"role": "senior", "hours": 1, "reason": " "}, "reason"),
        (
            "break-glass",
            {"role": "senior", "hours": 1, "reason": "x", "request_type": "nonesuch"},
            "request_type",
        ),
        (
            "delegations",
            {"authority_id": 1, "holder": "ben", "valid_to": "2001-01-01T00:00:00Z", "reason": "x"},
            "valid_to",
        ),
    ],
)
async def test_what_is_wrong_with_an_ask_is_named(
    api: httpx.AsyncClient, team: dict[str, Headers], path: str, body: object, field: str
) -> None:
    answer = await api.post(f"/authorities/{path}", json=body, headers=team["anna"])
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]
