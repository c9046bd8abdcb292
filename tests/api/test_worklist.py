"""The work list over HTTP: moves of items, many in one call, lists by owner, and comments."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support import approvals, exceptions, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

Headers = dict[str, str]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def anna(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "anna"))


@pytest.fixture
def ben(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "ben"))


async def move(
    api: httpx.AsyncClient, one: int, action: str, who: Headers, **body: Any
) -> httpx.Response:
    return await api.post(f"/approvals/{one}/{action}", json=body, headers=who)


def soon(conn: Conn) -> str:
    """Return the time in a minute."""
    return str(rows.one(conn, "select now() + interval '1 minute'").isoformat())


async def listed(api: httpx.AsyncClient, who: Headers, query: str) -> list[int]:
    """Return the requests of a list."""
    answer = await api.get(f"/approvals?{query}", headers=who)
    assert answer.status_code == 200, answer.text
    return [one["request"]["id"] for one in answer.json()["approvals"]]


async def test_a_claim_is_seen_by_the_others_at_once(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    one, two = approvals.waiting(dba, n=2)
    made = await move(api, one, "claim", anna)
    assert made.status_code == 200
    assert made.json()["owner"] == "anna"
    seen = (await api.get(f"/approvals/{one}", headers=ben)).json()["work"]
    assert seen == {name: made.json()[name] for name in seen}
    refused = await move(api, one, "claim", ben)
    assert refused.status_code == 409
    assert f"Anna has request {one} in hand until " in refused.json()["detail"]
    for who, owned, left in ((anna, [one], [two]), (ben, [], [two])):
        assert await listed(api, who, "show=mine") == owned
        assert await listed(api, who, "show=unassigned") == left
        assert await listed(api, who, "show=team") == [one, two]
    assert (await move(api, one, "release", anna)).json()["owner"] is None
    assert await listed(api, anna, "show=mine") == []


async def test_each_move_is_made_by_its_own_path(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    (one,) = approvals.waiting(dba)
    until = soon(dba)
    for who, action, body, expected in (
        (anna, "claim", {}, "anna"),
        (anna, "assign", {"to": "ben", "reason": "Yours."}, "ben"),
        (ben, "hand-back", {}, "anna"),
        (anna, "snooze", {"until": until}, "anna"),
        (anna, "move", {"to": "compliance"}, None),
    ):
        made = await move(api, one, action, who, **body)
        assert (made.status_code, made.json().get("owner")) == (200, expected), made.text
    assert made.json()["team"] == "compliance"
    assert rows.actions(dba, one)[-5:] == [
        "claimed",
        "assigned",
        "handed_back",
        "snoozed",
        "moved",
    ]


async def test_what_is_wrong_in_a_move_is_named(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    (one,) = approvals.waiting(dba)
    for action, body, field in (
        ("assign", {"to": "nemo"}, "to"),
        ("move", {"to": "boss"}, "to"),
        ("claim", {"to": "ben"}, "to"),
        ("snooze", {"until": "2020-01-01T00:00:00Z"}, "until"),
        ("snooze", {"until": "tomorrow"}, "until"),
        ("claim", {"reason": " "}, "reason"),
        ("claim", {"why": "x"}, "why"),
    ):
        refused = await move(api, one, action, anna, **body)
        assert refused.status_code == 422, refused.text
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert (await move(api, one, "vote", anna)).status_code == 404
    assert (await move(api, 999, "claim", anna)).status_code == 404
    assert (await move(api, one, "release", anna)).status_code == 409


async def test_what_is_snoozed_is_left_out_unless_it_is_asked_for(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    one, two = approvals.waiting(dba, n=2)
    assert (await move(api, one, "snooze", anna, until=soon(dba))).status_code == 200
    for show in ("all", "team", "unassigned"):
        assert await listed(api, anna, f"show={show}") == [two]
        assert await listed(api, anna, f"show={show}&snoozed=true&by=due") == [one, two]
    # Read by its number it is there.
    found = (await api.get(f"/approvals/{one}", headers=anna)).json()
    assert found["work"]["snoozed_until"] is not None
    page = (await api.get("/approvals?snoozed=true&limit=1", headers=anna)).json()
    assert "snoozed=true" in page["next"]


async def test_what_was_moved_to_a_team_is_in_its_list_alone(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    olga = people.bearer(people.keyed(dba, "reviewer", "olga", "operations").key.text)
    one, two = approvals.waiting(dba, n=2)
    assert (await move(api, one, "move", anna, to="operations")).status_code == 200
    assert await listed(api, anna, "show=team") == [two]
    assert await listed(api, olga, "show=team") == [one, two]


async def test_a_team_has_what_its_role_may_vote_on(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    senior = people.bearer(people.keyed(dba, "reviewer", "sue", "senior").key.text)
    (one,) = approvals.waiting(dba, "escalate")
    shown = (await api.get(f"/approvals/{one}", headers=anna)).json()["digest"]
    cast = {"verdict": "approve", "reason": "Seen.", "digest": shown}
    voted = await api.post(f"/requests/{one}/votes", json=cast, headers=anna)
    assert voted.status_code == 201
    assert await listed(api, ben, "show=team") == []
    assert await listed(api, senior, "show=team") == [one]


@pytest.mark.expect_differences("comparisons of a test, which no facts make")
async def test_an_exception_is_moved_by_its_own_number_and_stands_in_its_own_list(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    number = exceptions.opened(dba)
    one = exceptions.row(dba, number).request_id
    made = await api.post(f"/exceptions/{number}/claim", json={}, headers=anna)
    assert (made.status_code, made.json()["request_id"]) == (200, one)
    read = (await api.get(f"/exceptions/{number}", headers=ben)).json()
    assert (read["state"], read["assignee"], read["owner"]) == ("assigned", "anna", "anna")
    assert read["owned_until"] == made.json()["owned_until"]
    for who, mine, unassigned in ((anna, [number], []), (ben, [], [])):
        for show, expected in (("mine", mine), ("unassigned", unassigned), ("all", [number])):
            answer = await api.get(f"/exceptions?show={show}", headers=who)
            assert [x["id"] for x in answer.json()["exceptions"]] == expected, show
    assert await listed(api, anna, "show=mine") == []
    assert await listed(api, anna, "show=all") == [one]
    missing = await api.post("/exceptions/999/claim", json={}, headers=anna)
    assert missing.status_code == 404
    moved = await api.post(f"/exceptions/{number}/move", json={"to": "compliance"}, headers=anna)
    assert moved.json()["team"] == "compliance"
    answer = await api.get("/exceptions?show=team", headers=ben)
    assert [x["id"] for x in answer.json()["exceptions"]] == [number]


async def test_many_moves_have_an_answer_each_and_none_is_a_vote(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    one, two = approvals.waiting(dba, n=2)
    await move(api, two, "claim", ben)
    items = [
        {"request_id": one, "action": "claim"},
        {"request_id": two, "action": "claim"},
        {"request_id": 999, "action": "claim"},
        {"request_id": one, "action": "assign", "to": "nemo"},
    ]
    answer = await api.post("/work:batch", json={"items": items}, headers=anna)
    assert answer.status_code == 200
    done = answer.json()["items"]
    assert [item["disposition"] for item in done] == ["done", *["not_eligible"] * 3]
    assert done[0]["item"]["owner"] == "anna"
    assert "Ben has request" in done[1]["why"]
    assert "does not exist" in done[2]["why"]
    assert "must be a reviewer who is not disabled" in done[3]["why"]
    for action in ("approve", "vote", "hand-back"):
        sent = {"items": [{"request_id": one, "action": action}]}
        assert (await api.post("/work:batch", json=sent, headers=anna)).status_code == 422
    many = {"items": [{"request_id": one, "action": "claim"}] * 101}
    assert (await api.post("/work:batch", json=many, headers=anna)).status_code == 422


# --- comments --------------------------------------------------------------------


async def test_the_caller_reads_what_is_for_it_and_nothing_internal(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    desk = people.keyed(dba, "caller", "desk-7", None).headers
    (one,) = approvals.waiting(dba, actor="desk-7")
    url = f"/requests/{one}"
    before = await api.get(url, headers=desk)
    secret, told = "Possible match of a list.", "We wait for the rate of the day."
    for visibility, text in (("internal", secret), ("caller", told)):
        body = {"visibility": visibility, "text": text}
        sent = await api.post(f"{url}/comments", json=body, headers=anna)
        assert sent.status_code == 201, sent.text
    read = (await api.get(f"{url}/comments", headers=ben)).json()["comments"]
    assert [(c["text"], c["author"]) for c in read] == [(secret, "anna"), (told, "anna")]
    for path in (url, f"{url}/audit", f"{url}/explanation", "/requests"):
        answer = await api.get(path, headers=desk)
        assert answer.status_code == 200
        assert secret not in answer.text
    found = await api.get(url, headers=desk)
    assert [c["text"] for c in found.json()["comments"]] == [told]
    # The latest result stays what it was.
    assert found.json()["latest_audit"] == before.json()["latest_audit"]
    trail = (await api.get(f"{url}/audit", headers=desk)).json()["audit"]
    assert (trail[-1]["action"], trail[-1]["result"]) == ("commented", {"comment_id": 2})
    explained = (await api.get(f"{url}/explanation", headers=desk)).text
    assert "anna told its caller on 2" in explained
    assert told in explained
    client = (await api.get(f"{url}/explanation?audience=client", headers=desk)).text
    assert told not in client


async def test_a_claim_changes_nothing_of_what_the_caller_is_told(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    desk = people.keyed(dba, "caller", "desk-7", None).headers
    (one,) = approvals.waiting(dba, actor="desk-7")
    before = (await api.get(f"/requests/{one}", headers=desk)).json()
    await move(api, one, "claim", anna)
    assert (await api.get(f"/requests/{one}", headers=desk)).json() == before


async def test_callers_do_not_read_or_write_comments_of_reviewers(
    api: httpx.AsyncClient, dba: Conn
) -> None:
    desk = people.keyed(dba, "caller", "desk-7", None).headers
    (one,) = approvals.waiting(dba, actor="desk-7")
    body = {"visibility": "caller", "text": "x"}
    for answer in (
        await api.get(f"/requests/{one}/comments", headers=desk),
        await api.post(f"/requests/{one}/comments", json=body, headers=desk),
    ):
        assert answer.status_code == 403
