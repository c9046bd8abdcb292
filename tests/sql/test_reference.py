"""Reference data in the database: imported whole, activated, retired, and never changed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support import people, reference, rows
from tests.support.databases import Database
from tests.support.reference import activate, imported
from tests.support.rows import Conn, connect, refused

DAY = "2026-10-30"
RATES = [(DAY, "USD", "1.1555"), (DAY, "JPY", "178.2"), (DAY, "GBP", "0.8791")]
# One row of each table, without its version: enough to try every table.
ROWS: dict[str, tuple[str, dict[str, Sequence[object]]]] = {
    "fx_rates": ("fx_rates", {"fx_rates": (DAY, "USD", "1.1555")}),
    "calendars": (
        "calendars",
        {
            "calendars": ("XNYS", "sat sun", "2026-01-01", "2026-12-31"),
            "calendar_days": ("XNYS", "2026-12-25", "Christmas Day"),
        },
    ),
    "restricted_instruments": (
        "restricted_instruments",
        {"restricted_instruments": ("isin", "US0378331005", "restricted", "a test")},
    ),
    "country_risk": ("country_risk", {"country_risk": ("KP", "prohibited", "a test")}),
    "trading_limits": ("trading_limits", {"trading_limits": ("desk", "rates", "USD", "5000000")}),
    "tolerances": ("tolerances", {"tolerances": ("price", "equity", "basis_points", "2.5")}),
    "document_requirements": (
        "document_requirements",
        {"document_requirements": ("company", "any", "any", "register_extract", True, 3)},
    ),
    "product_risk": (
        "product_risk",
        {"product_risk": ("product", "custody", "low", "a test")},
    ),
    "approval_demands": (
        "approval_demands",
        {"approval_demands": ("any", "review", 1, "any", 1)},
    ),
    "screening": (
        "screening:TEST-1",
        {
            "screening_entries": ("36", "organisation", "CUBA", None, None, "[]", None),
            "screening_names": ("36", "AEROCARIBBEAN AIRLINES", "primary", "strong"),
        },
    ),
}
# A row more for the same version.
ANOTHER: dict[str, Sequence[object]] = {
    "fx_rates": (DAY, "GBP", "0.8791"),
    "calendars": ("XLON", "sat sun", "2026-01-01", "2026-12-31"),
    "calendar_days": ("XNYS", "2026-11-26", "Thanksgiving Day"),
    "restricted_instruments": ("symbol", "ACME", "watch", "a test"),
    "country_risk": ("CH", "low", "a test"),
    "trading_limits": ("book", "rates", "USD", "5000000"),
    "tolerances": ("price", "any", "absolute", "1"),
    "document_requirements": ("any", "CH", "any", "identity", True, None, "director", "a b"),
    "product_risk": ("channel", "custody", "prohibited", "a test"),
    "approval_demands": ("any", "escalate", 1, "senior", 2),
    "screening_entries": ("37", "person", "CUBA", None, None, "[]", None),
    "screening_names": ("36", "ANOTHER NAME", "alias", "weak"),
}
TABLES = [table for _, tables in ROWS.values() for table in tables]
OWN = "select {} from bankagent.reference_versions where id = %s"


@pytest.fixture
def every(dba: Conn) -> dict[str, int]:
    """A version of every dataset that was in force and one that is not, by table."""
    found = {}
    for dataset, tables in ROWS.values():
        version_id = imported(dba, dataset, **{name: [row] for name, row in tables.items()})
        activate(dba, dataset)
        found |= dict.fromkeys(tables, version_id)
    return found


def own(conn: Conn, columns: str, version_id: int) -> object:
    (found,) = rows.fetch(conn, OWN.format(columns), version_id)
    return tuple(found)


# --- a version's life --------------------------------------------------------------


def test_a_version_is_imported_then_in_force_then_retired(dba: Conn) -> None:
    me = rows.one(dba, "select session_user")
    first = imported(dba, "screening:A", **_names("ANNA"))
    assert own(dba, "version, row_count, activated_at, imported_by", first) == (1, 2, None, me)
    assert activate(dba, "screening:A", 1) == 1
    second = imported(dba, "screening:A", **_names("BEN"))
    assert own(dba, "version, retired_at", second) == (2, None)
    assert activate(dba, "screening:A") == 2
    assert own(dba, "activated_by, retired_by", first) == (me, me)
    (joint,) = rows.fetch(
        dba,
        "select old.retired_at = new.activated_at from bankagent.reference_versions as old, "
        "bankagent.reference_versions as new where old.id = %s and new.id = %s",
        first,
        second,
    )
    assert joint == (True,)
    assert rows.fetch(
        dba,
        "select dataset, version, row_count, source, is_shipped, as_of::text as as_of "
        "from ops.reference_in_force where dataset = 'screening:A'",
    ) == [("screening:A", 2, 2, "a test", False, DAY)]


def test_what_cannot_be_activated_is_refused_in_a_sentence(dba: Conn) -> None:
    with refused("BA404", "there is no version yet of screening:NONE"):
        activate(dba, "screening:NONE")
    for name in ("ANNA", "BEN"):
        imported(dba, "screening:A", **_names(name))
    activate(dba, "screening:A")
    with refused("BA409", "screening:A version 2 is in force already"):
        activate(dba, "screening:A")
    activate(dba, "screening:A", 1)
    with refused("BA409", "screening:A version 2 is retired: import its rows again"):
        activate(dba, "screening:A", 2)
    with refused("BA404", "there is no version 3 of screening:A"):
        activate(dba, "screening:A", 3)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("nonesuch", "x", DAY, "x"), "dataset"),
        (("screening:", "x", DAY, "x"), "dataset"),
        (("screening:lower", "x", DAY, "x"), "dataset"),
        ((None, "x", DAY, "x"), "dataset"),
        (("fx_rates", " ", DAY, "x"), "source"),
        (("fx_rates", "x" * 301, DAY, "x"), "source"),
        (("fx_rates", "x", "1989-12-31", "x"), "as_of"),
        (("fx_rates", "x", "2101-01-01", "x"), "as_of"),
        (("fx_rates", "x", None, "x"), "as_of"),
        (("fx_rates", "x", DAY, ""), "description"),
    ],
)
def test_an_import_with_a_wrong_argument_names_it(
    dba: Conn, arguments: tuple[object, ...], field: str
) -> None:
    with refused("BA422", f"{field} must"):
        dba.execute(reference.BEGIN, arguments)


def test_an_import_is_finished_once_with_rows_and_before_the_commit(dba: Conn) -> None:
    before = rows.one(dba, "select count(*) from bankagent.reference_versions")
    with refused("BA403", "is not finished"), dba.transaction():
        reference.add(dba, "fx_rates", reference.begin(dba, "fx_rates"), RATES)
    with refused("BA422", "must have rows"), dba.transaction():
        dba.execute(reference.FINISH, [reference.begin(dba, "fx_rates")])
    with refused("BA404", "there is no import 0"):
        dba.execute(reference.FINISH, [0])
    assert rows.one(dba, "select count(*) from bankagent.reference_versions") == before
    with refused("BA409", "is finished already"):
        dba.execute(reference.FINISH, [imported(dba, "fx_rates", fx_rates=RATES)])


def test_the_verb_that_adds_rows_refuses_what_is_not_of_the_dataset(dba: Conn) -> None:
    row = {"day": DAY, "currency": "USD", "rate": 1.2}
    with dba.transaction():
        version_id = reference.begin(dba, "fx_rates")
        for id_, table, added, sqlstate, words in (
            (0, "fx_rates", [row], "BA404", "there is no import 0"),
            (version_id, "country_risk", [row], "BA422", "table must be one of fx_rates"),
            (version_id, "reference_versions", [row], "BA422", "table must be one of fx_rates"),
            (version_id, None, [row], "BA422", "table must be one of fx_rates"),
            (version_id, "fx_rates", row, "BA422", "rows must be a JSON array"),
            (version_id, "fx_rates", [row | {"rate": 0}], "23514", "rate_is_positive"),
            (version_id, "fx_rates", [row, row], "23505", "fx_rates_pkey"),
            (version_id, "fx_rates", [row | {"reference_version_id": 0}], "", ""),
        ):
            if not sqlstate:
                assert rows.one(dba, reference.ADD, id_, table, Jsonb(added)) == 1
                continue
            with refused(sqlstate, words), dba.transaction():
                dba.execute(reference.ADD, [id_, table, Jsonb(added)])
        dba.execute(reference.FINISH, [version_id])
    with refused("BA403", "takes rows only inside an import"):
        dba.execute(reference.ADD, [version_id, "fx_rates", Jsonb([row | {"day": "2026-10-29"}])])


def test_of_eight_activations_at_once_one_is_in_force_and_no_time_is_lost(
    db: Database, dba: Conn
) -> None:
    for number in range(8):
        imported(dba, "screening:A", **_names(f"NAME {number}"))

    def attempt(version: int) -> None:
        with connect(db.url) as conn:
            activate(conn, "screening:A", version)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(1, 9)))
    lives = rows.fetch(
        dba,
        "select activated_at, retired_at from bankagent.reference_versions "
        "where dataset = 'screening:A' order by activated_at",
    )
    assert [one.retired_at for one in lives] == [*(one.activated_at for one in lives[1:]), None]


def test_of_eight_imports_at_once_each_has_a_version_of_its_own(db: Database, dba: Conn) -> None:
    def attempt(number: int) -> None:
        with connect(db.url) as conn:
            imported(conn, "screening:A", **_names(f"NAME {number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(8)))
    assert [*range(1, 9)] == [
        one.version
        for one in rows.fetch(
            dba,
            "select version from bankagent.reference_versions where dataset = 'screening:A' "
            "order by version",
        )
    ]


# --- the digest ----------------------------------------------------------------------


def test_the_same_rows_in_another_order_have_the_same_digest(dba: Conn) -> None:
    one = imported(dba, "fx_rates", fx_rates=RATES)
    other = imported(dba, "fx_rates", fx_rates=RATES[::-1])
    assert own(dba, "sha256", one) == own(dba, "sha256", other)
    less = imported(dba, "fx_rates", fx_rates=RATES[1:])
    changed = imported(dba, "fx_rates", fx_rates=[*RATES[1:], (DAY, "USD", "1.1556")])
    assert len({own(dba, "sha256", each) for each in (one, less, changed)}) == 3


def test_the_digest_is_the_same_in_each_session(dba: Conn) -> None:
    version_id = imported(dba, "screening:A", **_names("ÉLODIE"))
    dba.execute("set datestyle to 'sql, dmy'; set lc_numeric to 'C'; set timezone to 'Asia/Tokyo'")
    assert (rows.one(dba, "select ops.reference_sha256(%s)", version_id),) == own(
        dba, "sha256", version_id
    )


def test_a_number_with_trailing_zeros_is_refused_so_that_equal_rows_look_equal(dba: Conn) -> None:
    with refused("23514", "fx_rates_rate_has_no_trailing_zeros"):
        imported(dba, "fx_rates", fx_rates=[(DAY, "USD", "1.10")])


# --- differences -----------------------------------------------------------------------


def test_the_difference_of_two_versions_names_what_was_added_removed_and_changed(dba: Conn) -> None:
    old = imported(dba, "fx_rates", fx_rates=RATES)
    new = imported(dba, "fx_rates", fx_rates=[*RATES[1:2], (DAY, "USD", "1.2"), (DAY, "CHF", "1")])
    numbers = [rows.one(dba, OWN.format("version"), each) for each in (old, new)]
    found = rows.fetch(
        dba,
        "select change, key ->> 'currency' as currency, old_values ->> 'rate' as old_rate, "
        "new_values ->> 'rate' as new_rate "
        "from ops.reference_diff('fx_rates', %s, %s) order by 2",
        *numbers,
    )
    assert found == [
        ("added", "CHF", None, "1"),
        ("removed", "GBP", "0.8791", None),
        ("changed", "USD", "1.1555", "1.2"),
    ]


# --- nobody rewrites it -----------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_no_superuser_changes_a_row_by_raw_sql(
    dba: Conn, every: dict[str, int], table: str
) -> None:
    column = rows.one(
        dba,
        "select attname from pg_attribute where attrelid = %s::regclass and attnum = 3",
        f"bankagent.{table}",
    )
    before = rows.fetch(dba, f"select * from bankagent.{table}")
    for attempt in (
        f"update bankagent.{table} set {column} = {column}",
        f"delete from bankagent.{table}",
        f"truncate bankagent.{table} cascade",
    ):
        with refused("BA403", "append-only"):
            dba.execute(attempt)
    with refused("BA403", f"{table} takes rows only inside an import"):
        reference.add(dba, table, every[table], [ANOTHER[table]])
    assert rows.fetch(dba, f"select * from bankagent.{table}") == before


@pytest.mark.parametrize(
    "change",
    [
        "sha256 = repeat('0', 64)",
        "row_count = 1000",
        "as_of = '2026-11-01'",
        "source = 'another'",
        "description = 'another'",
        "dataset = 'screening:B'",
        "version = 7",
        "activated_at = now()",
        "activated_at = null, activated_by = null",
        "activated_by = 'another'",
        "imported_by = 'another'",
        "retired_at = now(), retired_by = 'x', activated_by = 'another'",
    ],
)
def test_no_superuser_changes_a_version_that_was_in_force(dba: Conn, change: str) -> None:
    imported(dba, "screening:A", **_names("ANNA"))
    activate(dba, "screening:A")
    imported(dba, "screening:A", **_names("BEN"))
    activate(dba, "screening:A")
    before = rows.fetch(dba, "table bankagent.reference_versions")
    for version in (1, 2):
        with refused("BA403", f"version {version} of screening:A does not change"):
            dba.execute(
                f"update bankagent.reference_versions set {change} "
                "where dataset = 'screening:A' and version = %s",
                [version],
            )
    for attempt in ("delete from {}", "truncate {} cascade"):
        with refused("BA403", "append-only"):
            dba.execute(attempt.format("bankagent.reference_versions"))
    assert rows.fetch(dba, "table bankagent.reference_versions") == before


def test_no_version_is_born_in_force_by_raw_sql(dba: Conn) -> None:
    with refused("BA403", "begins without rows and not in force"):
        dba.execute(
            "insert into bankagent.reference_versions (dataset, version, source, as_of, "
            "description, imported_by, sha256, row_count, activated_at, activated_by) values "
            "('fx_rates', 99, 'x', now(), 'x', 'x', repeat('0', 64), 1, now(), 'x')"
        )


def test_no_digest_is_made_up_by_raw_sql(dba: Conn) -> None:
    version_id = imported(dba, "fx_rates", fx_rates=RATES)
    with dba.transaction():
        other = reference.begin(dba, "fx_rates")
        reference.add(dba, "fx_rates", other, RATES)
        dba.execute(
            "update bankagent.reference_versions set sha256 = repeat('0', 64), row_count = 9 "
            "where id = %s",
            [other],
        )
    assert own(dba, "sha256, row_count", other) == own(dba, "sha256, row_count", version_id)


@pytest.mark.parametrize("given", ["2020-01-01", "2100-01-01", "infinity", "-infinity"])
def test_raw_sql_puts_no_version_in_force_or_out_of_it_at_another_time(
    dba: Conn, given: str
) -> None:
    change = "update bankagent.reference_versions set {0}_at = %s, {0}_by = 'x' where id = %s"
    real = " returning {0}_at between statement_timestamp() and clock_timestamp()"
    version_id = imported(dba, "screening:A", **_names("ANNA"))
    for step in ("activated", "retired"):
        assert rows.one(dba, (change + real).format(step), given, version_id)


def test_a_list_that_was_tried_is_retired_without_a_next_one(dba: Conn, api: Conn) -> None:
    retire = "select version, retired_by from bankagent.retire_reference(%s)"
    imported(dba, "screening:A", **_names("ANNA"))
    with refused("BA409", "no version of screening:A is in force"):
        dba.execute(retire, ["screening:A"])
    activate(dba, "screening:A")
    with refused("42501"):
        api.execute(retire, ["screening:A"])
    assert rows.fetch(dba, retire, "screening:A") == [(1, "postgres")]
    in_force = "select dataset from ops.reference_in_force where dataset = 'screening:A'"
    assert rows.fetch(dba, in_force) == []
    with refused("BA409", "no version of screening:A is in force"):
        dba.execute(retire, ["screening:A"])
    with refused("BA409", "fx_rates is what bankagent ships"):
        dba.execute(retire, ["fx_rates"])
    imported(dba, "screening:A", **_names("BEN"))
    assert activate(dba, "screening:A") == 2


def test_no_row_is_added_to_another_sessions_import(db: Database, dba: Conn) -> None:
    with connect(db.url) as other, other.transaction():
        version_id = reference.begin(other, "fx_rates")
        with pytest.raises(psycopg.Error) as caught:
            reference.add(dba, "fx_rates", version_id, RATES)
        assert caught.value.sqlstate in ("23503", "BA403")
        reference.add(other, "fx_rates", version_id, RATES)
        other.execute(reference.FINISH, [version_id])
    assert own(dba, "row_count", version_id) == (3,)


def test_a_row_of_another_dataset_does_not_come_in(dba: Conn) -> None:
    with refused("BA403", "fx_rates takes rows only inside an import of fx_rates"):
        imported(dba, "country_risk", fx_rates=RATES)


@pytest.mark.parametrize("role", ["api", "worker", "auditor"])
def test_no_service_imports_or_activates_by_itself(
    request: pytest.FixtureRequest, dba: Conn, role: str
) -> None:
    conn = request.getfixturevalue(role)
    imported(dba, "screening:A", **_names("ANNA"))
    with refused("BA403" if role == "api" else "42501"):
        activate(conn, "screening:A")
    for attempt in (
        lambda: reference.begin(conn, "fx_rates"),
        lambda: conn.execute("select bankagent.seal_reference(1)"),
        lambda: conn.execute("select bankagent.put_reference_in_force(1, 'x')"),
    ):
        with refused("42501"):
            attempt()


def test_an_auditor_reads_versions_differences_and_digests(dba: Conn, auditor: Conn) -> None:
    for name in ("ANNA", "BEN"):
        version_id = imported(dba, "screening:A", **_names(name))
        activate(dba, "screening:A")
    assert len(rows.fetch(auditor, "select * from ops.reference_diff('screening:A', 1, 2)")) == 2
    assert rows.one(auditor, "select ops.reference_sha256(%s)", version_id)


def _names(name: str) -> dict[str, list[Sequence[object]]]:
    return {
        "screening_entries": [("1", "person", "TEST", None, None, "[]", None)],
        "screening_names": [("1", name, "primary", "strong")],
    }


OF_REFERENCE = "select activated_by from bankagent.activate_reference(%s, %s, %s)"


def test_a_service_activates_for_a_second_person_of_compliance_alone(db: Database) -> None:
    with connect(db.url) as dba, connect(db.api_url) as api:
        people.add_reviewers(dba, "ben", "carl")
        dba.execute("select bankagent.add_reviewer('rita', 'reviewer')")
        version_id = imported(dba, "trading_limits", trading_limits=[("desk", "x", "USD", 1)])
        by = "update bankagent.reference_versions set imported_by = 'Carl@bank' where id = %s"
        with rows.triggers_off(dba):
            dba.execute(by, [version_id])
        with refused("BA403", "needs a reviewer with the role compliance, and rita is none"):
            rows.one(api, OF_REFERENCE, "trading_limits", 2, "rita")
        with refused("BA403", "is a service: it must name one"):
            rows.one(api, OF_REFERENCE, "trading_limits", 2, None)
        with refused("BA403", "Carl@bank imported version 2 of trading_limits, and another"):
            rows.one(api, OF_REFERENCE, "trading_limits", 2, "carl")
        assert rows.one(api, OF_REFERENCE, "trading_limits", 2, "ben") == "ben"


def test_an_operator_still_activates_what_a_nightly_job_of_theirs_imported(db: Database) -> None:
    with connect(db.url) as dba:
        imported(dba, "trading_limits", trading_limits=[("desk", "rates", "USD", 1)])
        assert activate(dba, "trading_limits") == 2
