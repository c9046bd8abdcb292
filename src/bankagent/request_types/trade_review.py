"""trade_review: may this trade stand?"""

from decimal import Decimal, localcontext
from typing import Literal

from pydantic import Field

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_type import RequestType
from bankagent.request_types.fields import (
    Amount,
    AmountAboveZero,
    Currency,
    Day,
    Instant,
    Isin,
    Lei,
    Mic,
    Name,
    Payload,
    Symbol,
)

A_CENT = Decimal("0.01")
ONE_IN_A_BASIS_POINT = 10_000
# Two numbers of 28 digits have a product of 56: enough for it and for ten thousand times as much.
EXACT_DIGITS = 64


class TradeReview(Payload):
    """A trade whose economics and dates are to be reviewed; amounts are in major units."""

    symbol: Symbol = Field(
        description="the ticker, RIC or Bloomberg symbol, 1 to 32 letters, digits, spaces or ./-^=:"
    )
    notional: AmountAboveZero = Field(
        description="the notional amount in major units of `currency`, above 0, at most 28 digits, "
        "10 after the point; a JSON number or a decimal string"
    )
    currency: Currency = Field(
        default="USD", description="the currency code (ISO 4217) of notional and price, as in USD"
    )
    side: Literal["buy", "sell", "sell_short"] | None = Field(
        default=None, description="buy, sell or sell_short"
    )
    quantity: AmountAboveZero | None = Field(
        default=None,
        description="the number of units traded, above 0, at most 28 digits, 10 after the point",
    )
    price: Amount | None = Field(
        default=None,
        description="the price of one unit in major units of `currency`, at most 28 digits, "
        "10 after the point",
    )
    isin: Isin | None = Field(
        default=None, description="the ISIN (ISO 6166) of the instrument, 12 capitals and digits"
    )
    mic: Mic | None = Field(
        default=None, description="the market's code (MIC, ISO 10383), 4 capitals or digits"
    )
    trade_date: Day | None = Field(default=None, description="the day of the trade, as 2026-11-24")
    settlement_date: Day | None = Field(
        default=None, description="the agreed day of settlement, as 2026-11-25"
    )
    executed_at: Instant | None = Field(
        default=None, description="when it was executed, with offset, as 2026-11-24T09:30:00Z"
    )
    counterparty_lei: Lei | None = Field(
        default=None, description="the LEI (ISO 17442) of the counterparty, 20 capitals and digits"
    )
    counterparty_name: Name | None = Field(
        default=None, description="the counterparty's name, 1 to 256 printable characters"
    )
    book: Name | None = Field(default=None, description="the book, 1 to 256 printable characters")
    trader: Name | None = Field(
        default=None, description="the trader's id, 1 to 256 printable characters"
    )


def facts(payload: TradeReview) -> dict[str, JsonValue]:
    """Return what can be found out about a trade without a clock and without asking anybody.

    `notional` is a Decimal in major units of `currency`; all others are words of a closed list.
    """
    return {
        "notional": payload.notional,
        "currency": payload.currency,
        "notional_usd_known": "yes" if payload.currency == "USD" else "no",
        "side": payload.side or "unknown",
        "economics": _economics(payload),
        "dates": _dates(payload),
    }


def _economics(payload: TradeReview) -> str:
    if payload.quantity is None or payload.price is None:
        return "unknown"
    with localcontext(prec=EXACT_DIGITS):
        off = abs(payload.quantity * payload.price - payload.notional)
        near = off <= A_CENT or off * ONE_IN_A_BASIS_POINT <= payload.notional
    return "match" if near else "mismatch"


def _dates(payload: TradeReview) -> str:
    if payload.trade_date is None or payload.settlement_date is None:
        return "unknown"
    return "reversed" if payload.settlement_date < payload.trade_date else "ordered"


TYPE = RequestType(
    name="trade_review",
    description="May this trade stand?",
    queue="trade_review",
    policy_key="trade_review",
    payload=TradeReview,
    facts=facts,
    example={"symbol": "AAPL", "notional": 2500000},
)
