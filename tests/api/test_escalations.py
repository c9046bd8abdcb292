"""Escalations over HTTP: what they ask for, whom they reach, and what refuses them."""

from collections.abc import Iterator

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
    """The headers of anna, ben, and sven, who is a senior."""
    keys = {name: people.keyed(dba, "reviewer", name, "compliance") for name in ("anna", "ben")}
    keys["sven"] = people.keyed(dba, "reviewer", "sven", "senior")
    return {name: bearer(one.key.text) for name, one in keys.items()}


async def escalate(
    api: httpx.AsyncClient, one: int, who: Headers, **given: object
) -> httpx.Response:
    shown = (await api.get(f"/approvals/{one}", headers=who)).json()
    body = {"code": "unusual_case", "reason": "A first.", "digest": shown["digest"]} | given
    return await api.post(f"/requests/{one}/escalations", json=body, headers=who)


async def vote(api: httpx.AsyncClient, one: int, who: Headers) -> httpx.Response:
    shown = (await api.get(f"/approvals/{one}", headers=who)).json()
    body = {"verdict": "approve", "reason": "Fine.", "digest": shown["digest"]}
    return await api.post(f"/requests/{one}/votes", json=body, headers=who)


async def test_the_next_level_decides_what_a_reviewer_escalated(
    api: httpx.AsyncClient, dba: Conn, team: dict[str, Headers]
) -> None:
    (one,) = approvals.waiting(dba, "review")
    made = await escalate(api, one, team["anna"])
    assert (made.status_code, made.json()["status"]) == (201, "awaiting_approval")
    demand = (await api.get(f"/approvals/{one}", headers=team["ben"])).json()["demand"]
    assert [(of["role"], of["votes"], of["given"]) for of in demand["stages"]] == [
        (None, 1, 0),
        ("senior", 1, 0),
    ]
    (given,) = demand["votes"]
    assert (given["verdict"], given["escalation_code"]) == ("escalate", "unusual_case")
    own = (await api.get("/votes", headers=team["anna"])).json()["votes"][0]
    assert (own["vote_id"], own["verdict"]) == (made.json()["vote_id"], "escalate")
    assert (own["escalation_code"], own["decision"]) == ("unusual_case", None)
    lists = {
        name: (await api.get("/approvals?show=team", headers=who)).json()["approvals"]
        for name, who in team.items()
    }
    assert {name: len(found) for name, found in lists.items()} == {"anna": 0, "ben": 1, "sven": 1}
    second = (await api.get("/approvals?show=second", headers=team["ben"])).json()
    assert second["approvals"] == []
    assert (await vote(api, one, team["ben"])).json()["decision"] is None
    assert (await vote(api, one, team["sven"])).json()["decision"] == "approved"


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"code": "because"}, 422, "code"),
        ({"code": None}, 422, "code"),
        ({"reason": " "}, 422, "reason"),
        ({"reason": "x" * 2001}, 422, "reason"),
        ({"digest": "x"}, 422, "digest"),
        ({"verdict": "approve"}, 422, "verdict"),
        ({"digest": "0" * 64}, 412, None),
    ],
)
async def test_an_escalation_that_is_wrong_is_refused_and_says_where(
    api: httpx.AsyncClient,
    dba: Conn,
    team: dict[str, Headers],
    given: dict[str, object],
    status: int,
    field: str | None,
) -> None:
    (one,) = approvals.waiting(dba, "review")
    with rows.nothing_written(dba):
        refused = await escalate(api, one, team["anna"], **given)
    assert refused.status_code == status
    if field:
        assert refused.json()["errors"][0]["field"] == field


async def test_a_second_escalation_and_one_by_who_may_not_vote_are_refused(
    api: httpx.AsyncClient, dba: Conn, team: dict[str, Headers]
) -> None:
    (one,) = approvals.waiting(dba, "review", on_behalf_of="ben")
    assert (await escalate(api, one, team["ben"])).status_code == 403
    assert (await escalate(api, one, team["anna"])).status_code == 201
    twice = await escalate(api, one, team["anna"])
    assert (twice.status_code, "has voted on request" in twice.json()["detail"]) == (409, True)
    enough = await escalate(api, one, team["sven"])
    assert enough.status_code == 409
    assert "asks for all that an escalation asks for already" in enough.json()["detail"]
    nowhere = {"code": "other", "reason": "x", "digest": "0" * 64}
    path = f"/requests/{2**40}/escalations"
    assert (await api.post(path, json=nowhere, headers=team["anna"])).status_code == 404


async def test_the_caller_reads_no_word_of_an_escalation(
    api: httpx.AsyncClient, dba: Conn, db: Database, team: dict[str, Headers]
) -> None:
    desk = people.keyed_caller(db.url, "desk-9", "requests:read", "requests:write").headers
    (one,) = approvals.waiting(dba, "review", actor="desk-9")
    await escalate(api, one, team["anna"], reason="SECRET-WORDS")
    for path in ("", "/audit", "/explanation?audience=client"):
        answer = await api.get(f"/requests/{one}{path}", headers=desk)
        assert answer.status_code == 200, answer.text
        for word in ("SECRET-WORDS", "escalate", "unusual_case"):
            assert word not in answer.text, path
