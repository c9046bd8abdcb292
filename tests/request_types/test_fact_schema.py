"""Declared facts against the real ones, over random payloads and random looked-up values."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent import catalog
from bankagent.domain.known import Case
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates, Rate
from bankagent.facts.limits import Limit, TradingLimits
from bankagent.facts.portfolios import Holding, PortfolioSnapshots, Snapshot
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submission, Submissions
from tests.support import known as usual

TRADE = catalog.request_type("trade_review")
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "KWD")
DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 31))
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001
# Up to the longest that a payload may have: 28 digits, 10 of them after the point.
AMOUNTS = st.decimals(Decimal("0.0000000001"), Decimal(999999999999999999), places=10)
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "currency": st.sampled_from(CURRENCIES),
    "side": st.sampled_from(["buy", "sell", "sell_short"]),
    "quantity": AMOUNTS,
    "price": AMOUNTS,
    "isin": st.sampled_from(["US0378331005", "GB0002634946"]),
    "cusip": st.sampled_from(["037833100", "594918104"]),
    "sedol": st.sampled_from(["0263494", "B0YBKJ7"]),
    "mic": st.sampled_from(["XNYS", "XLON", "XXXX"]),
    "trade_date": DAYS.map(str),
    "settlement_date": DAYS.map(str),
    "executed_at": TIMES.map(datetime.isoformat),
    "counterparty_name": st.sampled_from(["Example Ltd", "Another Corp"]),
    "desk": st.sampled_from(["eq", "fx"]),
    "book": st.sampled_from(["EQ-1", "FX-1"]),
    "portfolio_snapshot_id": st.integers(1, 3),
}
PAYLOADS = st.fixed_dictionaries(
    {"symbol": st.just("AAPL"), "notional": AMOUNTS}, optional=OPTIONAL
)
VERSION = st.none() | st.integers(1, 9)
RATES = st.builds(Rate, DAYS, st.decimals(Decimal("0.0001"), Decimal(400), places=4))
LIMITS = st.builds(Limit, st.sampled_from(CURRENCIES), AMOUNTS)
HOLDING = st.builds(Holding, AMOUNTS | AMOUNTS.map(Decimal.copy_negate), AMOUNTS, st.none() | RATES)
HOLDINGS = st.dictionaries(st.sampled_from(CURRENCIES), HOLDING, max_size=3)
SCORES = st.lists(st.integers(1, 100), max_size=3)
RECEIVED = st.builds(Submission, TIMES, st.sampled_from([(), (7,)]))


@st.composite
def looked_up(draw: st.DrawFn, payload: Any) -> Any:
    """Looked-up values of a batch, any of which may be missing."""
    day = payload.trade_date
    pairs = st.sampled_from([(currency, day) for currency in CURRENCIES])
    limits = st.sampled_from([("desk", "eq"), ("desk", "fx"), ("book", "EQ-1")])
    words = st.sampled_from(["restricted", "watch"])
    keys = st.sampled_from([("symbol", "AAPL"), ("isin", "US0378331005")])
    hits = {"Example Ltd": {"screening:OFAC-SDN": tuple(map(usual.hit, draw(SCORES)))}}
    lists = draw(st.sampled_from([{}, {"screening:OFAC-SDN": 5}]))
    # The trade's own currency is always among the holdings.
    holdings = draw(HOLDINGS) | {payload.currency: draw(HOLDING)}
    snapshot = draw(st.builds(Snapshot, st.just(1), TIMES, st.booleans(), st.just(holdings)))
    return usual.quiet(
        FxRates(draw(VERSION), draw(st.dictionaries(pairs, RATES)), "a test"),
        BusinessCalendars(draw(VERSION), draw(st.sampled_from([{}, {"XNYS": usual.XNYS}]))),
        TradingLimits(draw(VERSION), draw(st.dictionaries(limits, LIMITS))),
        RestrictedInstruments(draw(VERSION), draw(st.dictionaries(keys, words))),
        PortfolioSnapshots(draw(VERSION), draw(st.sampled_from([{}, {1: snapshot}]))),
        Submissions(draw(st.sampled_from([{}, {1: draw(RECEIVED)}]))),
        Screenings(lists, hits),
    )


@given(data=st.data(), sent=PAYLOADS)
@settings(deadline=None, max_examples=300)
def test_each_fact_of_a_trade_is_one_that_is_declared(data: st.DataObject, sent: Any) -> None:
    case = Case(1, "C-1", catalog.parse_payload(TRADE, sent))
    known = data.draw(looked_up(case.payload)).part(TRADE.needs, case)
    found = TRADE.facts(case.payload, known)
    assert set(found) == set(TRADE.fact_names)
    wrong = {
        name: found[name] for name, fact in TRADE.fact_schema.items() if not fact.holds(found[name])
    }
    assert wrong == {}
