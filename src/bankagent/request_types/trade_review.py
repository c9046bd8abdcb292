"""The request type trade_review: may this trade stand?"""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Known
from bankagent.domain.request_type import RequestType
from bankagent.facts import (
    concentration,
    fx,
    identifiers,
    limits,
    portfolios,
    settlement,
    submissions,
    trade,
)
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
        **_amounts(payload, known),
        **_portfolio(payload, known),
        **_times(payload, known),
        **_counterparty(known[Screenings]),
    }


def _amounts(payload: TradeReview, known: Known) -> dict[str, JsonValue]:
    rates, own = known[FxRates].on(payload.trade_date), known[Submissions].own()
    converted = fx.convert(payload.notional, payload.currency, rates)
    asked = payload.trade_date or (own.received_at.date() if own else None)
    snapshot = known[PortfolioSnapshots].own()
    rated = portfolios.oldest_rate(converted.day if converted else None, snapshot)
    amounts = {payload.currency: payload.notional}
    if converted:
        amounts[fx.BASE] = converted.amount
    limited = {
        f"{scope}_limit": limits.beside_limit(
            amounts, getattr(payload, scope), known[TradingLimits].of(scope)
        )
        for scope in limits.SCOPES
    }
    return {
        "notional_usd_known": "yes" if converted else "no",
        "notional_usd": converted.amount if converted else Decimal(0),
        "fx_method": converted.method if converted else "unknown",
        "fx_age_days": max((asked - rated).days, 0) if asked and rated else 0,
        **limited,
    }


def _portfolio(payload: TradeReview, known: Known) -> dict[str, JsonValue]:
    snapshot, own = known[PortfolioSnapshots].own(), known[Submissions].own()
    found, hours = concentration.age(snapshot, payload, own.received_at if own else None)
    word, share = concentration.concentration(snapshot, payload)
    return {
        "snapshot": found,
        "snapshot_age_hours": hours,
        "concentration": word,
        "concentration_bp": share,
    }


def _times(payload: TradeReview, known: Known) -> dict[str, JsonValue]:
    calendars = known[BusinessCalendars]
    captured, delay = submissions.capture(known[Submissions].own(), payload.executed_at)
    return {
        "trade_day": settlement.trade_day(calendars, payload.mic, payload.trade_date),
        "settlement": settlement.settlement(
            calendars, payload.mic, payload.currency, payload.trade_date, payload.settlement_date
        ),
        "capture": captured,
        "capture_delay_minutes": delay,
    }


def _counterparty(screened: Screenings) -> dict[str, JsonValue]:
    word, score = screened.screened("counterparty_name")
    return {"counterparty": word, "counterparty_score": score}


TYPE = RequestType(
    name="trade_review",
    description="May this trade stand?",
    queue="trade_review",
    policy_key="trade_review",
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
    fact_names=(
        "notional",
        "currency",
        "side",
        "economics",
        "dates",
        "identifiers",
        "restriction",
        "duplicate",
        "notional_usd_known",
        "notional_usd",
        "fx_method",
        "fx_age_days",
        "desk_limit",
        "book_limit",
        "snapshot",
        "snapshot_age_hours",
        "concentration",
        "concentration_bp",
        "trade_day",
        "settlement",
        "capture",
        "capture_delay_minutes",
        "counterparty",
        "counterparty_score",
    ),
)
