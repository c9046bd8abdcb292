"""Reference data that bankagent ships: in force until a bank activates its own."""

import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.types.json import Jsonb

from bankagent.db import schema
from bankagent.db.migrate import migrate
from tests.support import reference, rows
from tests.support.databases import Database
from tests.support.rows import Conn

ROOT = Path(__file__).parents[2]
SHIPPED = "select dataset from ops.reference_in_force where is_shipped order by dataset"
CLOSED = """
select d.calendar
from bankagent.calendar_days as d
inner join ops.reference_in_force as f on f.reference_version_id = d.reference_version_id
where d.day = %s
order by d.calendar
"""
RATES = "select version, is_shipped from ops.reference_in_force where dataset = 'fx_rates'"


def test_the_sql_of_the_shipped_rows_is_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_fresh_database_has_them_and_they_say_what_they_are(dba: Conn) -> None:
    found = rows.fetch(dba, "select * from ops.reference_in_force order by dataset")
    assert [one.dataset for one in found] == [
        "approval_demands",
        "calendars",
        "country_risk",
        "document_requirements",
        "fx_rates",
        "product_risk",
        "restricted_instruments",
        "tolerances",
        "trading_limits",
    ]
    assert {(one.version, one.activated_by, one.is_shipped) for one in found} == {
        (1, "bankagent", True)
    }
    for one in found:
        words = ("Sample", "sample", "so that the service can be tried", "Check them")
        assert any(word in one.description for word in words), one.dataset
        assert rows.one(dba, "select ops.reference_sha256(%s)", one.reference_version_id) == (
            one.sha256
        )


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2024-12-26", "GBP TARGET XETR XLON XMAD XMIL XPAR"),
        ("2025-01-09", "XNYS"),  # the day of mourning for a president
        ("2026-04-03", "GBP TARGET XETR XLON XMAD XMIL XNYS XPAR"),  # Good Friday
        ("2026-04-06", "GBP TARGET XETR XLON XMAD XMIL XPAR"),  # Easter Monday
        ("2026-05-01", "TARGET XETR XMAD XMIL XPAR"),
        ("2026-05-04", "GBP XLON"),
        ("2026-07-03", "XNYS"),  # 4 July is a Saturday: no holiday of the Federal Reserve
        ("2026-10-12", "USD"),  # Columbus Day
        ("2026-11-11", "USD"),  # Veterans Day
        ("2026-11-26", "USD XNYS"),
        ("2026-11-27", ""),  # a short day, and a business day
        ("2026-12-24", "XETR XMIL"),
        ("2026-12-28", "GBP XLON"),  # for Boxing Day, a Saturday
        ("2026-12-31", "XETR XMIL"),
        ("2027-12-27", "GBP XLON"),
        ("2028-12-25", "GBP TARGET USD XETR XLON XMAD XMIL XNYS XPAR"),
    ],
)
def test_the_calendars_are_closed_when_the_markets_are(dba: Conn, day: str, closed: str) -> None:
    assert " ".join(one.calendar for one in rows.fetch(dba, CLOSED, day)) == closed


def test_applied_again_they_bring_no_second_version(dba: Conn) -> None:
    before = rows.fetch(dba, "table bankagent.reference_versions")
    for file in schema.files():
        if file.name.startswith("reference/"):
            dba.execute(file.text)
    assert rows.fetch(dba, "table bankagent.reference_versions") == before


def test_a_release_with_other_rows_replaces_only_what_was_shipped(dba: Conn) -> None:
    newer = schema.read("reference/fx_rates.sql").text.replace("fx_rates.csv", "fx_rates.csv of 2")
    dba.execute(newer)
    assert rows.fetch(dba, RATES) == [(2, True)]
    reference.imported(dba, "fx_rates", fx_rates=[("2026-11-27", "USD", "1.1")])
    reference.activate(dba, "fx_rates")
    dba.execute(newer.replace("csv of 2", "csv of 3"))
    assert rows.fetch(dba, RATES) == [(3, False)]


def test_a_database_user_called_bankagent_ships_nothing(db: Database, dba: Conn) -> None:
    """The rows that it activates are the bank's own, which no release replaces."""
    dba.execute(
        """
        create role bankagent;
        grant usage on schema bankagent to bankagent;
        grant execute on function bankagent.begin_reference_import,
            bankagent.add_reference_rows, bankagent.finish_reference_import,
            bankagent.activate_reference
        to bankagent;
        set session authorization bankagent;
        """
    )
    row = {"day": "2026-11-27", "currency": "USD", "rate": 1.1}
    with dba.transaction():
        version_id = reference.begin(dba, "fx_rates")
        dba.execute(reference.ADD, [version_id, "fx_rates", Jsonb([row])])
        dba.execute(reference.FINISH, [version_id])
    reference.activate(dba, "fx_rates")
    dba.execute("reset session authorization; drop owned by bankagent; drop role bankagent")
    assert (
        rows.fetch(
            dba, "select activated_by from bankagent.reference_versions where dataset = 'fx_rates'"
        )
        == [("bankagent",)] * 2
    )
    dba.execute(schema.read("reference/fx_rates.sql").text.replace("rates.csv", "rates.csv of 2"))
    assert rows.fetch(dba, RATES) == [(2, False)]
    assert migrate(db.url) == []
