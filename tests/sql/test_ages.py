"""Ages of open exceptions: business days from the value date, over the calendars in force."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bankagent.facts.breaks.urgency import days_open
from bankagent.facts.calendars import Calendar
from tests.support import exceptions, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")

AGE = "select age from ops.exceptions_open where id = %s"
BUSINESS_DAYS = "select ops.business_days(%s, %s, %s)"
CALENDARS = """
select c.calendar, c.weekend, c.first_day, c.last_day, array(
    select d.day from bankagent.calendar_days as d
    where (d.reference_version_id, d.calendar) = (c.reference_version_id, c.calendar)
) as days
from bankagent.calendars as c
inner join ops.reference_in_force as f on f.reference_version_id = c.reference_version_id
"""
MANY = """
insert into bankagent.{0} select (jsonb_populate_record(one, jsonb_build_object(
    'id', 1000 + n, 'request_id', 1000 + n, 'job_id', 1000 + n,
    'value_date', date '2026-08-03' + n % 60,
    'content_sha256', encode(sha256(n::text::bytea), 'hex')
))).*
from bankagent.{0} as one cross join generate_series(1, 3000) as n
where one.id = (select min(id) from bankagent.{0})
"""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.fixture(scope="module")
def module_dba(module_db: Database) -> Iterator[Conn]:
    with connect(module_db.url) as conn:
        yield conn


def today() -> date:
    return datetime.now(UTC).date()


def age(conn: Conn, **fields: Any) -> int | None:
    found: int | None = rows.one(conn, AGE, exceptions.opened(conn, comparison=fields))
    return found


@pytest.mark.expect_gaps
def test_an_exception_whose_value_date_is_ahead_has_no_age_yet(dba: Conn) -> None:
    ahead = today() + timedelta(days=9)
    fields = {"calendars": ["XNYS"], "days_open": 0, "value_date": ahead.isoformat()}
    number = exceptions.opened(dba, comparison=fields)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.banking_requests set created_at = now() - interval '9 days'")
    assert rows.one(dba, AGE, number) == 0


def test_it_is_not_counted_from_the_import_but_from_the_value_date(dba: Conn) -> None:
    since = today() - timedelta(days=30)
    days = rows.one(dba, BUSINESS_DAYS, since, today(), ["XNYS", "USD"])
    assert 18 <= days <= 22
    fields = {"value_date": since.isoformat(), "zone": "UTC", "days_open": 3}
    assert age(dba, calendars=["XNYS", "USD"], **fields) in (days, days + 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"value_date": None, "calendars": ["XNYS"]},
        {"value_date": "2026-11-02", "calendars": []},
        {"value_date": "2026-11-02", "calendars": ["XNYS", "NONESUCH"]},
        {"value_date": "1066-10-14", "calendars": ["XNYS"]},
    ],
    ids=["no value date", "no calendar", "a calendar that is not in force", "before its span"],
)
def test_an_age_that_is_not_known_is_null(dba: Conn, fields: dict[str, Any]) -> None:
    assert age(dba, **fields) is None


def test_today_is_the_day_in_the_zone_of_the_market(dba: Conn) -> None:
    days = "select (now() at time zone %s)::date"
    zones = ("Pacific/Kiritimati", "Pacific/Niue")  # 25 hours apart: never the same day
    since = today() - timedelta(days=14)

    for number, zone in enumerate(zones):
        fields: dict[str, Any] = {"value_date": since.isoformat(), "calendars": ["XNYS"]}
        fields |= {"zone": zone, "pair": exceptions.pair(number)}
        found = age(dba, **fields)
        assert found == rows.one(dba, BUSINESS_DAYS, since, rows.one(dba, days, zone), ["XNYS"])


@pytest.mark.expect_gaps
def test_the_age_of_a_value_date_is_counted_once_for_all_its_exceptions(dba: Conn) -> None:
    exceptions.opened(dba, comparison={"calendars": ["XNYS"], "value_date": "2026-11-02"})
    with rows.triggers_off(dba):
        dba.execute(MANY.format("banking_requests"))
        dba.execute(
            MANY.format("trade_exceptions").replace(" select", " overriding system value select")
        )
    dba.execute("analyze")
    asked = "select id, age from ops.exceptions_open order by priority, age desc limit 50"
    plan = rows.one(dba, f"explain (analyze, format json) {asked}")
    assert counted(plan[0]["Plan"]) == [(2940, 61)]


def counted(node: Any) -> list[tuple[int, int]]:
    """Return the hits and the misses of each node that remembers answers."""
    own = [(node["Cache Hits"], node["Cache Misses"])] if "Cache Hits" in node else []
    return own + [one for inner in node.get("Plans", []) for one in counted(inner)]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DAYS, DAYS, st.data())
def test_the_database_counts_business_days_as_the_facts_do(
    module_dba: Conn, since: date, until: date, data: st.DataObject
) -> None:
    found = {one.calendar: one for one in rows.fetch(module_dba, CALENDARS)}
    names = data.draw(st.lists(st.sampled_from(sorted(found)), min_size=1, unique=True))
    calendars = [
        Calendar(
            found[name].first_day,
            found[name].last_day,
            frozenset(found[name].days),
            frozenset(WEEK.index(day) for day in found[name].weekend.split()),
        )
        for name in names
    ]
    counted = rows.one(module_dba, BUSINESS_DAYS, since, until, names)
    assert counted == days_open(since, until, calendars)
