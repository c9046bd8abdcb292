"""Approvals over HTTP: what they ask for, when they are due, and why a reviewer may not vote."""

from collections.abc import Iterator

import httpx
import pytest

from tests.sql.test_stages import stopped
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
def anna(dba: Conn) -> Headers:
    """What anna, who decides up to 1,000,000 USD, sends to be known."""
    key = people.add_key(dba, "reviewer", "anna")
    approvals.allow(dba, "anna", "reviewer", max_amount=1000000, currency="USD")
    return bearer(key)


@pytest.fixture
def ben(dba: Conn) -> Headers:
    return bearer(people.add_key(dba, "reviewer", "ben"))


async def ids(api: httpx.AsyncClient, who: Headers, query: str = "") -> list[int]:
    """Return the ids of all pages of a list."""
    found: list[int] = []
    path = f"/approvals?limit=2{query}"
    while path:
        answer = await api.get(path, headers=who)
        assert answer.status_code == 200, answer.text
        found += [one["request"]["id"] for one in answer.json()["approvals"]]
        path = answer.json()["next"]
    return found


async def vote(api: httpx.AsyncClient, one: int, who: Headers, **given: object) -> httpx.Response:
    shown = (await api.get(f"/approvals/{one}", headers=who)).json()
    body = {"verdict": "approve", "reason": "Fine.", "digest": shown["digest"]} | given
    return await api.post(f"/requests/{one}/votes", json=body, headers=who)


async def test_an_approval_shows_what_it_asks_for_and_what_the_reader_may(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    (one,) = approvals.waiting(dba, "escalate", facts={"notional": 1000000, "currency": "USD"})
    shown = (await api.get(f"/approvals/{one}", headers=anna)).json()
    demand = shown["demand"]
    assert demand["exposure"] == demand["your_limit"] == {"amount": "1000000", "currency": "USD"}
    assert (demand["stage"], demand["votes"]) == (1, [])
    assert [(s["stage"], s["role"], s["votes"], s["given"]) for s in demand["stages"]] == [
        (1, None, 1, 0),
        (2, "senior", 1, 0),
    ]
    assert demand["due_at"] == demand["stages"][0]["due_at"]
    assert demand["due_at"] < demand["expires_at"]
    assert (shown["you_may_vote"], shown["why_not"]) == (True, None)
    cast = await vote(api, one, anna)
    assert (cast.status_code, cast.json()["status"]) == (201, "awaiting_approval")
    assert cast.json()["decision"] is None
    after = (await api.get(f"/approvals/{one}", headers=anna)).json()
    assert after["demand"]["stage"] == 2
    assert [(v["reviewer"], v["verdict"], v["stage"]) for v in after["demand"]["votes"]] == [
        ("anna", "approve", 1)
    ]
    assert after["why_not"] == "Anna has voted on it already (approve)."
    other = (await api.get(f"/approvals/{one}", headers=ben)).json()
    assert other["demand"]["your_limit"] is None
    assert other["why_not"] == (
        "At stage 2 a vote in the role senior is asked for, and ben votes as compliance."
    )


async def test_a_vote_over_the_limit_is_refused_with_the_reason_that_the_list_says(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    (one,) = approvals.waiting(dba, "review")
    shown = (await api.get(f"/approvals/{one}", headers=anna)).json()
    why = "its exposure of 6,000,000 USD is over the limit of anna, 1,000,000 USD"
    assert shown["why_not"] == f"I{why[1:]}."
    refused = await vote(api, one, anna)
    assert refused.status_code == 403
    assert why in refused.json()["detail"]


async def test_lists_are_of_the_team_of_the_unassigned_and_of_what_waits_for_a_second(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    small = {"notional": 1, "currency": "USD"}
    big = approvals.waiting(dba, "dual_control", 2)
    own = approvals.waiting(dba, "dual_control", 3, facts=small)
    assert await ids(api, anna) == [*big, *own]
    assert await ids(api, anna, "&show=team") == own
    assert (await vote(api, own[0], ben)).status_code == 201
    assert await ids(api, anna, "&show=second") == own[:1]
    assert await ids(api, anna, "&show=unassigned") == [*big, *own]
    assert await ids(api, ben, "&show=team") == [*big, *own[1:]]
    assert (await api.get("/approvals?show=theirs", headers=anna)).status_code == 422


async def test_a_list_by_due_time_has_the_next_one_first_and_the_timeless_last(
    api: httpx.AsyncClient, dba: Conn, ben: Headers
) -> None:
    found = approvals.waiting(dba, "review", 6)
    order = [found[n] for n in (4, 1, 5, 0, 2, 3)]
    with rows.triggers_off(dba):
        for hours, one in enumerate(order[:4]):
            dba.execute(
                "update bankagent.approval_stages as s set due_at = a.opened_at + %s "
                "* interval '1 hour' from bankagent.approvals as a where (a.job_id, a.attempt) = "
                "(s.job_id, s.attempt) and a.request_id = %s",
                [hours // 2, one],
            )
        dba.execute(
            "update bankagent.approval_stages as s set due_at = null, expires_at = null "
            "from bankagent.approvals as a where (a.job_id, a.attempt) = (s.job_id, s.attempt) "
            "and a.request_id = any(%s)",
            [order[4:]],
        )
    listed = await ids(api, ben, "&by=due")
    assert [set(listed[:2]), set(listed[2:4]), listed[4:]] == [
        set(order[:2]),
        set(order[2:4]),
        sorted(order[4:]),
    ]


async def test_ones_own_votes_are_listed_with_what_became_of_each(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    small = {"notional": 1, "currency": "USD"}
    one, two = approvals.waiting(dba, "dual_control", 2, facts=small)
    await vote(api, one, anna)
    await vote(api, two, ben, verdict="reject", reason="No borrow.")
    await vote(api, one, ben)
    first = (await api.get("/votes?limit=1", headers=ben)).json()
    assert [(v["request_id"], v["stage"], v["decision"]) for v in first["votes"]] == [
        (one, 2, "approved")
    ]
    second = (await api.get(first["next"], headers=ben)).json()
    assert [(v["request_id"], v["reason"], v["decision"]) for v in second["votes"]] == [
        (two, "No borrow.", "rejected")
    ]
    mine = (await api.get("/votes", headers=anna)).json()
    assert [(v["request_id"], v["verdict"]) for v in mine["votes"]] == [(one, "approve")]


async def test_a_vote_against_the_policy_takes_a_code_over_http(
    api: httpx.AsyncClient, dba: Conn, ben: Headers
) -> None:
    (one,) = approvals.waiting(dba, "review")
    wrong = await vote(api, one, ben, override_code="because")
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "override_code"
    left_out = await vote(api, one, ben, override_code="other")
    assert left_out.status_code == 422
    assert "must be left out" in left_out.text


async def test_a_list_says_what_the_policy_recommended_of_its_own(
    api: httpx.AsyncClient, dba: Conn, ben: Headers
) -> None:
    left, held = (*approvals.waiting(dba, "dual_control"), stopped(dba, "approve"))
    found = (await api.get("/approvals", headers=ben)).json()["approvals"]
    said = {one["request"]["id"]: (one["outcome"], one["recommended"]) for one in found}
    assert said == {left: ("dual_control", "dual_control"), held: ("review", "approve")}
    one = (await api.get(f"/approvals/{held}", headers=ben)).json()
    assert one["recommended"] == "approve"
    without = await vote(api, held, ben, verdict="reject")
    assert without.json()["errors"][0]["field"] == "override_code"
    coded = await vote(api, held, ben, verdict="reject", override_code="facts_wrong")
    assert coded.status_code == 201
