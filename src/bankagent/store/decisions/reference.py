"""Values of the reference data in force, for the facts of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.listed_name import ListedName
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar, or only the version where the reader holds it."""

    reference_version_id: int
    version: int
    calendar: str | None
    weekend: str | None
    first_day: date | None
    last_day: date | None
    holidays: list[date]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate of the day that was asked for or before it, or only the version."""

    version: int
    source: str
    currency: str
    asked: date | None
    day: date | None
    units: Decimal | None


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit that was asked for, or only the version."""

    version: int
    scope: str | None
    name: str | None
    currency: str | None
    automatic_limit: Decimal | None


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """A restriction that was asked for, or only the version."""

    version: int
    identifier_type: str | None
    identifier: str | None
    restriction: str | None


@dataclass(frozen=True, slots=True)
class ListRow:
    """A screening list in force."""

    reference_version_id: int
    dataset: str
    version: int


async def calendars(conn: Connection, held: int | None) -> list[CalendarRow]:
    """Return the calendars in force; their days only where another version is held."""
    async with conn.cursor(row_factory=class_row(CalendarRow)) as cursor:
        await cursor.execute(SQL["calendars"], {"held": held})
        return await cursor.fetchall()


async def fx_rates(
    conn: Connection, currencies: Sequence[str], days: Sequence[date | None]
) -> list[RateRow]:
    """Return the rate of each currency on its day; the lists have one length."""
    async with conn.cursor(row_factory=class_row(RateRow)) as cursor:
        await cursor.execute(SQL["fx_rates"], {"currencies": [*currencies], "days": [*days]})
        return await cursor.fetchall()


async def trading_limits(
    conn: Connection, scopes: Sequence[str], names: Sequence[str]
) -> list[LimitRow]:
    """Return the limits of these scopes and names; the lists have one length."""
    async with conn.cursor(row_factory=class_row(LimitRow)) as cursor:
        await cursor.execute(SQL["trading_limits"], {"scopes": [*scopes], "names": [*names]})
        return await cursor.fetchall()


async def restricted_instruments(
    conn: Connection, types: Sequence[str], identifiers: Sequence[str]
) -> list[RestrictionRow]:
    """Return the restrictions of these identifiers; the lists have one length."""
    asked = {"types": [*types], "identifiers": [*identifiers]}
    async with conn.cursor(row_factory=class_row(RestrictionRow)) as cursor:
        await cursor.execute(SQL["restricted_instruments"], asked)
        return await cursor.fetchall()


async def screening_lists(conn: Connection) -> list[ListRow]:
    """Return the screening lists in force."""
    async with conn.cursor(row_factory=class_row(ListRow)) as cursor:
        await cursor.execute(SQL["screening_lists"])
        return await cursor.fetchall()


async def listed_names(conn: Connection, reference_version_id: int) -> list[ListedName]:
    """Return all names of one version of a screening list."""
    asked = {"reference_version_id": reference_version_id}
    async with conn.cursor(row_factory=class_row(ListedName)) as cursor:
        await cursor.execute(SQL["listed_names"], asked)
        return await cursor.fetchall()
