"""Authority at its page: delegations and break-glass by two people, and their review."""

import html
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import delegations, rows
from tests.support.databases import Database
from tests.support.pages import Browser, hidden
from tests.support.people import keyed_reviewer
from tests.support.rows import Conn, connect

SOON = f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%dT%H:%M}"


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def text_of(one: Browser) -> str:
    return " ".join(html.unescape((await one.get("/authority")).text).split())


async def test_a_delegation_is_asked_by_one_person_and_confirmed_by_another(
    annas: Browser, bens: Browser, dba: Conn, db: Database
) -> None:
    keyed_reviewer(db.url, "cleo")
    own = delegations.own(dba, "anna")
    form = {"authority_id": str(own), "holder": "cleo", "valid_to": SOON, "reason": "On leave."}
    assert (await annas.send("/authority/delegations", form)).status_code == 303
    ask = hidden(await bens.get("/authority"), "ask_id")
    alone = await annas.send("/authority/confirmations", {"ask_id": ask})
    assert alone.status_code == 403
    assert (await bens.send("/authority/confirmations", {"ask_id": ask})).status_code == 303
    held = "select count(*) from ops.reviewer_authorities where reviewer = 'cleo'"
    assert rows.one(dba, held) == 2
    assert "in force" in await text_of(annas)


async def test_break_glass_asks_for_a_time_and_is_shown_to_the_second_person(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    form = {"role": "senior", "reason": "No senior is here.", "valid_to": SOON}
    for wrong in ({"valid_to": ""}, {"valid_to": "soon"}, {"amount": "x"}, {"reason": " "}):
        refused = await annas.send("/authority/break-glass", form | wrong)
        assert refused.status_code == 422, wrong
    assert (await annas.send("/authority/break-glass", form)).status_code == 303
    page = await text_of(bens)
    assert "(1) Authority" in page
    assert "No senior is here." in page
    assert "Confirm ask" in page
    assert "Confirm ask" not in await text_of(annas)


async def test_break_glass_that_is_over_is_reviewed_by_another_person(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    ask = delegations.break_glass(dba, "anna", "senior")
    authority = delegations.confirm(dba, ask, "ben")
    dba.execute("select bankagent.end_authority(%s, 'It is over.')", [authority])
    form = {"ask_id": str(ask), "verdict": "justified", "note": "It was needed."}
    assert (await annas.send("/authority/reviews", form)).status_code == 403
    assert "Break-glass to review" in await text_of(bens)
    assert (await bens.send("/authority/reviews", form | {"note": ""})).status_code == 422
    assert (await bens.send("/authority/reviews", form)).status_code == 303
    assert "justified" in await text_of(bens)


async def test_an_auditor_reads_what_people_asked_for_and_has_no_form(
    annas: Browser, auditors: Browser, dba: Conn
) -> None:
    delegations.break_glass(dba, "anna", "senior")
    page = await text_of(auditors)
    assert "break-glass" in page
    assert "Ask to break glass" not in page
    assert "Confirm ask" not in page
