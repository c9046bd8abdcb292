"""The request type trade_review: may this trade stand?"""

from typing import Literal

from pydantic import Field

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Known
from bankagent.domain.request_type import RequestType
from bankagent.facts import identifiers, looked_up, submissions, trade
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import TradingLimits
from bankagent.facts.portfolios import PortfolioSnapshots
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submissions
from bankagent.request_types.fields import (
    Amount,
    AmountAboveZero,
    Bic,
    Currency,
    Cusip,
    Day,
    Figi,
    Instant,
    Isin,
    Lei,
    Mic,
    Name,
    Number,
    Payload,
    Sedol,
    Symbol,
)
from bankagent.request_types.trade_review_facts import FACTS


class TradeReview(Payload):
    """A trade whose economics and dates are to be reviewed; amounts are in major units."""

    symbol: Symbol = Field(
        description="the ticker, RIC or Bloomberg symbol, 1 to 32 letters, digits or ./-^=:, "
        "spaces inside only"
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
    cusip: Cusip | None = Field(
        default=None, description="the CUSIP of the instrument, 9 capitals and digits"
    )
    sedol: Sedol | None = Field(
        default=None, description="the SEDOL of the instrument, 7 capitals and digits, no vowels"
    )
    figi: Figi | None = Field(
        default=None, description="the FIGI of the instrument, 12 capitals and digits"
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
    counterparty_bic: Bic | None = Field(
        default=None,
        description="the BIC (ISO 9362) of the counterparty, 8 or 11 capitals and digits",
    )
    desk: Name | None = Field(
        default=None, description="the trading desk, 1 to 256 printable characters"
    )
    book: Name | None = Field(default=None, description="the book, 1 to 256 printable characters")
    trader: Name | None = Field(
        default=None, description="the trader's id, 1 to 256 printable characters"
    )
    portfolio_snapshot_id: Number | None = Field(
        default=None,
        description="the number of the portfolio snapshot that the trade adds to, a whole number "
        "above 0",
    )


def facts(payload: TradeReview, known: Known) -> dict[str, JsonValue]:
    """Return the facts about a trade beside the values that were looked up.

    `notional` is a Decimal in major units of `currency`, `notional_usd` in USD; the other numbers
    are whole. Every other fact is a word of a short list. A number that is not known is 0, and a
    word beside it says so.
    """
    return {
        "notional": payload.notional,
        "currency": payload.currency,
        "side": payload.side or "unknown",
        "economics": trade.economics(payload.notional, payload.quantity, payload.price),
        "dates": trade.order_of_dates(payload.trade_date, payload.settlement_date),
        "identifiers": identifiers.agreement(payload.isin, payload.cusip, payload.sedol),
        "restriction": known[RestrictedInstruments].restriction(),
        "duplicate": submissions.duplicate(known[Submissions].own(), payload),
        **looked_up.amounts(payload, known),
        **looked_up.portfolio(payload, known),
        **looked_up.times(payload, known),
        **looked_up.counterparty(known[Screenings]),
    }


TYPE = RequestType(
    name="trade_review",
    description="May this trade stand?",
    queue="trade_review",
    policy_key="trade_review",
    approved_means="The trade stands as it was made.",
    rejected_means="The trade must not stand: the desk cancels or corrects it.",
    payload=TradeReview,
    facts=facts,
    example={"symbol": "AAPL", "notional": 2500000},
    needs=(
        FxRates,
        BusinessCalendars,
        TradingLimits,
        RestrictedInstruments,
        PortfolioSnapshots,
        Submissions,
        Screenings,
    ),
    fact_schema=FACTS,
)
