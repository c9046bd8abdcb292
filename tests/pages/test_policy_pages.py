"""What a version of a policy would change, and how versions of reference data differ."""

from collections.abc import Iterator

import pytest

from tests.support import people, policies, reference, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.pages import Browser
from tests.support.payloads import PAYLOAD
from tests.support.rows import Conn, connect

STORE = "select version from bankagent.store_policy_version('trade_review', %s, 'x', 'carl')"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_a_draft_is_tried_on_the_latest_requests_and_nothing_is_written(
    annas: Browser, dba: Conn, db: Database
) -> None:
    payloads = [PAYLOAD, PAYLOAD | {"notional": 6_000_000}, {"symbol": "B"}]
    (_, large, _) = [
        one.request_id for one in verbs.put(dba, *[verbs.item(payload=one) for one in payloads])
    ]
    await decide_all(db)
    table = policies.shipped("trade_review").table_json.replace("> 5000000", "> 7000000")
    people.add_reviewers(dba, "carl")
    with verbs.naming(dba, "carl"):
        draft = rows.one(dba, STORE, table)
    page = (await annas.get(f"/policies/trade_review/{draft}")).text
    assert "Try it on the latest 200 requests" in page
    with rows.nothing_written(dba):
        tried = (await annas.get(f"/policies/trade_review/{draft}/trial")).text
    assert "1 would have another outcome" in tried
    assert f'<a href="/ui/requests/{large}">{large}</a>' in tried
    assert "TR-010" in tried
    assert (await annas.get("/policies/trade_review/999/trial")).status_code == 404


async def test_a_version_that_takes_rules_away_or_is_older_says_so_before_the_form(
    bens: Browser, dba: Conn
) -> None:
    page = (await bens.get("/policies/trade_review/1")).text
    in_force = policies.shipped("trade_review").version
    if in_force > 1:
        assert f"This version is older than version {in_force}" in page
    assert page.index("What it changes") < page.index("Activate it")


async def test_versions_of_reference_data_are_listed_and_compared(
    annas: Browser, dba: Conn
) -> None:
    reference.listed(dba, "screening:TEST", "Max Muster", "Eva Test")
    reference.listed(dba, "screening:TEST", "Max Muster", "Eva Other", "New Name")
    listed = (await annas.get("/policies")).text
    assert 'href="/ui/policies/reference/screening:TEST"' in listed
    page = (await annas.get("/policies/reference/screening:TEST")).text
    assert "What version 2 changes in version 1" in page
    for words in ("Eva Test", "Eva Other", "New Name", "added", "removed", "in force", "retired"):
        assert words in page, words
    assert "Max Muster" not in page
    same = (await annas.get("/policies/reference/screening:TEST?version=1&against=1")).text
    assert "both have the same rows" in same
    alone = (await annas.get("/policies/reference/fx_rates")).text
    assert "no other version" in alone


@pytest.mark.parametrize(
    "path", ["nothing", "fx_rates?version=99", "fx_rates?version=1&against=99", "x'; --"]
)
async def test_reference_data_that_does_not_exist_is_not_found(annas: Browser, path: str) -> None:
    assert (await annas.get(f"/policies/reference/{path}")).status_code == 404
