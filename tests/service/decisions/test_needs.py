"""Lookups of trade_review, on a database with the shipped reference data and a screening list."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from bankagent.catalog import parse_payload
from bankagent.db.pool import Pool, new_pool
from bankagent.domain.exact_json import dumps, loads
from bankagent.domain.known import Case, Recorded
from bankagent.domain.settlement import ClaimedRequest
from bankagent.request_types.trade_review import TYPE, facts
from bankagent.service.decisions import held
from bankagent.service.decisions.evaluate import decide
from bankagent.service.decisions.lookups import prepare
from bankagent.service.decisions.needs import new_lookups
from bankagent.service.decisions.screener import Screener
from tests.support import policies, portfolios, reference, rows
from tests.support.databases import Database
from tests.support.portfolios import position
from tests.support.rows import Conn
from tests.support.verbs import submit

POLICY = policies.shipped("trade_review")
LIST = "screening:OFAC-SDN"
FULL = {
    "symbol": "AAPL",
    "notional": 1000000,
    "side": "buy",
    "quantity": 10000,
    "price": 100,
    "isin": "US0378331005",
    "cusip": "037833100",
    "mic": "XNAS",
    "trade_date": "2026-11-24",
    "settlement_date": "2026-11-25",
    "counterparty_name": "Granite Shipping Partners LLC",
    "desk": "default",
}
TYPES = (TYPE,)
BANK_MELLI = '[{"type": "SWIFT/BIC", "value": "MELIIRTH"}, {"type": "SWIFT/BIC"}, 7]'
# Two letters that have no romanisation (LATIN LETTER GLOTTAL STOP).
NO_WORDS = "\u0294\u0294"


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url, least=1, most=1) as pool:
        yield pool


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


def listed(dba: Conn, *names: str) -> None:
    """Put a screening list with these names in force."""
    entries = [
        (str(n), "person", "SDGT", None, None, "[]", None) for n, _ in enumerate(names, start=1)
    ]
    found = [(str(n), name, "primary", "strong") for n, name in enumerate(names, start=1)]
    reference.imported(dba, LIST, screening_entries=entries, screening_names=found)
    reference.activate(dba, LIST)


def request(dba: Conn, **fields: Any) -> ClaimedRequest:
    payload = {name: value for name, value in (FULL | fields).items() if value is not None}
    (id_,) = submit(dba, payload=payload)
    return ClaimedRequest(id_, "CUST-1042", "trade_review", dumps(payload))


async def decided(pool: Pool, *batch: ClaimedRequest, lookups: Any = None) -> list[Any]:
    known = await prepare(lambda: pool, batch, TYPES, lookups or new_lookups())
    return [decide(one, POLICY, known, TYPES).evaluation for one in batch]


def rules(evaluation: Any) -> set[str]:
    return {rule.rule_id for rule in evaluation.fired}


async def test_a_whole_trade_that_nothing_holds_up_is_approved_and_says_what_it_rests_on(
    pool: Pool, dba: Conn
) -> None:
    listed(dba, "GARCIA LOPEZ, Juan Carlos")
    (found,) = await decided(pool, request(dba))
    assert (found.outcome, rules(found)) == ("approve", {"TR-000"})
    assert found.facts["settlement"] == "standard"
    assert found.reference == {
        LIST: 1,
        "calendars": 1,
        "restricted_instruments": 1,
        "trading_limits": 1,
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"counterparty_name": "Juan Garcia Lopez"}, {"TR-100"}),
        ({"counterparty_name": "Juan Carlos Garcia Lopez"}, {"TR-101"}),
        ({"symbol": "FICTIONAL.RESTRICTED"}, {"TR-090"}),
        ({"symbol": "fictional.watch"}, {"TR-091"}),
        ({"desk": "unheard-of"}, {"TR-111"}),
        ({"book": "unheard-of"}, {"TR-113"}),
        ({"notional": 6000000, "quantity": 60000}, {"TR-010", "TR-110"}),
        ({"cusip": "38259P508"}, {"TR-050"}),
        ({"settlement_date": "2026-11-26"}, {"TR-062"}),
        ({"settlement_date": "2026-11-30"}, {"TR-063"}),
        ({"trade_date": "2026-11-22"}, {"TR-060", "TR-063"}),
        ({"trade_date": "2026-12-25"}, {"TR-040"}),
        ({"trade_date": "2027-11-24", "currency": "EUR", "desk": None}, {"TR-040"}),
        ({"settlement_date": "2026-11-22"}, {"TR-040"}),
        ({"settlement_date": "2026-11-22", "mic": "XTKS"}, {"TR-040"}),
        ({"mic": "XTKS"}, {"TR-061", "TR-064"}),
        ({"executed_at": "2020-11-24T09:30:00Z"}, {"TR-070"}),
        ({"executed_at": "2090-11-24T09:30:00Z"}, {"TR-071"}),
        ({"portfolio_snapshot_id": 7}, {"TR-120"}),
        ({"currency": "EUR", "mic": None, "desk": None}, {"TR-021"}),
        ({"currency": "AOA", "mic": None, "desk": None}, {"TR-020"}),
    ],
)
async def test_each_finding_fires_its_rule(
    pool: Pool, dba: Conn, fields: dict[str, Any], expected: set[str]
) -> None:
    listed(dba, "GARCIA LOPEZ, Juan Carlos")
    (found,) = await decided(pool, request(dba, **fields))
    assert rules(found) == expected


HELD = [
    position(2_000_000, isin="US0378331005", symbol=None),
    position(1_000_000, symbol="aapl"),
    position(-500_000, symbol="MSFT", isin="US5949181045"),
    position(6_500_000, symbol="CASH.USD"),
]
MIXED = [position(1_000_000), position(2_000_000, symbol="SAP", currency="EUR")]
WITHOUT_A_DESK = {"desk": None, "mic": None, "settlement_date": None}


@pytest.mark.parametrize(
    ("fields", "known", "share"),
    [
        ({}, "known", 3637),  # 2 by ISIN, 1 by symbol without one, and 1 more: 4 of 11
        ({"isin": None, "cusip": None}, "unknown", 0),  # the first position may be this symbol
        ({"side": "sell"}, "known", 2223),  # 2 of 9
        ({"isin": None, "cusip": None, "symbol": "MSFT", "side": "sell_short"}, "unknown", 0),
        ({"isin": "US5949181045", "cusip": None, "symbol": "x"}, "known", 500),  # 0.5 of 10
        ({"isin": "US67066G1040", "cusip": None, "symbol": "MSFT"}, "known", 910),  # 1 of 11
    ],
)
async def test_an_instrument_is_found_in_its_portfolio_by_isin_else_by_symbol(
    pool: Pool, dba: Conn, fields: dict[str, Any], known: str, share: int
) -> None:
    number = portfolios.store(dba, *HELD)
    (found,) = await decided(pool, request(dba, portfolio_snapshot_id=number, **fields))
    assert (found.facts["snapshot"], found.facts["concentration"]) == ("known", known)
    assert found.facts["concentration_bp"] == share


async def test_a_portfolio_in_several_currencies_counts_by_the_rates_of_the_trade_date(
    pool: Pool, dba: Conn
) -> None:
    rates = [
        ("2026-11-20", "USD", "1.25"),
        ("2026-11-24", "USD", "1.6"),
        ("2026-11-25", "USD", "9"),
    ]
    reference.imported(dba, "fx_rates", fx_rates=rates)
    reference.activate(dba, "fx_rates")
    number = portfolios.store(dba, *MIXED)
    trade = request(dba, portfolio_snapshot_id=number, isin=None, cusip=None, **WITHOUT_A_DESK)
    (found,) = await decided(pool, trade)
    # 2,000,000 USD at 1.6 are 1,250,000 EUR of 3,250,000
    assert (found.facts["concentration_bp"], found.facts["fx_age_days"]) == (3847, 0)
    assert found.reference["fx_rates"] == 2
    (recorded,) = found.known["portfolio_snapshots"]["snapshots"]
    assert recorded["id"] == number
    assert {one["currency"]: one["day"] for one in recorded["holdings"]} == {
        "USD": "2026-11-24",
        "EUR": None,
    }
    earlier = request(dba, portfolio_snapshot_id=number, isin=None, cusip=None,
                      **WITHOUT_A_DESK | {"trade_date": "2026-11-23"})  # fmt: skip
    (found,) = await decided(pool, earlier)
    assert (found.facts["concentration_bp"], found.facts["fx_age_days"]) == (4445, 3)


async def test_a_currency_of_the_portfolio_without_a_rate_makes_the_share_unknown(
    pool: Pool, dba: Conn
) -> None:
    number = portfolios.store(dba, *MIXED, position(1, symbol="BNA", currency="AOA"))
    trade = request(dba, portfolio_snapshot_id=number, isin=None, cusip=None)
    (found,) = await decided(pool, trade)
    assert (found.facts["concentration"], found.facts["concentration_bp"]) == ("unknown", 0)
    assert "TR-121" in rules(found)


async def test_a_snapshot_of_another_client_or_none_is_unknown(pool: Pool, dba: Conn) -> None:
    listed(dba, "Nobody Else")
    others = portfolios.store(dba, client_id="CUST-7")
    batch = [
        request(dba, portfolio_snapshot_id=number, notional=10_000 + number, quantity=None)
        for number in (others, others + 1)
    ]
    for found in await decided(pool, *batch):
        assert (found.facts["snapshot"], found.facts["concentration"]) == ("unknown", "unknown")
        assert rules(found) == {"TR-120"}
        assert "portfolio_snapshots" not in found.known


async def test_the_record_of_a_snapshot_is_small_however_large_it_is(pool: Pool, dba: Conn) -> None:
    number = portfolios.store(dba, *[position(n, symbol=f"S{n}") for n in range(5000)])
    (found,) = await decided(pool, request(dba, portfolio_snapshot_id=number))
    assert found.facts["concentration"] == "known"
    assert len(dumps(found.known["portfolio_snapshots"])) < 300


async def test_without_data_in_force_a_person_looks(pool: Pool, dba: Conn) -> None:
    (found,) = await decided(pool, request(dba))
    assert rules(found) == {"TR-102"}
    assert found.reference.keys() == {"calendars", "restricted_instruments", "trading_limits"}


async def test_a_second_trade_of_the_same_client_is_a_duplicate_of_the_first(
    pool: Pool, dba: Conn
) -> None:
    listed(dba, "Nobody Else")
    first, other, second = request(dba), request(dba, side="sell"), request(dba)
    found = await decided(pool, first, other, second)
    assert [rules(one) for one in found] == [{"TR-000"}, {"TR-000"}, {"TR-080"}]
    same = found[2].known["submissions"][str(second.request_id)]["same_before"]
    assert [*same] == [first.request_id]


async def test_a_conversion_is_recorded_with_its_rates_their_day_and_their_source(
    pool: Pool, dba: Conn
) -> None:
    eur = request(dba, currency="GBP", mic=None, trade_date="2026-11-02", settlement_date=None)
    (found,) = await decided(pool, eur)
    assert (found.facts["fx_method"], found.facts["fx_age_days"]) == ("cross", 3)
    recorded = found.known["fx_rates"]
    assert "European Central Bank" in recorded["source"]
    by_currency = {one["currency"]: one for one in recorded["rates"]}
    assert by_currency["GBP"]["day"] == "2026-10-30"
    usd, gbp = (by_currency[code]["units_for_1_eur"] for code in ("USD", "GBP"))
    assert found.facts["notional_usd"] == (1000000 * usd / gbp).quantize(Decimal("1e-10"))


async def test_a_limit_in_a_third_currency_is_compared_by_its_rate(pool: Pool, dba: Conn) -> None:
    listed(dba, "Nobody Else")
    reference.imported(dba, "trading_limits", trading_limits=[("desk", "ldn", "GBP", 800000)])
    reference.activate(dba, "trading_limits")
    day = {"desk": "ldn", "mic": None, "trade_date": "2026-11-02", "settlement_date": None}
    within, over = await decided(
        pool,
        request(dba, **day),
        request(dba, **day, currency="EUR"),
    )
    assert (within.facts["desk_limit"], over.facts["desk_limit"]) == ("within", "over")
    assert within.facts["fx_age_days"] == 3
    rates = {one["currency"] for one in within.known["fx_rates"]["rates"]}
    assert (rates, within.reference["fx_rates"]) == ({"GBP", "USD"}, 1)
    undated = day | {"trade_date": None}
    (late,) = await decided(pool, request(dba, **undated, price=None, quantity=None))
    assert late.facts["fx_age_days"] > 7


async def test_what_was_recorded_gives_the_same_facts_again(pool: Pool, dba: Conn) -> None:
    listed(dba, "GARCIA LOPEZ, Juan Carlos")
    batch = [
        request(dba, counterparty_name="Juan Garcia Lopez", executed_at="2026-11-24T09:30:00Z"),
        request(dba, currency="GBP", mic="XLON", settlement_date="2026-11-26"),
        request(dba, symbol="FICTIONAL.WATCH", book="x"),
        request(dba, currency="GBP", portfolio_snapshot_id=portfolios.store(dba, *MIXED)),
    ]
    known = await prepare(lambda: pool, batch, TYPES, new_lookups())
    for one in batch:
        evaluation = decide(one, POLICY, known, TYPES).evaluation
        stored: Any = loads(dumps(evaluation.as_json()))
        case = known.case(one.request_id)
        assert case is not None
        replayed = Recorded.from_json(TYPE.needs, stored["known"])
        assert facts(case.payload, replayed) == evaluation.facts
        assert replayed.versions() == stored["reference"] == evaluation.reference
        assert "Garcia" not in dumps(stored)


async def test_a_batch_of_100_asks_one_statement_a_need(
    pool: Pool, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(dba, "GARCIA LOPEZ, Juan Carlos")
    number = portfolios.store(dba, *MIXED)
    batch = [
        request(
            dba,
            counterparty_name=f"Granite {n} Ltd",
            book="b",
            currency=("USD", "EUR")[n % 2],
            portfolio_snapshot_id=number,
        )
        for n in range(100)
    ]
    lookups = new_lookups()
    await decided(pool, batch[0], lookups=lookups)
    counted: list[Any] = []
    execute = psycopg.AsyncCursor.execute

    async def counting(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        if query:  # the pool's own check of a connection is empty
            counted.append(query)
        return await execute(self, query, *args, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counting)
    await decided(pool, *batch, lookups=lookups)
    # The versions in force, the submissions, the snapshots and the rates: the rest is held.
    assert 1 <= len(counted) == len(set(counted)) <= 4 < len(TYPE.needs)


async def test_a_new_version_of_a_list_counts_from_the_next_look_at_what_is_in_force(
    pool: Pool, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "FRESH_FOR_S", 0)
    lookups: Mapping[Any, Any] = new_lookups()
    listed(dba, "Someone Else")
    one = request(dba, counterparty_name="Juan Garcia Lopez")
    (before,) = await decided(pool, one, lookups=lookups)
    listed(dba, "GARCIA LOPEZ, Juan")
    (after,) = await decided(pool, one, lookups=lookups)
    assert (before.facts["counterparty"], after.facts["counterparty"]) == ("clear", "hit")
    assert (before.reference[LIST], after.reference[LIST]) == (1, 2)


async def test_a_counterparty_that_is_named_by_its_bic_alone_is_screened_by_it(
    pool: Pool, dba: Conn
) -> None:
    entry = ("7", "organisation", "IRAN", None, None, BANK_MELLI, None)
    name = ("7", "BANK MELLI IRAN", "primary", "strong")
    reference.imported(dba, LIST, screening_entries=[entry], screening_names=[name])
    reference.activate(dba, LIST)
    batch = [
        request(dba, counterparty_name=None, counterparty_bic="MELIIRTHXXX"),
        request(dba, counterparty_name=None, counterparty_bic="DEUTDEFF", side="sell"),
        request(dba, counterparty_bic="MELIIRTH", price=101, notional=1010000),
        request(dba, counterparty_name=NO_WORDS, side="sell_short"),
    ]
    found = await decided(pool, *batch)
    assert [rules(one) for one in found] == [{"TR-101"}, {"TR-102"}, {"TR-101"}, {"TR-102"}]
    (hit,) = found[0].known["screenings"]["hits"]["counterparty_bic"][LIST]
    assert (hit["entry_id"], hit["name_type"], hit["score"]) == ("7", "bic", 100)


async def test_a_list_that_could_not_be_read_once_is_read_again(pool: Pool, dba: Conn) -> None:
    listed(dba, "GARCIA LOPEZ, Juan")
    screener = Screener(held.InForce())
    cases = [Case(1, "C-1", parse_payload(TYPE, FULL))]
    async with pool.connection() as conn:
        assert (await screener.find(conn, cases)).lists == {LIST: 1}
        for id_ in screener._held:
            failed = asyncio.get_running_loop().create_task(asyncio.sleep(60))
            failed.cancel()
            await asyncio.wait([failed])
            screener._held[id_] = failed
        assert (await screener.find(conn, cases)).lists == {LIST: 1}


async def test_the_time_of_receipt_is_that_of_the_database(pool: Pool, dba: Conn) -> None:
    one = request(dba, executed_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC).isoformat())
    (found,) = await decided(pool, replace(one, client_id="CUST-7"))
    received = rows.one(
        dba, "select created_at from bankagent.banking_requests where id = %s", one.request_id
    )
    recorded = found.known["submissions"][str(one.request_id)]["received_at"]
    assert datetime.fromisoformat(recorded) == received
