"""A request on one page: what a reviewer is shown, and a vote that is bound to it."""

import html
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from psycopg.types.json import Jsonb

from tests.support import exceptions, people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser, browser, hidden
from tests.support.people import Keyed
from tests.support.rows import Conn, connect
from tests.support.worker import WorkerByHand

PAYLOAD = {"symbol": "AAPL", "notional": 6000000, "price": "150.25", "desk": "rates"}
VOTE = {"verdict": "approve", "reason": people.REASON}
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }} ${7*7} {% raw %}",
    "abc\u202edcba\u2066",
    "e" + "\u0301" * 40,
    "x" * 4000,
    "two\nlines",
)


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def submitted(conn: Conn, hand: WorkerByHand, payload: Any = None, **fields: Any) -> int:
    """Submit a request that waits for people; return its number."""
    (request_id,) = verbs.submit(conn, payload=payload or PAYLOAD, **fields)
    hand.process(request_id, **people.asks_for_people())
    return request_id


async def test_a_reviewer_finds_all_that_a_vote_needs(
    annas: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    earlier = submitted(dba, hand)
    request_id = submitted(dba, hand)
    text = (await annas.get(f"/requests/{request_id}")).text
    assert "trade review" in text
    assert "6,000,000" in text
    assert '150<span class="part">.25</span>' in text
    assert "the notional is above 5,000,000 USD" in text
    assert f'href="/ui/requests/{earlier}"' in text
    assert "left it to people" in text
    assert hidden(await annas.get(f"/requests/{request_id}"), "digest") == people.digest(
        dba, request_id
    )


async def test_a_vote_is_recorded_and_its_receipt_shown(
    annas: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    request_id = submitted(dba, hand)
    page = await annas.get(f"/requests/{request_id}")
    form = VOTE | {"digest": hidden(page, "digest")}
    answer = await annas.send(f"/requests/{request_id}/votes", form)
    assert answer.status_code == 303
    after = await annas.client.get(answer.headers["location"])
    assert "Your vote" in after.text
    assert "is recorded: approve" in after.text
    assert rows.status(dba, request_id) == "processed"
    receipts = (await annas.get("/work?list=votes")).text
    assert form["digest"][:12] in receipts
    # Another verdict on the same: the vote is there already.
    again = await annas.send(f"/requests/{request_id}/votes", form | {"verdict": "reject"})
    assert again.status_code == 409
    assert "has voted" in again.text


async def test_a_vote_on_what_changed_is_refused_and_shows_what_changed(
    annas: Browser, bens: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    request_id = submitted(dba, hand, actor="desk-7")
    page = await annas.get(f"/requests/{request_id}")
    before = hidden(page, "digest")
    asks = {"verdict": "needs_info", "reason": "Which price?", "digest": before}
    assert (await bens.send(f"/requests/{request_id}/votes", asks)).status_code == 303
    corrected = PAYLOAD | {"notional": 7000000, "book": "B-1"}
    replace = "select bankagent.replace_payload(%s, %s, 'desk-7', null)"
    with verbs.naming(dba, "desk-7"):
        dba.execute(replace, [request_id, Jsonb(corrected)])
    hand.process(request_id, **people.asks_for_people())
    answer = await annas.send(f"/requests/{request_id}/votes", VOTE | {"digest": before})
    assert answer.status_code == 412
    assert "The request changed after you had opened it" in answer.text
    assert "7,000,000" in answer.text
    assert "6,000,000" in answer.text
    assert people.REASON in html.unescape(answer.text)  # what she had typed is kept
    assert rows.status(dba, request_id) == "awaiting_approval"
    now = hidden(answer, "digest")
    assert now != before
    voted = await annas.send(f"/requests/{request_id}/votes", VOTE | {"digest": now})
    assert voted.status_code == 303


async def test_a_row_that_was_changed_by_hand_takes_no_vote_and_says_so(
    annas: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    request_id = submitted(dba, hand)
    shown = hidden(await annas.get(f"/requests/{request_id}"), "digest")
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set payload = payload || '{\"notional\": 1}' "
            "where id = %s",
            [request_id],
        )
    answer = await annas.send(f"/requests/{request_id}/votes", VOTE | {"digest": shown})
    assert answer.status_code == 412
    assert "changed by hand" in answer.text
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set payload = %s where id = %s",
            [Jsonb(PAYLOAD), request_id],
        )


async def test_the_maker_reads_why_another_reviewer_must_vote(
    site: tuple[httpx.ASGITransport, str],
    annas: Browser,
    dba: Conn,
    hand: WorkerByHand,
    db: Database,
) -> None:
    request_id = submitted(dba, hand, on_behalf_of="Anna")
    page = (await annas.get(f"/requests/{request_id}")).text
    assert "another reviewer must vote" in page
    assert 'name="verdict"' not in page
    digest = people.digest(dba, request_id)
    refused = await annas.send(f"/requests/{request_id}/votes", VOTE | {"digest": digest})
    assert refused.status_code == 403
    assert rows.status(dba, request_id) == "awaiting_approval"


@pytest.mark.parametrize(
    "form", [{}, {"verdict": "maybe", "reason": "x"}, {"verdict": "approve", "reason": " \n "}]
)
async def test_a_vote_without_a_verdict_or_a_reason_says_what_is_missing(
    annas: Browser, dba: Conn, hand: WorkerByHand, form: dict[str, str]
) -> None:
    request_id = submitted(dba, hand)
    digest = {"digest": people.digest(dba, request_id)}
    answer = await annas.send(f"/requests/{request_id}/votes", form | digest)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert rows.status(dba, request_id) == "awaiting_approval"


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_is_shown_as_text_wherever_it_stands(
    annas: Browser, bens: Browser, dba: Conn, hand: WorkerByHand, hostile: str
) -> None:
    client = hostile[:60].replace("\n", " ")
    payload = PAYLOAD | {"trader": hostile, hostile[:100]: [hostile, {hostile[:50]: hostile}]}
    request_id = submitted(dba, hand, payload, client_id=client)
    digest = people.digest(dba, request_id)
    form = {"verdict": "needs_info", "reason": hostile[:2000], "digest": digest}
    listed = await annas.get("/work")
    assert (await bens.send(f"/requests/{request_id}/votes", form)).status_code == 303
    for answer in (
        listed,
        await annas.get(f"/requests/{request_id}"),
        await annas.get("/requests"),
        await annas.get("/audit"),
    ):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "7*7" not in hostile or "{{ 7*7 }}" in answer.text
        assert not set("\u202e\u2066") & set(answer.text)


@pytest.mark.expect_differences("a comparison of a test, which no facts make")
async def test_an_exception_decides_its_request_and_the_page_leads_there(
    annas: Browser, dba: Conn
) -> None:
    number = exceptions.opened(dba)
    request_id = rows.one(
        dba, "select request_id from bankagent.trade_exceptions where id = %s", number
    )
    page = (await annas.get(f"/requests/{request_id}")).text
    assert f'href="/ui/exceptions/{number}"' in page
    assert 'name="verdict"' not in page


@pytest.mark.parametrize("chosen", ["team", "all"])
async def test_the_work_list_says_50_of_50_requests(annas: Browser, dba: Conn, chosen: str) -> None:
    people.waiting(dba, 50)
    assert "(50) My work" in (await annas.get(f"/work?list={chosen}")).text


async def test_the_work_list_filters_and_pages_by_its_address(
    annas: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    people.waiting(dba, 60, client_id="C-1")
    people.waiting(dba, 1, client_id="C-2")
    first = (await annas.get("/work")).text
    assert "(50+) My work" in first
    assert first.count("<tr data-open") == 50
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = (await annas.client.get(following.replace("&amp;", "&"))).text
    assert second.count("<tr data-open") == 11
    only = (await annas.get("/work?client=C-2")).text
    assert only.count("<tr data-open") == 1
    assert "Nothing that waits matches" in (await annas.get("/work?client=C-3")).text
    large = (await annas.get("/work?at_least=6,000,001")).text
    assert "Nothing that waits matches" in large
    wrong = await annas.get("/work?at_least=x")
    assert (wrong.status_code, wrong.text.count("<tr data-open")) == (422, 50)


@pytest.mark.parametrize("path", ["/work?after=-1", "/work?after=9" + "9" * 20, "/audit?since=x"])
async def test_a_wrong_address_is_refused_in_words(annas: Browser, path: str) -> None:
    answer = await annas.get(path)
    assert answer.status_code == 422
    assert "The address of this page is wrong" in answer.text


async def test_an_empty_work_list_says_so(annas: Browser) -> None:
    for name, words in (
        ("team", "Nothing waits"),
        ("mine", "nothing in hand"),
        ("unassigned", "Nothing waits"),
        ("second", "Nothing waits"),
        ("all", "Nothing waits"),
        ("proposals", "Nothing waits"),
        ("exceptions", "No exception is assigned to you"),
        ("votes", "You have not voted yet"),
    ):
        assert words in (await annas.get(f"/work?list={name}")).text


async def test_two_browsers_of_one_reviewer_vote_once(
    site: tuple[httpx.ASGITransport, str],
    annas: Browser,
    anna: Keyed,
    dba: Conn,
    hand: WorkerByHand,
) -> None:
    request_id = submitted(dba, hand)
    digest = {"digest": people.digest(dba, request_id)}
    async with browser(site) as second:
        await second.log_in(anna)
        answers = [
            (await one.send(f"/requests/{request_id}/votes", VOTE | digest)).status_code
            for one in (annas, second)
        ]
    assert answers == [303, 303]  # the second answer leads to the receipt of the first
    assert rows.one(dba, "select count(*) from bankagent.votes") == 1


async def test_reading_a_case_is_recorded_and_shown(
    annas: Browser, bens: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    trade = submitted(dba, hand)
    (case,) = verbs.submit(dba, request_type="client_onboarding", payload={"client": {}})
    for browser_ in (annas, annas, bens):
        assert (await browser_.get(f"/requests/{case}")).status_code == 200
        await browser_.get(f"/requests/{trade}")
    query = "select request_id, reader from bankagent.request_readings order by id"
    assert rows.fetch(dba, query) == [(case, "anna"), (case, "ben")]
    text = (await bens.get(f"/requests/{case}")).text
    assert "Read by (2)" in text


async def test_a_reviewer_reads_what_their_authorities_cover(
    annas: Browser, dba: Conn, hand: WorkerByHand
) -> None:
    trade = submitted(dba, hand)
    (case,) = verbs.submit(dba, request_type="client_onboarding", payload={"client": {}})
    rows.fetch(dba, "select bankagent.end_authority(id, 'x') from bankagent.authorities")
    dba.execute("select bankagent.grant_authority('anna', 'reviewer', 'a test', 'trade_review')")
    assert (await annas.get(f"/requests/{trade}")).status_code == 200
    assert (await annas.get(f"/requests/{case}")).status_code == 404
    listed = (await annas.get("/requests")).text
    assert f'href="/ui/requests/{trade}"' in listed
    assert f'href="/ui/requests/{case}"' not in listed
    assert rows.one(dba, "select count(*) from bankagent.request_readings") == 0
