"""Portfolio snapshots, for the facts of a batch: what each has of the instrument that is traded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """What the snapshot of one request holds in one currency, with the rate if one is needed."""

    request_id: int
    snapshot_id: int
    as_of: datetime
    is_comparable: bool
    currency: str
    traded: Decimal
    others: Decimal
    rate_day: date | None
    units: Decimal | None


async def holdings(
    conn: Connection, reference_version_id: int | None, cases: Sequence[Case]
) -> list[HoldingRow]:
    """Return the holdings of the snapshots that trades name; none of another client's snapshot.

    Rates are of this version of fx_rates; None gives none.
    """
    trades = [case.payload for case in cases]
    asked = {
        "request_ids": [case.request_id for case in cases],
        "client_ids": [case.client_id for case in cases],
        "snapshot_ids": [trade.portfolio_snapshot_id for trade in trades],
        "isins": [trade.isin for trade in trades],
        "symbols": [trade.symbol for trade in trades],
        "currencies": [trade.currency for trade in trades],
        "days": [trade.trade_date for trade in trades],
        "reference_version_id": reference_version_id,
    }
    async with conn.cursor(row_factory=class_row(HoldingRow)) as cursor:
        await cursor.execute(SQL["holdings"], asked)
        return await cursor.fetchall()
