"""Tolerances of a version, for the comparison of pairs."""

from dataclasses import dataclass
from decimal import Decimal

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class ToleranceRow:
    """A tolerance of a field and an asset class; its unit is that of facts."""

    field: str
    asset_class: str
    unit: str
    amount: Decimal


async def tolerances(conn: Connection, reference_version_id: int) -> list[ToleranceRow]:
    """Return the tolerances of a version."""
    async with conn.cursor(row_factory=class_row(ToleranceRow)) as cursor:
        await cursor.execute(SQL["tolerances"], {"reference_version_id": reference_version_id})
        return await cursor.fetchall()
