"""A case reviewed in a browser: verdicts on documents, judgements of hits, waivers by two."""

import html
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from psycopg.types.json import Jsonb

from tests.support import cases, people, reference, rows
from tests.support.databases import Database
from tests.support.pages import Browser, hidden
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("a case of a test, which no facts make")

HIT = cases.HIT | {
    "judgement": None,
    "word": "strong",
    "score": 93,
    "listed": 100,
    "asked": 80,
    "words": 2,
}
SCREENING = cases.SCREENING | {"word": "strong", "hits": [HIT]}
OPEN = cases.IDENTITY | {"state": "missing", "document": None}
LIST = {
    "screening_entries": [
        (
            "36",
            "person",
            "TEST",
            "IR",
            "1965-03-09",
            Jsonb([{"type": "passport", "value": "X1"}]),
            "Born.",
        )
    ],
    "screening_names": [("36", "MUSTER, Anna", "primary", "strong")],
}


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def text_of(one: Browser, request_id: int) -> str:
    return " ".join(html.unescape((await one.get(f"/requests/{request_id}")).text).split())


def said(answer: httpx.Response) -> str:
    return html.unescape(answer.text)


async def test_a_reviewer_gives_verdicts_on_documents(annas: Browser, dba: Conn) -> None:
    request_id = cases.waiting(dba)
    page = await text_of(annas, request_id)
    assert "Verdict on D-1" in page
    assert "Stadt Bonn" in page
    sha, other = "a" * 64, "b" * 64
    form: dict[str, Any] = {"sha256": [sha, other], f"verdict:{sha}": "ask_again"}
    path = f"/requests/{request_id}/verdicts"
    nothing = await annas.send(path, {"sha256": [sha, other]})
    assert (nothing.status_code, "at least one document" in said(nothing)) == (422, True)
    refused = await annas.send(path, form)
    assert refused.status_code == 422
    assert rows.status(dba, request_id) == "awaiting_approval"
    given = await annas.send(path, form | {f"code:{sha}": "Not readable"})
    assert given.status_code == 303
    after = await annas.client.get(given.headers["location"])
    assert "evaluated again" in after.text
    (verdict,) = rows.fetch(dba, "select * from bankagent.document_verdicts")
    assert (verdict.verdict, verdict.reason_code, verdict.reviewer) == (
        "ask_again",
        "not_readable",
        "anna",
    )
    assert rows.status(dba, request_id) == "received"
    assert "ask again" in await text_of(annas, request_id)


async def test_a_file_that_is_refused_for_ever_takes_no_other_verdict(
    annas: Browser, dba: Conn
) -> None:
    request_id = cases.waiting(dba)
    cases.give(dba, request_id, verdicts=[cases.REJECT])
    cases.again(dba, request_id, OPEN)
    page = await text_of(annas, request_id)
    assert "Verdict on D-1" not in page
    assert "Verdict on D-2" in page


async def test_a_hit_stands_beside_the_listed_entry_and_is_judged(
    annas: Browser, dba: Conn
) -> None:
    reference.imported(dba, "screening:TEST", **LIST)
    reference.activate(dba, "screening:TEST")
    request_id = cases.waiting(dba, screenings=(SCREENING,))
    page = await text_of(annas, request_id)
    for words in (
        "Anna Muster",
        "MUSTER, Anna",
        "1965-03-09",
        "agrees",
        "differs",
        "passport X1",
        "alike by 93 %",
    ):
        assert words in page, words
    answer = await annas.get(f"/requests/{request_id}")
    form = {name: hidden(answer, name) for name in ("party", "list", "entry_id")}
    form |= {name: hidden(answer, name) for name in ("party_sha256", "entry_sha256")}
    path = f"/requests/{request_id}/judgements"
    judged = form | {"verdict": "cleared", "reason": "Another place of birth."}
    stale = await annas.send(path, judged | {"entry_sha256": "f" * 64})
    assert (stale.status_code, "read the case again" in said(stale)) == (412, True)
    assert (await annas.send(path, judged)).status_code == 303
    stored = rows.fetch(dba, "select verdict, reviewer from bankagent.screening_judgements")
    assert [tuple(one) for one in stored] == [("cleared", "anna")]


async def test_a_waiver_is_asked_for_by_one_person_and_confirmed_by_another(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    request_id = cases.waiting(dba, OPEN)
    form = {
        "must": "owner_identity:anna",
        "kind": "deferred",
        "reason_code": "moving house",
        "reason": "By Monday.",
    }
    path = f"/requests/{request_id}/waivers"
    refused = await annas.send(path, form)
    assert refused.status_code == 422
    assert "By Monday." in said(refused)  # what was typed is kept
    assert (await annas.send(path, form | {"until": "2099-01-31"})).status_code == 303
    waiver_id = rows.one(dba, "select id from bankagent.requirement_waivers")
    assert "waits for another person" in await text_of(annas, request_id)
    confirm, sent = f"/requests/{request_id}/confirmations", {"waiver_id": str(waiver_id)}
    alone = await annas.send(confirm, sent)
    assert (alone.status_code, "another person must" in said(alone)) == (403, True)
    assert f"Confirm waiver {waiver_id}" in await text_of(bens, request_id)
    assert (await bens.send(confirm, sent)).status_code == 303
    assert "confirmed by ben" in await text_of(annas, request_id)


async def test_the_person_of_a_case_and_an_auditor_get_no_form(
    annas: Browser, auditors: Browser, dba: Conn
) -> None:
    people.add_reviewers(dba, "anna", "ben")
    own = cases.submit(dba, actor="desk-7", on_behalf_of="Anna")
    assert cases.settle(dba, own, cases.end(OPEN)) == ["settled"]
    other = cases.submit(dba, actor="desk-7")
    assert cases.settle(dba, other, cases.end(OPEN)) == ["settled"]
    for one, request_id in ((annas, own), (auditors, other)):
        page = await text_of(one, request_id)
        assert "Stadt Bonn" in page
        for form in ("Give the verdicts", "Ask for the waiver", "Judge it"):
            assert form not in page
    sent = {"sha256": "a" * 64, f"verdict:{'a' * 64}": "accept"}
    refused = await annas.send(f"/requests/{own}/verdicts", sent)
    assert refused.status_code == 403


@pytest.mark.parametrize("payload", [{}, {"documents": [1, {"sha256": None}]}, {"parties": "x"}])
async def test_a_case_in_another_form_is_shown_for_what_it_has(
    annas: Browser, dba: Conn, payload: dict[str, Any]
) -> None:
    request_id = cases.submit(dba, payload=payload)
    odd = cases.end()
    odd["evaluation"]["known"]["case"] |= {"screenings": [{"hits": [{"list": 1}]}, 2]}
    assert cases.settle(dba, request_id, odd) == ["settled"]
    assert (await annas.get(f"/requests/{request_id}")).status_code == 200
