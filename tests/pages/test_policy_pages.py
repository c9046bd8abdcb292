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


async def test_the_author_of_a_version_is_told_so_however_the_name_is_spelt(
    bens: Browser, dba: Conn
) -> None:
    people.add_reviewers(dba, "carl")
    with verbs.naming(dba, "carl"):
        table = policies.shipped("trade_review").table_json.replace("> 5000000", "> 7000000")
        own = rows.one(dba, STORE, table)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.policies set created_by = 'Ben' where created_by = 'carl'")
    page = (await bens.get(f"/policies/trade_review/{own}")).text
    assert "You wrote this version: another person must activate it." in page


def limits(dba: Conn) -> int:
    """Import another version of the trading limits, which no one has activated."""
    rows_ = [("desk", "rates", "USD", 2_500_000)]
    return reference.imported(dba, "trading_limits", trading_limits=rows_)


LIMITS = "/policies/reference/trading_limits"


async def test_reference_data_is_activated_by_a_second_person_of_compliance_at_its_page(
    annas: Browser, bens: Browser, auditors: Browser, dba: Conn
) -> None:
    limits(dba)
    listed = (await bens.get("/policies")).text
    assert "trading limits version 2" in listed
    assert "waits to be activated" in listed
    page = (await bens.get(f"{LIMITS}?version=2")).text
    assert page.index("What version 2 changes in version 1") < page.index("Activate version 2")
    for reader in (annas, auditors):
        assert "Activate version 2" not in (await reader.get(f"{LIMITS}?version=2")).text
        assert (await reader.send(f"{LIMITS}/activate", {"version": "2"})).status_code == 403
    answer = await bens.send(f"{LIMITS}/activate", {"version": "2"})
    assert answer.headers["location"] == "/ui" + f"{LIMITS}?version=2&done=activated"
    done = (await bens.get(f"{LIMITS}?version=2&done=activated")).text
    assert "Version 2 is in force now." in done
    assert "waits to be activated" not in (await bens.get("/policies")).text
    by = "select activated_by from bankagent.reference_versions where dataset = %s and version = 2"
    assert rows.one(dba, by, "trading_limits") == "ben"


async def test_reference_data_is_not_activated_at_a_page_by_its_importer_nor_twice(
    bens: Browser, dba: Conn
) -> None:
    limits(dba)
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.reference_versions set imported_by = 'Ben' where not is_shipped"
        )
    page = (await bens.get(f"{LIMITS}?version=2")).text
    assert "You imported this version: another person must activate it." in page
    refused = await bens.send(f"{LIMITS}/activate", {"version": "2"})
    assert refused.status_code == 403
    assert "imported version 2 of trading_limits, and another person must" in refused.text
    assert "This version is in force." in (await bens.get(f"{LIMITS}?version=1")).text
    again = await bens.send(f"{LIMITS}/activate", {"version": "1"})
    assert again.status_code == 409
    assert "version 1 is in force already" in again.text
    for wrong in ("x", "", "0", "99", "9999999999999"):
        answer = await bens.send(f"{LIMITS}/activate", {"version": wrong})
        assert answer.status_code == 404, wrong


@pytest.mark.parametrize(
    "path", ["nothing", "fx_rates?version=99", "fx_rates?version=1&against=99", "x'; --"]
)
async def test_reference_data_that_does_not_exist_is_not_found(annas: Browser, path: str) -> None:
    assert (await annas.get(f"/policies/reference/{path}")).status_code == 404
