"""Lookups of pairs on a database with the shipped reference data."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from bankagent.db.pool import Pool, new_pool
from bankagent.domain.exact_json import dumps
from bankagent.domain.known import Recorded
from bankagent.domain.settlement import ClaimedRequest
from bankagent.request_types.trade_exception import TYPE, facts_and_evidence
from bankagent.service.decisions.evaluate import decide
from bankagent.service.decisions.lookups import prepare
from bankagent.service.decisions.needs import new_lookups
from tests.support import exceptions, pairs, people, policies, rows, verbs
from tests.support.databases import Database
from tests.support.pairs import numbered, pair
from tests.support.rows import Conn

POLICY = policies.shipped("trade_exception")
CLIENT = "CUST-1042"


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url, least=1, most=1) as pool:
        yield pool


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


def sent(dba: Conn, *payloads: dict[str, Any], client: str = CLIENT) -> list[ClaimedRequest]:
    items = [
        verbs.item(request_type="trade_exception", payload=one, client_id=client)
        for one in payloads
    ]
    ids = [answer.request_id for answer in verbs.put(dba, *items)]
    return [
        ClaimedRequest(id_, client, "trade_exception", dumps(one))
        for id_, one in zip(ids, payloads, strict=True)
    ]


async def decided(pool: Pool, *batch: ClaimedRequest) -> list[Any]:
    known = await prepare(lambda: pool, batch, (TYPE,), new_lookups())
    return [decide(one, POLICY, known, (TYPE,)) for one in batch]


async def settled(pool: Pool, dba: Conn, *payloads: dict[str, Any], **named: Any) -> list[Any]:
    """Send pairs, and decide and settle them as a worker does; return their settlements."""
    batch = sent(dba, *payloads, **named)
    worker_id = verbs.register(dba)
    jobs = {job.request_id: job for job in verbs.claim(dba, worker_id)}
    ends = await decided(pool, *batch)
    items = [
        verbs.fence(jobs[request.request_id], worker_id)
        | {
            "status": end.status, "decision": end.decision, "result": end.result,
            "evaluation": end.evaluation.as_json(),
        }
        for request, end in zip(batch, ends, strict=True)
    ]  # fmt: skip
    assert set(verbs.settle(dba, *[plain(item) for item in items])) == {"settled"}
    return ends


def plain(item: Any) -> Any:
    """The item as plain JSON, as the driver takes it here."""
    return json.loads(dumps(item))


def rules(end: Any) -> set[str]:
    return {rule.rule_id for rule in end.evaluation.fired}


async def test_a_pair_within_the_shipped_tolerances_is_approved_and_says_what_it_rests_on(
    pool: Pool, dba: Conn
) -> None:
    (end,) = await settled(pool, dba, pair(settlement_amount=150252))
    assert (end.decision, rules(end)) == ("approved", {"TE-000"})
    assert end.evaluation.reference["tolerances"] == 1
    assert end.evaluation.reference["calendars"] == 1
    told = end.result["comparison"]
    assert (told["match"], told["breaks"][0]["tolerance"]["amount"]) == ("within_tolerance", "200")
    stored = rows.one(dba, "select known -> 'comparison' from bankagent.evaluations")
    assert stored["breaks"][0]["within"] is True


async def test_the_recorded_inputs_give_the_same_facts_and_comparison_again(
    pool: Pool, dba: Conn
) -> None:
    payload = pair(price="151") | {"market": "XETR", "asset_class": "equity", "currency": "EUR"}
    (end,) = await settled(pool, dba, payload)
    recorded = rows.one(dba, "select known from bankagent.evaluations")
    known = Recorded.from_json(TYPE.needs, recorded)
    facts, evidence = facts_and_evidence(pairs.parsed(payload), known)
    assert facts == end.evaluation.facts
    said = [rule.outcome for rule in end.evaluation.fired]
    assert evidence(said) == end.evaluation.evidence


async def test_the_amounts_of_two_currencies_are_compared_at_the_shipped_rates(
    pool: Pool, dba: Conn
) -> None:
    """23 million JPY are less than 150,250 USD, and 15,025,000 USD are more."""
    small, large = pair(currency="JPY", settlement_amount=23_000_000), pair()
    large["ours"] |= {"currency": "JPY", "settlement_amount": 23_000_000}
    large["theirs"] |= {"settlement_amount": 15_025_000, "record_number": "9-18"}
    large["ours"]["record_number"] = "4712"
    ends = await settled(pool, dba, small, large)
    told = [one.result["comparison"] for one in ends]
    assert [(one["exposure"], one["currency"]) for one in told] == [
        ("150250", "USD"), ("15025000", "USD"),
    ]  # fmt: skip
    assert [rules(one) for one in ends] == [{"TE-010"}, {"TE-010", "TE-030"}]
    assert ends[0].evaluation.reference["fx_rates"] == 1


async def test_the_same_pair_again_opens_nothing_while_the_first_one_waits(
    pool: Pool, dba: Conn
) -> None:
    (first,) = await settled(pool, dba, pair(quantity=900))
    again = pair(quantity=900)
    again["theirs"]["received_at"] = "2026-11-25T07:00:00Z"  # the file of the next day
    (second,) = await settled(pool, dba, again)
    assert (first.status, rules(first)) == ("awaiting_approval", {"TE-010"})
    assert (second.decision, rules(second)) == ("rejected", {"TE-010", "TE-020"})
    assert second.result["comparison"]["earlier"]["word"] == "open"


async def test_the_same_records_of_another_client_are_another_pair(pool: Pool, dba: Conn) -> None:
    await settled(pool, dba, pair(quantity=900))
    (other,) = await settled(pool, dba, pair(quantity=900), client="CUST-7")
    assert other.status == "awaiting_approval"


async def test_a_pair_that_has_changed_names_the_open_request(pool: Pool, dba: Conn) -> None:
    await settled(pool, dba, pair(quantity=900))
    first = rows.one(dba, "select id from bankagent.banking_requests")
    (changed,) = await settled(pool, dba, pair(quantity=950))
    assert (changed.decision, changed.evaluation.facts["earlier"]) == ("rejected", "changed")
    (agrees,) = await settled(pool, dba, pair())
    assert (agrees.decision, agrees.evaluation.facts["earlier"]) == ("approved", "changed")
    assert agrees.result["comparison"]["earlier"] == {"request_id": first, "word": "changed"}


async def test_a_side_that_arrives_later_finds_the_request_of_the_other_side(
    pool: Pool, dba: Conn
) -> None:
    for missing in ("theirs", "ours"):
        client = f"CUST-{missing}"
        (alone,) = await settled(pool, dba, pair() | {missing: None}, client=client)
        assert alone.status == "awaiting_approval"
        (both,) = await settled(pool, dba, pair(), client=client)
        assert (both.decision, both.evaluation.facts["earlier"]) == ("approved", "changed")


@pytest.mark.parametrize(
    ("end", "match", "decision"),
    [("written_off", "forced", "approved"), ("trade_cancelled", "broken", "rejected")],
)
async def test_what_people_said_of_a_pair_holds_when_it_comes_again(
    pool: Pool, dba: Conn, end: str, match: str, decision: str
) -> None:
    people.add_reviewers(dba, "anna", "ben")
    await settled(pool, dba, pair(quantity=900))
    number = rows.one(dba, "select id from bankagent.trade_exceptions")
    if end == "written_off":
        exceptions.vote(dba, exceptions.propose(dba, number, "write_off"))
    else:
        exceptions.move(dba, number, end, reason="Both sides say so.")
    for _ in range(2):  # the second time there is a repeat, too, which policy decided
        (again,) = await settled(pool, dba, pair(quantity=900))
        assert (again.evaluation.facts["match"], again.decision) == (match, decision)
    (other,) = await settled(pool, dba, pair(quantity=901))
    assert other.status == "awaiting_approval"


async def test_a_request_that_was_cancelled_does_not_count(pool: Pool, dba: Conn) -> None:
    (first,) = sent(dba, pair(quantity=900))
    dba.execute("select bankagent.cancel_request(%s)", [first.request_id])
    (again,) = await settled(pool, dba, pair(quantity=900))
    assert again.evaluation.facts["earlier"] == "none"


async def test_hundreds_of_pairs_sent_twice_open_each_exception_once(pool: Pool, dba: Conn) -> None:
    file = [numbered(n, quantity=900 if n % 4 == 0 else 1000) for n in range(200)]
    for _ in range(2):
        for start in range(0, len(file), 100):
            await settled(pool, dba, *file[start : start + 100])
    found = rows.fetch(
        dba, "select status, count(*) as n from bankagent.banking_requests group by status"
    )
    assert {one.status: one.n for one in found} == {"awaiting_approval": 50, "processed": 350}


async def test_odd_payloads_that_came_by_sql_hold_up_no_lookup(pool: Pool, dba: Conn) -> None:
    odd: list[Any] = [
        {"ours": 1, "theirs": []},
        {"ours": {"source": {"a": 1}, "record_number": [1]}, "theirs": None},
        {"ours": {"source": "OMS", "record_number": "4711"}, "theirs": "text"},
        {"ours": {"source": "x" * 9000, "record_number": "y" * 9000}},
        {},
    ]
    sent(dba, *odd)
    (end,) = await decided(pool, *sent(dba, pair()))
    assert end.evaluation.facts["earlier"] == "none"
