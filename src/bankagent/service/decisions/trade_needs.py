"""The lookup of the trades that captures are about."""

from collections.abc import Sequence

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.facts.captures import TradeNow, Trades
from bankagent.store.decisions import trades


async def all_trades(conn: Connection, cases: Sequence[Case]) -> Trades:
    """Return the trade that each capture is about, where we have it."""
    return Trades(
        {
            row.request_id: TradeNow(
                number=row.number,
                version=row.version,
                uti=row.uti,
                source=row.source,
                record_number=row.record_number,
                is_of_client=row.is_of_client,
                captured_by=row.captured_by,
                reviewed_by=row.reviewed_by,
                trade=row.trade,
            )
            for row in await trades.trades(conn, cases)
        }
    )
