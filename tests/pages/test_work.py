"""My work: lists by who has what in hand, by due time; moves of one and of many; comments."""

import html
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import approvals, people, rows
from tests.support.databases import Database
from tests.support.pages import Browser, hidden
from tests.support.people import keyed_caller
from tests.support.rows import Conn, connect

UNTIL = f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M}"


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def listed(one: Browser, name: str, more: str = "") -> list[int]:
    """Return the requests of a list in their order."""
    text = (await one.get(f"/work?list={name}{more}")).text
    return [int(part.split('"')[0]) for part in text.split('<tr data-open="/ui/requests/')[1:]]


async def text_of(one: Browser, path: str) -> str:
    return " ".join(html.unescape((await one.get(path)).text).split())


async def test_a_claim_moves_a_request_from_the_teams_to_mine_and_colleagues_see_it(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    first, second = approvals.waiting(dba, "review", 2)
    assert await listed(annas, "team") == [first, second]
    assert await listed(annas, "mine") == []
    sent = await annas.send(f"/requests/{first}/moves", {"action": "claim"})
    assert sent.status_code == 303
    assert await listed(annas, "mine") == [first]
    assert await listed(annas, "unassigned") == [second]
    page = await text_of(bens, f"/requests/{first}")
    assert "anna has it in hand" in page
    refused = await bens.send(f"/requests/{first}/moves", {"action": "claim"})
    assert refused.status_code == 409
    assert "anna" in refused.text
    # A claim bars no vote.
    form = {"verdict": "approve", "reason": people.REASON}
    form["digest"] = hidden(await bens.get(f"/requests/{first}"), "digest")
    assert (await bens.send(f"/requests/{first}/votes", form)).status_code == 303
    assert rows.status(dba, first) == "processed"


async def test_what_a_reviewer_may_not_vote_on_is_in_no_list_of_their_teams(
    annas: Browser, dba: Conn
) -> None:
    approvals.waiting(dba, "review", on_behalf_of="Anna")
    assert await listed(annas, "team") == []
    assert "(0) My work" in await text_of(annas, "/work") or "<title>My work" in await text_of(
        annas, "/work"
    )


async def test_a_second_vote_is_a_list_of_its_own(annas: Browser, bens: Browser, dba: Conn) -> None:
    one, _ = approvals.waiting(dba, "dual_control", 2)
    people.vote(dba, one, by="ben")
    assert await listed(annas, "second") == [one]
    page = await text_of(annas, "/work?list=second")
    assert "2 of 2" in page
    assert "ben approve" in page


async def test_the_lists_are_by_business_time_left(annas: Browser, dba: Conn) -> None:
    approvals.waiting(dba, "review")
    approvals.demand(
        dba, ("any", "review", 1, "any", 1, 60, "TARGET", "Europe/London", "00:00", "23:59")
    )
    (soon,) = approvals.waiting(dba, "review")
    assert (await listed(annas, "team"))[0] == soon
    page = await text_of(annas, "/work")
    (due,) = rows.fetch(
        dba,
        "select s.due_at from bankagent.approval_stages as s inner join bankagent.approvals as a "
        "using (job_id, attempt) where a.request_id = %s",
        soon,
    )
    assert due.due_at is not None
    assert "59 min" in page or "1 h 0 min" in page or "58 min" in page


async def test_many_are_moved_at_once_each_with_its_own_answer_and_none_is_voted_on(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    ids = approvals.waiting(dba, "review", 3)
    await bens.send(f"/requests/{ids[0]}/moves", {"action": "claim"})
    form: dict[str, str | list[str]] = {"id": [str(one) for one in ids], "action": "claim"}
    answer = await annas.send("/work?list=team", form)
    assert answer.status_code == 200
    assert answer.text.count('<span class="tag good">done</span>') == 2
    assert "not eligible" in answer.text
    assert await listed(annas, "mine") == ids[1:]
    released = await annas.send(
        "/work?list=mine", form | {"id": [str(ids[1])], "action": "release"}
    )
    assert "done" in released.text
    for wrong in ("approve", "vote", ""):
        refused = await annas.send("/work", form | {"action": wrong})
        assert refused.status_code == 422
    assert (await annas.send("/work", {"action": "claim"})).status_code == 422
    assert rows.one(dba, "select count(*) from bankagent.votes") == 0


async def test_a_snoozed_request_is_out_of_the_lists_and_its_page_is_whole(
    annas: Browser, dba: Conn
) -> None:
    (one,) = approvals.waiting(dba, "review")
    path = f"/requests/{one}/moves"
    past = await annas.send(path, {"action": "snooze", "until": "2020-01-01T00:00"})
    assert (past.status_code, "in the future" in past.text) == (422, True)
    sent = await annas.send(path, {"action": "snooze", "until": UNTIL})
    assert sent.status_code == 303
    assert await listed(annas, "team") == []
    assert await listed(annas, "team", "&snoozed=yes") == [one]
    page = await text_of(annas, f"/requests/{one}")
    assert "Left out of the lists until" in page
    assert 'name="verdict"' in page
    assert (await annas.send(path, {"action": "snooze"})).status_code == 303
    assert await listed(annas, "team") == [one]


async def test_a_request_is_given_to_a_person_and_handed_back(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    (one,) = approvals.waiting(dba, "review")
    path = f"/requests/{one}/moves"
    await annas.send(path, {"action": "claim"})
    given = await annas.send(path, {"action": "assign", "person": "ben", "reason": "Yours."})
    assert given.status_code == 303
    assert await listed(bens, "mine") == [one]
    assert (await bens.send(path, {"action": "hand_back"})).status_code == 303
    assert await listed(annas, "mine") == [one]
    nobody = await annas.send(path, {"action": "assign", "person": "nobody"})
    assert nobody.status_code == 422


async def test_comments_are_for_colleagues_unless_they_say_otherwise(
    site: object, annas: Browser, bens: Browser, dba: Conn
) -> None:
    (one,) = approvals.waiting(dba, "review")
    path = f"/requests/{one}/comments"
    for visibility, text in (("internal", "A look at <b>this</b>."), ("caller", "We look at it.")):
        sent = await annas.send(path, {"visibility": visibility, "text": text})
        assert sent.status_code == 303
    page = await text_of(bens, f"/requests/{one}")
    assert "A look at <b>this</b>." in page
    assert "the caller reads it" in page
    empty = await annas.send(path, {"visibility": "internal", "text": " "})
    assert empty.status_code == 422


async def test_open_next_leads_to_what_is_due_next(annas: Browser, dba: Conn) -> None:
    first, second = approvals.waiting(dba, "review", 2)
    for after, path in ((0, first), (first, second)):
        answer = await annas.get(f"/next?after={after}")
        assert answer.headers["location"] == f"/ui/requests/{path}"
    people.vote(dba, first)
    people.vote(dba, second, by="anna")
    assert (await annas.get("/next")).headers["location"] == "/ui/work"


async def test_words_for_the_client_go_with_a_rejection(
    annas: Browser, dba: Conn, db: Database
) -> None:
    keyed_caller(db.url, "desk-9", "requests:read")
    (one,) = approvals.waiting(dba, "review")
    form = {"verdict": "reject", "reason": "Over the limit of the desk."}
    form["digest"] = people.digest(dba, one)
    form["client_reason"] = "The amount is too large."
    assert (await annas.send(f"/requests/{one}/votes", form)).status_code == 303
    assert rows.one(dba, "select client_reason from bankagent.votes") == form["client_reason"]
