"""Business days beside the closing days that the ECB, the NYSE and the UK publish for 2026."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.domain.known import Case
from bankagent.facts.calendars import (
    BusinessCalendars,
    Calendar,
    add_business_days,
    is_business_day,
)
from bankagent.facts.markets import MARKETS
from bankagent.facts.settlement import settlement, trade_day


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def of_2026(*closed: str) -> Calendar:
    return Calendar(day("01-01"), day("12-31"), frozenset(map(day, closed)))


# ECB: "TARGET closing days". NYSE: "Holidays and trading hours". GOV.UK: "UK bank holidays".
TARGET = of_2026("01-01", "04-03", "04-06", "05-01", "12-25", "12-26")
XNYS = of_2026(
    "01-01", "01-19", "02-16", "04-03", "05-25", "06-19", "07-03", "09-07", "11-26", "12-25"
)
XLON = of_2026("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28")
# Federal Reserve Banks: "Holiday schedules". Deutsche Boerse: "Trading calendar".
USD = of_2026(
    "01-01", "01-19", "02-16", "05-25", "06-19", "09-07", "10-12", "11-11", "11-26", "12-25"
)
XETR = of_2026("01-01", "04-03", "04-06", "05-01", "12-24", "12-25", "12-31")
IN_FORCE = BusinessCalendars(
    1, {"TARGET": TARGET, "XNYS": XNYS, "XLON": XLON, "XETR": XETR, "USD": USD, "GBP": XLON}
)


@pytest.mark.parametrize(
    ("start", "days", "calendars", "expected"),
    [
        ("11-24", 1, [XNYS], "11-25"),
        ("11-25", 1, [XNYS], "11-27"),  # Thanksgiving
        ("04-02", 1, [XNYS], "04-06"),  # Good Friday; Easter Monday is a day of business
        ("04-02", 1, [TARGET], "04-07"),
        ("04-02", 1, [XLON], "04-07"),
        ("04-02", 2, [XLON], "04-08"),
        ("07-02", 1, [XNYS], "07-06"),  # Independence Day is kept on Friday 3
        ("04-30", 1, [TARGET], "05-04"),  # Labour Day
        ("04-30", 1, [TARGET, XLON], "05-05"),  # and the early May bank holiday
        ("05-22", 1, [XNYS, XLON], "05-26"),
        ("12-24", 1, [XLON], "12-29"),  # Boxing Day is kept on Monday 28
        ("12-24", 1, [TARGET], "12-28"),
        ("06-18", 1, [XNYS, TARGET], "06-22"),  # Juneteenth is one of XNYS alone
        ("11-27", 1, [XNYS], "11-30"),
        ("11-28", 1, [XNYS], "11-30"),  # a Saturday
        ("11-28", 0, [XNYS], "11-30"),
        ("11-30", 0, [XNYS], "11-30"),
    ],
)
def test_business_days_are_counted_over_all_calendars(
    start: str, days: int, calendars: list[Calendar], expected: str
) -> None:
    assert add_business_days(day(start), days, calendars) == day(expected)


def test_a_day_outside_of_a_calendar_is_unknown_and_never_a_business_day() -> None:
    assert is_business_day(date(2027, 1, 4), [XNYS]) is None
    assert is_business_day(date(2025, 12, 31), [XNYS]) is None
    assert add_business_days(day("12-31"), 1, [XNYS]) is None
    assert add_business_days(date(2025, 12, 31), 1, [XNYS]) is None
    assert is_business_day(day("11-24"), []) is None


def test_a_day_that_one_calendar_knows_as_closed_is_closed() -> None:
    other = Calendar(date(2027, 1, 1), date(2027, 12, 31), frozenset())
    assert is_business_day(day("12-25"), [XNYS, other]) is False
    assert is_business_day(day("12-24"), [XNYS, other]) is None


@given(
    start=st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    days=st.integers(0, 20),
    calendars=st.lists(st.sampled_from([TARGET, XNYS, XLON]), min_size=1, max_size=3),
)
def test_the_day_found_is_a_business_day_with_as_many_before_it(
    start: date, days: int, calendars: list[Calendar]
) -> None:
    found = add_business_days(start, days, calendars)
    assert found is not None
    assert is_business_day(found, calendars)
    between = [start + timedelta(n) for n in range(1, (found - start).days + 1)]
    passed = sum(bool(is_business_day(one, calendars)) for one in between)
    starts_open = bool(is_business_day(start, calendars))
    assert passed == (days if starts_open or days else 1)


@pytest.mark.parametrize(
    ("mic", "currency", "traded", "settled", "expected"),
    [
        ("XNAS", "USD", "11-24", "11-25", "standard"),
        ("XNAS", "USD", "11-25", "11-27", "standard"),
        ("XNAS", "USD", "11-25", "11-26", "holiday"),
        ("XNAS", "USD", "11-24", "11-24", "early"),
        ("XNAS", "USD", "11-24", "11-27", "late"),
        ("XLON", "GBP", "04-02", "04-08", "standard"),
        ("XLON", "USD", "05-21", "05-26", "standard"),  # both closed on May 25
        ("XETR", "EUR", "04-30", "05-05", "standard"),
        ("XETR", "EUR", "04-30", "05-01", "holiday"),
        ("XETR", "EUR", "12-22", "12-24", "standard"),  # no trading, and a day of settlement
        ("XNYS", "USD", "10-09", "10-13", "standard"),  # Columbus Day: banks are closed
        ("XNYS", "USD", "10-09", "10-12", "holiday"),
        ("XNYS", "USD", "11-10", "11-12", "standard"),  # Veterans Day
        ("XNYS", "EUR", "10-09", "10-12", "standard"),
        ("XETR", "USD", "10-08", "10-13", "standard"),
        ("XNYS", "USD", "07-02", "07-06", "standard"),  # Friday 3 closes the exchange alone
        ("XTKS", "JPY", "11-24", "11-26", "unknown"),
        ("XNAS", "JPY", "11-24", "11-25", "unknown"),
        ("XNAS", "USD", "12-31", "12-31", "unknown"),  # T+1 is after the calendar's end
        (None, "USD", "11-24", "11-25", "not_given"),
    ],
)
def test_the_settlement_date_stands_beside_the_markets_convention(
    mic: str | None, currency: str, traded: str, settled: str, expected: str
) -> None:
    assert settlement(IN_FORCE, mic, currency, day(traded), day(settled)) == expected


def test_the_market_is_open_closed_or_unknown_on_the_trade_date() -> None:
    assert trade_day(IN_FORCE, "XNYS", day("11-25")) == "open"
    assert trade_day(IN_FORCE, "XNYS", day("11-26")) == "closed"
    assert trade_day(IN_FORCE, "XTKS", day("11-25")) == "unknown"
    assert trade_day(IN_FORCE, "XNYS", date(2030, 1, 2)) == "unknown"
    assert trade_day(BusinessCalendars(None, {}), "XNYS", day("11-25")) == "unknown"
    assert trade_day(IN_FORCE, None, day("11-25")) == "not_given"


def test_a_market_trades_by_its_own_calendar_whatever_the_currency() -> None:
    assert trade_day(IN_FORCE, "XETR", day("12-24")) == "closed"
    assert trade_day(IN_FORCE, "XETR", day("12-23")) == "open"
    assert trade_day(IN_FORCE, "XPAR", day("12-24")) == "unknown"  # it is not in force here
    case = SimpleNamespace(
        mic="XLON", currency="JPY", trade_date=day("12-25"), settlement_date=None
    )
    part = IN_FORCE.part(Case(1, "C-1", case))
    assert trade_day(part, "XLON", day("12-25")) == "closed"


@pytest.mark.parametrize(
    ("mic", "traded", "days"),
    [
        ("XNYS", "2024-05-24", 2),  # the last day before
        ("XNYS", "2024-05-28", 1),
        ("XNYS", "2017-09-04", None),
        ("XLON", "2027-10-08", 2),
        ("XLON", "2027-10-11", 1),
        ("XETR", "2027-10-10", 2),
        ("XETR", "2027-10-11", 1),
    ],
)
def test_a_convention_holds_from_its_day_on(mic: str, traded: str, days: int | None) -> None:
    assert MARKETS[mic].settles_after(date.fromisoformat(traded)) == days


def test_the_last_day_that_there_is_stops_nothing() -> None:
    always = Calendar(date.min, date.max, frozenset())
    known = BusinessCalendars(1, {"XNYS": always, "USD": always})
    for traded in (date.min, date.max):
        trade = SimpleNamespace(
            mic="XNYS", currency="USD", trade_date=traded, settlement_date=date.max
        )
        part = known.part(Case(1, "C-1", trade))
        assert part.calendars["XNYS"].last_day == date.max
        assert settlement(part, "XNYS", "USD", traded, date.max) == "unknown"
    assert add_business_days(date.max, 1, [always]) is None


def test_a_part_without_a_calendar_has_no_version() -> None:
    trade = SimpleNamespace(
        mic="XTKS", currency="JPY", trade_date=day("12-25"), settlement_date=None
    )
    part = IN_FORCE.part(Case(1, "C-1", trade))
    assert (part.version, part.calendars, part.versions()) == (None, {}, {})
