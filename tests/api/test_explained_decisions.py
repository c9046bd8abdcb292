"""Explanations of what a worker decided: the numbers behind a rule, and how people overrode it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bankagent.service.requests.explanation import for_client
from tests.support import approvals, people, records, reference
from tests.support.api_process import Api
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.rows import Conn, connect

TRADED = {"symbol": "AAPL", "notional": 1000000, "mic": "XNAS", "trade_date": "2026-11-24"}
HELD_INTERNALLY = {
    "a limit": {"symbol": "AAPL", "notional": 6000000},
    "the limit of a desk": {"symbol": "AAPL", "notional": 2500000, "desk": "unheard-of"},
    "the watch list": {"symbol": "FICTIONAL.WATCH", "notional": 2500000},
    "a screening list": {"symbol": "AAPL", "notional": 2500000, "counterparty_name": "Juan Lopez"},
}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def decided(service: Api, **payload: Any) -> int:
    made = service.client.post("/requests", json=TRADE | {"payload": payload})
    assert made.status_code == 201, made.text
    request_id: int = made.json()["request_id"]
    done = service.client.post(f"/requests/{request_id}/process", headers={"Prefer": "wait=20"})
    assert done.status_code == 200, done.text
    return request_id


def explained(service: Api, request_id: int, audience: str = "bank") -> list[dict[str, Any]]:
    answer = service.client.get(f"/requests/{request_id}/explanation?audience={audience}")
    assert answer.status_code == 200, answer.text
    return records.sentences(answer.json())


def said(found: list[dict[str, Any]], dba: Conn) -> dict[str, list[str]]:
    """Return the sentences with their records, each of which is there."""
    for one in found:
        assert [it for it in one["rests_on"] if not records.is_there(dba, it)] == [], one
    return {one["text"]: one["rests_on"] for one in found}


def test_the_rule_of_a_hit_names_the_list_the_entry_and_the_score(service: Api, dba: Conn) -> None:
    reference.listed(dba, "screening:SAMPLE", "GARCIA LOPEZ, Juan Carlos")
    request_id = decided(service, **TRADED, counterparty_name="Juan Carlos Garcia Lopez")
    found = said(explained(service, request_id), dba)
    (rule,) = (text for text in found if text.startswith("Rule TR-101"))
    assert re.search(r"is \d+ % like entry \S+ of screening:SAMPLE\.$", rule)
    assert any(it.startswith("reference:screening:SAMPLE@1/") for it in found[rule])


def test_a_closed_market_is_explained_by_the_name_of_the_holiday(service: Api, dba: Conn) -> None:
    request_id = decided(service, **TRADED | {"trade_date": "2026-11-26"})
    found = said(explained(service, request_id), dba)
    (rule,) = (text for text in found if text.startswith("Rule TR-060"))
    assert rule.endswith("The trade date 2026-11-26 is a holiday of XNYS (Thanksgiving Day).")
    sunday = decided(service, **TRADED | {"trade_date": "2026-11-22"})
    (rule,) = (one for one in said(explained(service, sunday), dba) if "Rule TR-060" in one)
    assert rule.endswith("The trade date 2026-11-22 is a Sunday, on which XNYS is closed.")


def test_numbers_are_shown_as_they_were_multiplied_and_converted(service: Api, dba: Conn) -> None:
    euros = {"currency": "EUR", "trade_date": "2026-10-30"}
    request_id = decided(service, symbol="SAP", notional=5000000, quantity=100, price=4, **euros)
    found = said(explained(service, request_id), dba)
    for text in (
        "Quantity times price is 100 x 4 = 400, which is 4999600 off the notional of 5000000.",
        "The notional of 5000000 EUR was 5586000 USD, by one rate (method direct).",
    ):
        assert text in found
        assert any(one.startswith("Rule ") and one.endswith(text) for one in found)
    (rate,) = (one for one in found if one.startswith("1 EUR was 1.1172 USD on 2026-10-30; source"))
    assert found[rate] == ["reference:fx_rates@1"]
    assert any(one.endswith("it is a sample that ships with bankagent.") for one in found)


def test_a_client_reads_which_of_its_own_fields_hold_it_up(service: Api, dba: Conn) -> None:
    reversed_ = decided(service, **TRADED, settlement_date="2026-11-23")
    found = said(explained(service, reversed_, "client"), dba)
    assert "The check found this: the settlement date is before the trade date." in found
    assert not any("says needs_info" in text for text in found)
    approved = said(explained(service, decided(service, **TRADED), "client"), dba)
    assert for_client.NOTHING in approved
    assert for_client.IN_EACH in found.keys() & approved.keys()


def test_a_client_cannot_tell_which_internal_rule_holds_it_up(service: Api) -> None:
    def told(payload: dict[str, Any]) -> list[str]:
        request_id = decided(service, **payload)
        answer = service.client.get(f"/requests/{request_id}/explanation?audience=client")
        why = answer.json()["sections"][0]["sentences"]
        return [re.sub(r"\d{4}-\S+ \S+", "(time)", one["text"]) for one in why]

    texts = [told(payload) for payload in HELD_INTERNALLY.values()]
    assert texts == [texts[0]] * len(texts)
    assert texts[0][-1] == for_client.IN_EACH


def test_a_stop_and_a_vote_against_the_policy_are_told(service: Api, dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    dba.execute("select bankagent.stop_decisions('trade_review', 'Wrong list.')")
    request_id = decided(service, **TRADED | {"symbol": "FICTIONAL.RESTRICTED"})
    # What the policy rejects is approved by two people, the second one a senior, with a code.
    approvals.allow(dba, "ben", "senior")
    approvals.vote(dba, request_id, "ben", code="facts_wrong")
    approvals.allow(dba, "anna", "senior")
    approvals.vote(dba, request_id, "anna", code="risk_accepted")
    found = said(explained(service, request_id), dba)
    (stop,) = (text for text in found if text.startswith("Stop 1 of automatic decisions"))
    assert re.search(r"of trade_review held it: \S+ stopped them on .* UTC: Wrong list\.$", stop)
    assert found[stop][0] == "stop:1"
    assert "The policy said reject; the stop made escalate of it, so that people decide." in found
    assert any(text.endswith("must give reject again.") for text in found)
    (vote,) = (text for text in found if text.startswith("anna voted approve on "))
    assert vote.endswith(f" (override: risk_accepted): {people.REASON}")
    (overrode,) = (text for text in found if text.startswith("That overrode "))
    assert overrode == (
        "That overrode what the policy trade_review, version 2, recommended: reject."
    )
    assert {"vote:2", f"decision:{request_id}", "policy:trade_review@2"} <= set(found[overrode])


def test_a_reviewer_reads_why_the_policy_asks_and_how_old_the_data_is(
    service: Api, dba: Conn
) -> None:
    reviewer = people.bearer(people.add_key(dba, "reviewer", "anna"))
    request_id = decided(service, symbol="AAPL", notional=6000000)
    answer = service.client.get(f"/requests/{request_id}/explanation", headers=reviewer)
    assert answer.status_code == 200
    assert any("Rule TR-010 says" in one["text"] for one in records.sentences(answer.json()))
    answer = service.client.get("/reference", headers=reviewer)
    assert "fx_rates" in {one["dataset"] for one in answer.json()["reference"]}


def test_each_evaluation_records_the_version_of_the_code(service: Api, dba: Conn) -> None:
    found = said(explained(service, decided(service, **TRADED)), dba)
    assert any(re.fullmatch(r"Version \S+ of bankagent evaluated it\.", text) for text in found)
