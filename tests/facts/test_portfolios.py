"""The share of an instrument in a portfolio after a trade, and the age of the snapshot."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.domain.exact_json import dumps, loads
from bankagent.domain.known import Case
from bankagent.facts.concentration import age, concentration, share
from bankagent.facts.fx import Rate
from bankagent.facts.portfolios import Holding, PortfolioSnapshots, Snapshot
from bankagent.request_types.trade_review import TYPE, TradeReview, facts
from tests.support.known import RECEIVED, held, quiet, rates

DAY = date(2026, 11, 20)
TRADE = {"symbol": "AAPL", "notional": 1000, "side": "buy", "portfolio_snapshot_id": 7}


def holding(traded: str, others: str, units: str | None = None) -> Holding:
    return Holding(Decimal(traded), Decimal(others), Rate(DAY, Decimal(units)) if units else None)


def trade(**fields: Any) -> TradeReview:
    given = {name: value for name, value in (TRADE | fields).items() if value is not None}
    return TradeReview.model_validate(given)


@pytest.mark.parametrize(
    ("traded", "others", "notional", "expected"),
    [
        ("30", "70", "100", 6500),  # 130 of 200
        ("0", "100", "100", 5000),
        ("30", "70", "0.0000000001", 3001),  # a little more than 30 percent
        ("25", "75", "0", 2500),
        ("1", "2", "0", 3334),  # a third, rounded up
        ("30", "70", "-10", 2223),  # 20 of 90
        ("30", "70", "-30", 0),
        ("30", "70", "-100", 5000),  # sold short: 70 of 140
        ("-30", "70", "0", 3000),  # short: 30 of 100
        ("-30", "70", "30", 0),
        ("-30", "70", "10", 2223),
        ("30", "0", "-30", None),  # nothing is left
        ("0", "0", "100", None),
        ("100", "0", "100", 10000),
        # beyond what a double, or 28 digits, can tell apart
        ("2500000000000000000000000000", "7500000000000000000000000000", "0.0000000001", 2501),
        ("2500000000000000000000000000", "7500000000000000000000000000", "0", 2500),
    ],
)
def test_the_share_is_that_after_the_trade_rounded_up(
    traded: str, others: str, notional: str, expected: int | None
) -> None:
    assert share({"USD": holding(traded, others)}, "USD", Decimal(notional)) == expected


def test_positions_in_other_currencies_count_by_their_rates() -> None:
    holdings = {
        "USD": holding("100", "0", "1.25"),  # 80 EUR
        "GBP": holding("0", "64", "0.8"),  # 80 EUR
        "EUR": holding("20", "20"),
    }
    assert share(holdings, "USD", Decimal(0)) == 5000  # 100 of 200
    assert share(holdings, "EUR", Decimal(200)) == 7500  # 300 of 400
    # 1/3 of a EUR and what is left of it: exact where division into decimals is not
    thirds = {"USD": holding("1", "0", "3"), "EUR": holding("0", "1")}
    assert share(thirds, "USD", Decimal(0)) == 2500


def test_a_rate_that_is_missing_makes_the_share_unknown_unless_none_is_needed() -> None:
    assert share({"AOA": holding("1", "1")}, "AOA", Decimal(2)) == 7500
    several = {"AOA": holding("1", "1"), "EUR": holding("1", "1")}
    assert share(several, "EUR", Decimal(2)) is None
    assert share({"EUR": holding("1", "1"), "USD": holding("0", "0")}, "USD", Decimal(2)) is None


@pytest.mark.parametrize(
    ("fields", "known", "expected"),
    [
        ({}, held("1000", "2000"), ("known", 5000)),
        ({"side": "sell"}, held("1000", "2000"), ("known", 0)),
        ({"side": "sell_short"}, held("0", "3000"), ("known", 2500)),
        ({"side": None}, held("1000", "2000"), ("unknown", 0)),
        ({}, held("1000", "2000", is_comparable=False), ("unknown", 0)),
        ({}, held("0", "0"), ("unknown", 0)),
        ({}, PortfolioSnapshots(None, {}), ("unknown", 0)),
        ({"portfolio_snapshot_id": None}, PortfolioSnapshots(None, {}), ("not_given", 0)),
    ],
)
def test_a_word_says_whether_the_share_is_known(
    fields: dict[str, Any], known: PortfolioSnapshots, expected: tuple[str, int]
) -> None:
    assert concentration(known.own(), trade(**fields)) == expected
    found = facts(trade(**fields), quiet(known))
    assert (found["concentration"], found["concentration_bp"]) == expected


@pytest.mark.parametrize(
    ("before", "hours"),
    [
        (timedelta(0), 0),
        (timedelta(minutes=59, seconds=59), 0),
        (timedelta(hours=72), 72),
        (timedelta(hours=73) - timedelta(microseconds=1), 72),
        (timedelta(minutes=-5), 0),
    ],
)
def test_the_age_is_in_whole_hours_to_the_time_of_receipt(before: timedelta, hours: int) -> None:
    snapshot = Snapshot(7, RECEIVED - before, is_comparable=True, holdings={})
    assert age(snapshot, trade(), RECEIVED) == ("known", hours)
    assert age(snapshot, trade(), None) == ("unknown", 0)
    assert age(None, trade(), RECEIVED) == ("unknown", 0)
    assert age(None, trade(portfolio_snapshot_id=None), RECEIVED) == ("not_given", 0)


def test_the_oldest_rate_of_notional_and_portfolio_gives_the_age_of_the_rates() -> None:
    holdings = {"USD": holding("1", "1", "1.1"), "GBP": holding("1", "1", "0.8")}
    snapshot = PortfolioSnapshots(3, {1: Snapshot(7, RECEIVED, True, holdings)})
    found = facts(trade(trade_date="2026-11-24"), quiet(snapshot))
    assert (found["fx_method"], found["fx_age_days"]) == ("same", 4)
    mixed = trade(trade_date="2026-11-24", currency="GBP")
    fresher = rates(date(2026, 11, 24), GBP="0.8", USD="1.1")  # of 2026-11-23
    assert facts(mixed, quiet(snapshot, fresher))["fx_age_days"] == 4
    in_pounds = PortfolioSnapshots(3, {1: Snapshot(7, RECEIVED, True, {"GBP": holding("1", "1")})})
    assert facts(mixed, quiet(in_pounds, fresher))["fx_age_days"] == 1


def test_what_was_recorded_gives_the_same_share_again() -> None:
    holdings = {
        "USD": holding("12345678901234567890123456789012.0000000001", "7", "1.1"),
        "EUR": holding("-0.0000000001", "70"),
    }
    batch = PortfolioSnapshots(3, {n: Snapshot(n, RECEIVED, True, holdings) for n in (6, 7)})
    own = batch.part(Case(7, "C", trade()))
    recorded: Any = loads(dumps(own.as_json()))
    assert PortfolioSnapshots.from_json(recorded) == own
    assert own.versions() == {"fx_rates": 3}
    assert own.snapshots.keys() == {7}


def test_rates_that_were_not_needed_are_not_named() -> None:
    known = held("1", "1").part(Case(1, "C", trade()))
    assert known.versions() == {}
    assert "fx_rates" not in str(known.as_json())


AMOUNTS = st.decimals(Decimal("0.0000000001"), Decimal(10) ** 13, places=10)
UNITS = st.decimals(Decimal("0.0001"), Decimal(100_000), places=4)


@st.composite
def long_only(draw: st.DrawFn) -> dict[str, Holding]:
    """A portfolio without short positions, in up to three currencies."""
    names = draw(st.sets(st.sampled_from(["EUR", "USD", "JPY"]), min_size=1))
    return {
        name: Holding(
            draw(AMOUNTS | st.just(Decimal(0))),
            draw(AMOUNTS),
            None if name == "EUR" else Rate(DAY, draw(UNITS)),
        )
        for name in sorted(names)
    }


@given(holdings=long_only(), amounts=st.tuples(AMOUNTS, AMOUNTS))
def test_of_a_long_portfolio_the_share_is_a_share_and_no_purchase_lowers_it(
    holdings: dict[str, Holding], amounts: tuple[Decimal, Decimal]
) -> None:
    currency = next(iter(holdings))
    none, less, more = (share(holdings, currency, one) for one in (Decimal(0), *sorted(amounts)))
    assert none is not None
    assert less is not None
    assert more is not None
    assert 0 <= none <= less <= more <= 10_000
    sold = share(holdings, currency, -holdings[currency].traded)
    assert sold is None or 0 <= sold <= none


@given(
    holdings=long_only(),
    traded=st.decimals(-(10**13), 10**13, places=10),
    factor=st.integers(2, 1000),
)
def test_the_share_depends_on_proportions_alone(
    holdings: dict[str, Holding], traded: Decimal, factor: int
) -> None:
    currency = next(iter(holdings))
    larger = {
        name: Holding(one.traded * factor, one.others * factor, one.rate)
        for name, one in holdings.items()
    }
    assert share(larger, currency, traded * factor) == share(holdings, currency, traded)


def test_the_facts_of_a_trade_name_all_of_its_type() -> None:
    assert facts(trade(), quiet(held("1", "1"))).keys() == set(TYPE.fact_names)
