"""Reference data, for the facts of a batch: the versions in force, and the rows of a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.listed_name import ListedIdentifier, ListedName
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a dataset that is in force; of a screening list that has none, its last one."""

    reference_version_id: int
    dataset: str
    version: int
    source: str
    as_of: date
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar with its holidays; the weekend is words such as sat sun."""

    calendar: str
    weekend: str
    first_day: date
    last_day: date
    holidays: list[date]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate of the day that was asked for, or of a day before it."""

    currency: str
    asked: date | None
    day: date
    units: Decimal


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit of a desk or a book."""

    scope: str
    name: str
    currency: str
    automatic_limit: Decimal


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """A restriction of an instrument."""

    identifier_type: str
    identifier: str
    restriction: str


async def in_force(conn: Connection) -> dict[str, Version]:
    """Return the version in force of each dataset, and the last one of a list without, by dataset.

    A list without a version in force was retired.
    """
    async with conn.cursor(row_factory=class_row(Version)) as cursor:
        await cursor.execute(SQL["in_force"])
        return {version.dataset: version async for version in cursor}


async def calendars(conn: Connection, reference_version_id: int) -> list[CalendarRow]:
    """Return the calendars of a version."""
    async with conn.cursor(row_factory=class_row(CalendarRow)) as cursor:
        await cursor.execute(SQL["calendars"], {"reference_version_id": reference_version_id})
        return await cursor.fetchall()


async def fx_rates(
    conn: Connection,
    reference_version_id: int,
    currencies: Sequence[str],
    days: Sequence[date | None],
) -> list[RateRow]:
    """Return the rate of each currency on its day; the lists have one length."""
    asked = {
        "reference_version_id": reference_version_id,
        "currencies": [*currencies],
        "days": [*days],
    }
    async with conn.cursor(row_factory=class_row(RateRow)) as cursor:
        await cursor.execute(SQL["fx_rates"], asked)
        return await cursor.fetchall()


async def trading_limits(conn: Connection, reference_version_id: int) -> list[LimitRow]:
    """Return the limits of a version."""
    async with conn.cursor(row_factory=class_row(LimitRow)) as cursor:
        await cursor.execute(SQL["trading_limits"], {"reference_version_id": reference_version_id})
        return await cursor.fetchall()


async def restricted_instruments(
    conn: Connection, reference_version_id: int
) -> list[RestrictionRow]:
    """Return the restrictions of a version."""
    asked = {"reference_version_id": reference_version_id}
    async with conn.cursor(row_factory=class_row(RestrictionRow)) as cursor:
        await cursor.execute(SQL["restricted_instruments"], asked)
        return await cursor.fetchall()


async def listed_names(conn: Connection, reference_version_id: int) -> list[ListedName]:
    """Return all names of a version of a screening list."""
    asked = {"reference_version_id": reference_version_id}
    async with conn.cursor(row_factory=class_row(ListedName)) as cursor:
        await cursor.execute(SQL["listed_names"], asked)
        return await cursor.fetchall()


async def listed_identifiers(conn: Connection, reference_version_id: int) -> list[ListedIdentifier]:
    """Return the identifiers of a version of a screening list, in the publisher's words."""
    asked = {"reference_version_id": reference_version_id}
    async with conn.cursor(row_factory=class_row(ListedIdentifier)) as cursor:
        await cursor.execute(SQL["listed_identifiers"], asked)
        return await cursor.fetchall()


async def is_whole(conn: Connection, reference_version_id: int) -> bool:
    """Return whether a version of a screening list still has all rows that were imported."""
    cursor = await conn.execute(SQL["is_whole"], {"reference_version_id": reference_version_id})
    row = await cursor.fetchone()
    return bool(row and row[0])
