"""Captures decided as workers do: trades are stored, and reviews and exceptions follow."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bankagent.db.pool import new_pool
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.explain import explanation
from bankagent.store.requests.evidence import evidence
from tests.support import captures, people, records, rows, verbs
from tests.support.captures import CLIENT, TRADE, UTI, stored
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.follow_ups import caused_by
from tests.support.rows import Conn, connect

EXAMPLES = Path(__file__).parents[3] / "examples"
RULES = "select fired from bankagent.evaluations where request_id = %s"
DECISION = "select decision from bankagent.decisions where request_id = %s"
CONTRADICTS = EXAMPLES / "trade_capture" / "05_contradicts.json"
OTHER_PRICE = {"price": 251, "notional": 2510000}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        # Its own type comes with another change; without the row no request of it is stored.
        conn.execute(
            "insert into bankagent.request_types (name, queue, policy_key, description) values "
            "('trade_exception', 'trade_exception', 'trade_exception', 'For a test.') "
            "on conflict do nothing"
        )
        yield conn


async def captured(db: Database, dba: Conn, **fields: Any) -> int:
    """Submit a capture and decide all that waits; return the id of its request."""
    request_id = captures.submit(dba, **fields)
    await decide_all(db)
    return request_id


def decided(dba: Conn, request_id: int) -> tuple[str | None, list[str]]:
    """Return the decision and the rules that fired."""
    fired = rows.one(dba, RULES, request_id)
    return rows.one(dba, DECISION, request_id), [rule["rule_id"] for rule in fired]


async def test_a_new_trade_is_stored_and_its_review_follows(db: Database, dba: Conn) -> None:
    request_id = await captured(db, dba, uti=UTI, actor="desk-7")
    assert decided(dba, request_id) == ("approved", ["TC-000"])
    (trade,) = stored(dba)
    assert (trade.number, trade.version, trade.action) == (trade.id, 1, "new")
    assert (trade.uti, trade.source, trade.record_number) == (UTI, "OMS", "4711")
    assert (trade.client_id, trade.maker, trade.request_id) == (CLIENT, "desk-7", request_id)
    assert trade.trade == TRADE
    (review,) = caused_by(dba, request_id)
    assert (review.request_type, review.payload) == ("trade_review", TRADE)
    assert (review.maker, review.client_id) == ("desk-7", CLIENT)
    entry = rows.entries(dba, request_id)[-1]
    assert entry.result["trade"] == {"id": trade.id, "number": trade.number, "version": 1}
    await decide_all(db)
    assert rows.status(dba, review.request_id) in {"processed", "awaiting_approval"}


async def test_the_same_again_changes_nothing(db: Database, dba: Conn) -> None:
    await captured(db, dba)
    again = await captured(db, dba, trade={"isin": " us0378331005", "side": "B", "price": "250.0"})
    assert decided(dba, again) == ("approved", ["TC-000"])
    assert len(stored(dba)) == 1
    assert caused_by(dba, again) == []


async def test_an_amendment_is_a_version_whose_review_names_the_one_before(
    db: Database, dba: Conn
) -> None:
    first = await captured(db, dba)
    (review,) = caused_by(dba, first)
    amendment = await captured(db, dba, action="amend", trade=OTHER_PRICE)
    one, two = stored(dba)
    assert (two.number, two.version, two.action) == (one.number, 2, "amend")
    assert two.trade == TRADE | OTHER_PRICE
    (follows,) = caused_by(dba, amendment)
    assert follows.payload["price"] == 251
    assert follows.reason == (
        f"Version 2 of trade {one.number} amends the one before, which was reviewed by request "
        f"{review.request_id}, captured by request {first}."
    )
    again = await captured(db, dba, action="amend", trade=OTHER_PRICE)
    assert (len(stored(dba)), caused_by(dba, again)) == (2, [])


async def test_a_cancellation_is_a_version_and_nothing_comes_after_it(
    db: Database, dba: Conn
) -> None:
    await captured(db, dba)
    cancelled = await captured(db, dba, action="cancel")
    assert [(one.action, one.trade is None) for one in stored(dba)] == [
        ("new", False),
        ("cancel", True),
    ]
    assert caused_by(dba, cancelled) == []
    for fields, decision in (
        ({"action": "cancel"}, ("approved", ["TC-000"])),
        ({"action": "amend"}, ("rejected", ["TC-030"])),
        ({}, ("rejected", ["TC-030"])),
    ):
        later = await captured(db, dba, **fields)
        assert decided(dba, later) == decision
        assert caused_by(dba, later) == []
    assert len(stored(dba)) == 2


CONTRADICTING: dict[str, dict[str, Any]] = {
    "the same record with another price": {"trade": OTHER_PRICE},
    "the same record with another UTI": {"uti": UTI.replace("A1", "B2")},
    "another source with another price": {"source": "EMS", "uti": UTI, "trade": OTHER_PRICE},
    "an amendment by another source": {
        "source": "EMS", "uti": UTI, "action": "amend", "trade": OTHER_PRICE,
    },
    "another client": {"client_id": "CUST-2"},
}  # fmt: skip


@pytest.mark.parametrize("fields", CONTRADICTING.values(), ids=CONTRADICTING)
async def test_a_capture_that_contradicts_is_rejected_and_an_exception_follows(
    db: Database, dba: Conn, fields: dict[str, Any]
) -> None:
    await captured(db, dba, uti=UTI)
    request_id = await captured(db, dba, **fields)
    assert decided(dba, request_id) == ("rejected", ["TC-010"])
    assert len(stored(dba)) == 1
    (follows,) = caused_by(dba, request_id)
    assert follows.request_type == "trade_exception"
    ours, theirs = follows.payload["ours"], follows.payload["theirs"]
    assert (ours["source"], ours["record_number"], ours["price"]) == ("OMS", "4711", 250)
    assert theirs["source"] == fields.get("source", "OMS")
    assert theirs["price"] == fields.get("trade", TRADE)["price"]
    assert follows.payload["stage"] == "capture"


BREAKS: list[tuple[str, dict[str, Any], list[tuple[str, str, str]]]] = [
    ("buy", OTHER_PRICE, [("DDEA", "250", "251")]),
    ("sell", OTHER_PRICE, [("DDEA", "250", "251")]),
    ("sell_short", OTHER_PRICE, [("DDEA", "250", "251")]),
    ("buy", {"side": "sell"}, [("DELN", "buy", "buy")]),
    ("sell", {"side": "buy"}, [("DELN", "sell", "sell")]),
    ("sell_short", {"side": "buy"}, [("DELN", "sell", "sell")]),
]


async def test_the_exception_of_the_example_has_one_break(db: Database, dba: Conn) -> None:
    example = json.loads(CONTRADICTS.read_text().replace("{mark}", "t").replace("{MARK}", "T"))
    for step in (example, *example["then"]):
        (request_id,) = verbs.submit(dba, **step["request"])
        await decide_all(db)
    (follows,) = caused_by(dba, request_id)
    await decide_all(db)
    comparison = rows.entries(dba, follows.request_id)[-1].result["comparison"]
    assert [(one["field"], one["code"]) for one in comparison["breaks"]] == [("price", "DDEA")]
    assert (comparison["match"], comparison["primary_code"]) == ("broken", "DDEA")


@pytest.mark.parametrize(("side", "other", "breaks"), BREAKS)
async def test_an_exception_that_follows_has_the_breaks_of_the_contradiction_alone(
    db: Database,
    dba: Conn,
    side: str,
    other: dict[str, Any],
    breaks: list[tuple[str, str, str]],
) -> None:
    await captured(db, dba, uti=UTI, trade={"side": side})
    request_id = await captured(db, dba, uti=UTI, trade={"side": side} | other, source="EMS")
    (follows,) = caused_by(dba, request_id)
    await decide_all(db)
    found = rows.entries(dba, follows.request_id)[-1].result["comparison"]["breaks"]
    assert [(one["code"], one["ours"], one["theirs"]) for one in found] == breaks


async def test_another_source_that_agrees_changes_nothing(db: Database, dba: Conn) -> None:
    await captured(db, dba, uti=UTI)
    request_id = await captured(db, dba, source="EMS", uti=UTI, trade={"desk": "eq"})
    assert decided(dba, request_id) == ("approved", ["TC-000"])
    assert (len(stored(dba)), caused_by(dba, request_id)) == (1, [])


async def test_an_amendment_of_nothing_asks_the_caller(db: Database, dba: Conn) -> None:
    request_id = await captured(db, dba, action="amend")
    assert rows.status(dba, request_id) == "needs_info"
    assert decided(dba, request_id) == (None, ["TC-020"])
    assert stored(dba) == []


async def test_trades_of_two_makers_never_meet(db: Database, dba: Conn) -> None:
    await captured(db, dba, uti=UTI, actor="desk-7")
    other = await captured(db, dba, uti=UTI, actor="desk-8", trade=OTHER_PRICE)
    assert decided(dba, other) == ("approved", ["TC-000"])
    assert [one.maker for one in stored(dba)] == ["desk-7", "desk-8"]


async def test_while_decisions_are_stopped_no_trade_is_stored(db: Database, dba: Conn) -> None:
    dba.execute("select bankagent.stop_decisions('trade_capture', 'Wrong source.')")
    request_id = await captured(db, dba)
    assert rows.status(dba, request_id) == "awaiting_approval"
    assert stored(dba) == []


async def stopped(db: Database, dba: Conn, **fields: Any) -> int:
    """Capture a trade while decisions are stopped; return the id of the request, which waits."""
    people.add_reviewers(dba, "anna")
    dba.execute("select bankagent.stop_decisions('trade_capture', 'Wrong source.')")
    request_id = await captured(db, dba, actor="desk-7", **fields)
    assert rows.status(dba, request_id) == "awaiting_approval"
    return request_id


async def test_a_capture_that_people_approve_is_stored_and_reviewed(
    db: Database, dba: Conn
) -> None:
    request_id = await stopped(db, dba, uti=UTI)
    said = await explained(db, request_id)
    assert "If people approve it, version 1 of a trade is stored, OMS 4711." in said
    follows = "A trade that was captured is to be reviewed."
    assert f"If people approve it, a request of the type trade_review follows: {follows}" in said
    people.vote(dba, request_id)
    (trade,) = stored(dba)
    assert (trade.uti, trade.request_id, trade.trade) == (UTI, request_id, TRADE)
    (review,) = caused_by(dba, request_id)
    assert (review.request_type, review.payload) == ("trade_review", TRADE)
    said = await explained(db, request_id)
    assert not any(text.startswith("If people") for text in said)


async def test_a_capture_that_people_reject_for_a_contradiction_opens_an_exception(
    db: Database, dba: Conn
) -> None:
    await captured(db, dba, actor="desk-7", uti=UTI)
    request_id = await stopped(db, dba, uti=UTI, trade=OTHER_PRICE)
    people.vote(dba, request_id, verdict="reject")
    (follows,) = caused_by(dba, request_id)
    assert follows.request_type == "trade_exception"
    assert len(stored(dba)) == 1


async def test_a_capture_without_a_policy_in_force_is_stored_once_people_approve_it(
    db: Database, dba: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    with rows.triggers_off(dba):
        dba.execute("delete from bankagent.policy_activations where key = 'trade_capture'")
    request_id = await captured(db, dba, actor="desk-7")
    assert decided(dba, request_id) == (None, ["POLICY-MISSING"])
    people.vote(dba, request_id)
    assert (len(stored(dba)), len(caused_by(dba, request_id))) == (1, 1)


async def test_two_captures_of_one_trade_in_a_batch_store_it_once(db: Database, dba: Conn) -> None:
    first, second = captures.submit(dba), captures.submit(dba)
    await decide_all(db)
    assert (decided(dba, first)[0], decided(dba, second)[0]) == ("approved", "approved")
    assert [trade.request_id for trade in stored(dba)] == [first]
    assert (len(caused_by(dba, first)), caused_by(dba, second)) == (1, [])


async def explained(db: Database, request_id: int) -> dict[str, Sentence]:
    """Return the sentences of the explanation for the bank, by their text."""
    async with new_pool(db.api_url) as pool, pool.connection() as conn:
        found = await evidence(conn, request_id, maker=None)
    assert found
    sections = explanation(found, "bank").sections
    return {one.text: one for section in sections for one in section.sentences}


async def test_an_explanation_names_the_trade_that_we_have(db: Database, dba: Conn) -> None:
    first = await captured(db, dba)
    (review,) = caused_by(dba, first)
    second = await captured(db, dba, trade=OTHER_PRICE)
    (trade,) = stored(dba)
    said = await explained(db, second)
    text = (
        f"Trade {trade.number} of OMS 4711 is version 1: request {first} captured it, and request "
        f"{review.request_id} reviewed it."
    )
    assert said[text].internal
    assert all(records.is_there(dba, it) for it in said[text].rests_on)
