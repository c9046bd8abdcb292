"""Business minutes: counted by the database, and once more minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import reference, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

AFTER = "select ops.business_time_after(%s, %s, %s, %s, %s, %s)"
WITHIN = "select ops.business_minutes(tstzmultirange(tstzrange(%s, %s)), %s, %s, %s, %s)"
FIRST, LAST = date(2026, 3, 1), date(2026, 12, 31)
# Fridays and Saturdays are a weekend too; the clocks change inside of the span.
WEEKENDS = {"AAAA": {5, 6}, "BBBB": {4, 5}}
HOLIDAYS = {"AAAA": {date(2026, 4, 3), date(2026, 10, 26)}, "BBBB": {date(2026, 3, 30)}}
ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")


@pytest.fixture(scope="module")
def known(module_db: Database) -> Iterator[Conn]:
    with connect(module_db.url) as conn:
        reference.imported(
            conn,
            "calendars",
            calendars=[
                ("AAAA", "sat sun", str(FIRST), str(LAST)),
                ("BBBB", "fri sat", str(FIRST), str(LAST)),
            ],
            calendar_days=[
                (name, str(day), "a test") for name, days in HOLIDAYS.items() for day in days
            ],
        )
        reference.activate(conn, "calendars")
        yield conn


def counted(
    at: datetime, minutes: int, calendars: list[str], zone: str, opens: time, closes: time
) -> datetime | None:
    """Go through time in steps of a minute, each of which counts or does not."""
    left, clock = minutes, at
    while left:
        local = clock.astimezone(ZoneInfo(zone))
        if not FIRST <= local.date() <= LAST:
            return None
        is_business = all(
            local.weekday() not in WEEKENDS[name] and local.date() not in HOLIDAYS[name]
            for name in calendars
        )
        # The minute that begins now, as a clock on the wall there says.
        if is_business and opens <= local.time() and (closes == time.max or local.time() < closes):
            left -= 1
        clock += timedelta(minutes=1)
    return clock


STARTS = st.integers(0, 60 * 24 * 240).map(
    lambda minutes: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS = st.sampled_from([(8, 18), (9, 17), (0, 24), (0, 3), (22, 24)])


@given(
    at=STARTS,
    minutes=st.integers(1, 3000),
    calendars=st.sampled_from([["AAAA"], ["BBBB"], ["AAAA", "BBBB"]]),
    zone=st.sampled_from(ZONES),
    hours=HOURS,
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_database_counts_as_the_clock_on_the_wall_does(
    known: Conn, at: datetime, minutes: int, calendars: list[str], zone: str, hours: tuple[int, int]
) -> None:
    opens, closes = (f"{hour:02}:00" for hour in hours)
    found = rows.one(known, AFTER, at, minutes, calendars, zone, opens, closes)
    by_steps = counted(
        at,
        minutes,
        calendars,
        zone,
        time(hours[0]),
        time.max if hours[1] == 24 else time(hours[1]),
    )
    assert found == by_steps
    if found is not None:
        back = rows.one(known, WITHIN, at, found, calendars, zone, opens, closes)
        assert back == minutes


@pytest.mark.parametrize(
    ("at", "minutes", "zone", "due"),
    [
        # Friday 17:30 in London and an hour of work: summer time ends, and Monday is a holiday.
        ("2026-10-23 16:30Z", 60, "Europe/London", "2026-10-27 09:30Z"),
        # A Saturday counts from Monday.
        ("2026-05-16 12:00Z", 1, "Europe/London", "2026-05-18 08:01Z"),
        # All of a day: its last minute.
        ("2026-05-18 08:00Z", 540, "Europe/London", "2026-05-18 17:00Z"),
    ],
)
def test_some_times_by_hand(known: Conn, at: str, minutes: int, zone: str, due: str) -> None:
    found = rows.one(known, AFTER, at, minutes, ["AAAA"], zone, "09:00", "18:00")
    assert found == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    "given",
    [
        ("2026-12-30 12:00Z", 3000, ["AAAA"], "UTC", "09:00", "18:00"),
        ("2020-01-01 12:00Z", 1, ["AAAA"], "UTC", "09:00", "18:00"),
        ("2026-05-18 12:00Z", 1, ["ZZZZ"], "UTC", "09:00", "18:00"),
        ("2026-05-18 12:00Z", 1, ["AAAA", "ZZZZ"], "UTC", "09:00", "18:00"),
        ("2026-05-18 12:00Z", 1, [], "UTC", "09:00", "18:00"),
        ("2026-05-18 12:00Z", None, ["AAAA"], "UTC", "09:00", "18:00"),
        ("2026-05-18 12:00Z", 1, ["AAAA"], "UTC", "18:00", "09:00"),
    ],
)
def test_what_a_calendar_does_not_know_is_unknown(known: Conn, given: tuple[object, ...]) -> None:
    assert rows.one(known, AFTER, *given) is None
