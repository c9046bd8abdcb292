"""Versions of reference data, imported by the verbs as an operator's psql does it."""

from collections.abc import Sequence

from tests.support import rows
from tests.support.rows import Conn

BEGIN = "select bankagent.begin_reference_import(%s, %s, %s, %s)"
ADD = "select bankagent.add_reference_rows(%s, %s, %s)"
FINISH = "select bankagent.finish_reference_import(%s)"
RETIRE = "select bankagent.retire_reference(%s)"
DAY = "select ((clock_timestamp() at time zone 'UTC')::date - %s)::text"
ACTIVATE = "select (bankagent.activate_reference(%s, %s)).version"


def begin(conn: Conn, dataset: str, as_of: str = "2026-10-30") -> int:
    """Begin an import inside the caller's transaction and return its number."""
    return int(rows.one(conn, BEGIN, dataset, "a test", as_of, "Rows of a test."))


def add(conn: Conn, table: str, version_id: int, found: Sequence[Sequence[object]]) -> None:
    """Add rows, their columns in the table's order."""
    for row in found:
        marks = ", ".join(["%s"] * (1 + len(row)))
        conn.execute(f"insert into bankagent.{table} values ({marks})", [version_id, *row])


def imported(conn: Conn, dataset: str, **tables: Sequence[Sequence[object]]) -> int:
    """Import a version with these rows by table and return its number."""
    with conn.transaction():
        version_id = begin(conn, dataset)
        for table, found in tables.items():
            add(conn, table, version_id, found)
        conn.execute(FINISH, [version_id])
    return version_id


def activate(conn: Conn, dataset: str, version: int | None = None) -> int:
    """Activate a version, the newest where none is named, and return its version."""
    if dataset == "approval_demands":
        # Two people must: the rows of a test are from another one.
        with rows.triggers_off(conn):
            conn.execute(
                "update bankagent.reference_versions set imported_by = 'importer' "
                "where dataset = 'approval_demands' and not is_shipped"
            )
    return int(rows.one(conn, ACTIVATE, dataset, version))


def retire(conn: Conn, dataset: str) -> None:
    """Take the version in force out of force, without a next one."""
    conn.execute(RETIRE, [dataset])


def listed(conn: Conn, dataset: str, *names: str) -> None:
    """Put a screening list of people with these names in force."""
    numbered = list(enumerate(names, start=1))
    imported(
        conn,
        dataset,
        screening_entries=[(n, "person", "SDGT", None, None, "[]", None) for n, _ in numbered],
        screening_names=[(n, name, "primary", "strong") for n, name in numbered],
    )
    activate(conn, dataset)


def rates_of(conn: Conn, age_days: int, *currencies: str) -> None:
    """Put rates of so many days ago in force: 2 units for 1 EUR."""
    day = rows.one(conn, DAY, age_days)
    imported(conn, "fx_rates", fx_rates=[(day, one, "2") for one in currencies])
    activate(conn, "fx_rates")
