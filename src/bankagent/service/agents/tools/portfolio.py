"""Tool portfolio: what the request's client held, as its newest snapshot says."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bankagent.agent.tools import Call, Tool
from bankagent.db.pool import Pool
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.store.portfolios import snapshots

NAME = "portfolio"
DESCRIPTION = (
    "Read the client's newest portfolio snapshot: its positions, and the market value of all of "
    "them in each currency. It is data of the bank, and no passage to quote."
)
MOST_POSITIONS = 100
NEWEST = 2**63 - 1  # no snapshot: a page before it begins with the newest


class Asked(BaseModel):
    """The instant, and the instruments that are wanted."""

    model_config = ConfigDict(extra="forbid")

    as_of: AwareDatetime | None = Field(default=None, description="leave it out for the newest")
    isins: list[str] = Field(default_factory=list, max_length=50, description="none for all")


def portfolio(pool: Callable[[], Pool], client_id: str, maker: str) -> Tool:
    """Return the tool of one request: client and maker are fixed before any document is read."""

    async def held(given: Asked, _: Call) -> JsonObject:
        async with pool().connection() as conn:
            found = await snapshots.page(
                conn, client_id, as_of=given.as_of, maker=maker, before=NEWEST, most=1
            )
            whole = await snapshots.read(conn, found[0].id, maker=maker) if found else None
        if whole is None:
            return {"snapshot": None}
        wanted = [one for one in whole.positions if not given.isins or one["isin"] in given.isins]
        return {
            "snapshot": whole.id,
            "as_of": _instant(whole.as_of),
            "source": whole.source,
            "position_count": len(wanted),
            "positions": list[JsonValue](wanted[:MOST_POSITIONS]),
            "market_values": _totals(wanted),
        }

    return Tool(NAME, DESCRIPTION, Asked, "read", held)


def _instant(at: datetime) -> str:
    return at.isoformat()


def _totals(positions: Sequence[JsonObject]) -> JsonObject:
    """Return the market value of all positions by currency; positions without one are left out."""
    totals: dict[str, Decimal] = {}
    for one in positions:
        value, currency = one["market_value"], one["currency"]
        if isinstance(value, int | Decimal) and isinstance(currency, str):
            totals[currency] = totals.get(currency, Decimal(0)) + value
    return dict[str, JsonValue](totals)
