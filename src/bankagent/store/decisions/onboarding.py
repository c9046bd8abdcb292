"""Reference data for cases of onboarding: the rows of a version, and entries that were hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.exact_json import JsonValue
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement; `whose` and the types, with spaces between, are None in older rows."""

    client_type: str
    country: str
    product: str
    requirement: str
    whose: str | None
    must: bool
    valid_months: int | None
    document_types: str | None


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A tier of a country."""

    country: str
    tier: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A tier of a product or of a channel."""

    scope: str
    name: str
    tier: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of a version of a screening list; a name is a list of name, type and quality."""

    reference_version_id: int
    entry_id: str
    entity_type: str
    program: str
    country: str | None
    birth_date: str | None
    identifiers: JsonValue
    remarks: str | None
    names: list[list[str]]


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """The last decided case of a request's client; the last three are JSON.

    `factors` and `owners` are as the evaluation has them, `parties` lists of id, digest and word.
    All from `rating` on is None where the evaluation recorded no case. `is_own`: both requests have
    one maker.
    """

    request_id: int
    earlier_id: int
    is_own: bool
    decision: str
    decided_on: date
    rating: str | None
    next_review: str | None
    factors: JsonValue
    owners: JsonValue
    parties: JsonValue


async def requirements(conn: Connection, reference_version_id: int) -> list[RequirementRow]:
    """Return the requirements of a version."""
    asked = {"reference_version_id": reference_version_id}
    async with conn.cursor(row_factory=class_row(RequirementRow)) as cursor:
        await cursor.execute(SQL["requirements"], asked)
        return await cursor.fetchall()


async def country_risk(conn: Connection, reference_version_id: int) -> list[CountryRow]:
    """Return the tiers of the countries of a version."""
    async with conn.cursor(row_factory=class_row(CountryRow)) as cursor:
        await cursor.execute(SQL["country_risk"], {"reference_version_id": reference_version_id})
        return await cursor.fetchall()


async def product_risk(conn: Connection, reference_version_id: int) -> list[ProductRow]:
    """Return the tiers of the products and channels of a version."""
    async with conn.cursor(row_factory=class_row(ProductRow)) as cursor:
        await cursor.execute(SQL["product_risk"], {"reference_version_id": reference_version_id})
        return await cursor.fetchall()


async def listed_entries(
    conn: Connection, version_ids: Sequence[int], entry_ids: Sequence[str]
) -> list[EntryRow]:
    """Return these entries, each of its version; the lists have one length."""
    asked = {"version_ids": [*version_ids], "entry_ids": [*entry_ids]}
    async with conn.cursor(row_factory=class_row(EntryRow)) as cursor:
        await cursor.execute(SQL["listed_entries"], asked)
        return await cursor.fetchall()


async def earlier_cases(conn: Connection, request_ids: Sequence[int]) -> list[EarlierRow]:
    """Return the last decided case of the client of each request, where there is another one."""
    async with conn.cursor(row_factory=class_row(EarlierRow)) as cursor:
        await cursor.execute(SQL["earlier_cases"], {"request_ids": [*request_ids]})
        return await cursor.fetchall()
