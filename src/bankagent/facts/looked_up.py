"""Facts of a trade beside the values that were looked up, as its payload names them."""

from decimal import Decimal
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Known
from bankagent.facts import concentration, fx, limits, portfolios, settlement, submissions
from bankagent.facts.amounts import for_limits
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import TradingLimits
from bankagent.facts.portfolios import PortfolioSnapshots
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submissions


def amounts(trade: Any, known: Known) -> dict[str, JsonValue]:
    """Return the notional in USD, the age of the oldest rate, and the limits beside it."""
    rates, own = known[FxRates].on(trade.trade_date), known[Submissions].own()
    converted = fx.convert(trade.notional, trade.currency, rates)
    asked = trade.trade_date or (own.received_at.date() if own else None)
    snapshot = known[PortfolioSnapshots].own()
    rated = portfolios.oldest_rate(converted.day if converted else None, snapshot)
    known_in = {trade.currency: trade.notional}
    if converted:
        known_in[fx.BASE] = converted.amount
    for currency, other in for_limits(
        trade.notional, trade.currency, known[TradingLimits], rates
    ).items():
        known_in[currency] = other.amount
        # The oldest rate that a fact rests on is the one whose age counts.
        rated = min(day for day in (rated, other.day) if day)
    limited = {
        f"{scope}_limit": limits.beside_limit(
            known_in, getattr(trade, scope), known[TradingLimits].of(scope)
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


def portfolio(trade: Any, known: Known) -> dict[str, JsonValue]:
    """Return the age of the trade's snapshot, and the share of its instrument in the portfolio."""
    snapshot, own = known[PortfolioSnapshots].own(), known[Submissions].own()
    found, hours = concentration.age(snapshot, trade, own.received_at if own else None)
    word, share = concentration.concentration(snapshot, trade)
    return {
        "snapshot": found,
        "snapshot_age_hours": hours,
        "concentration": word,
        "concentration_bp": share,
    }


def times(trade: Any, known: Known) -> dict[str, JsonValue]:
    """Return the trade date and the settlement date beside calendars, and the capture delay."""
    calendars = known[BusinessCalendars]
    captured, delay = submissions.capture(known[Submissions].own(), trade.executed_at)
    return {
        "trade_day": settlement.trade_day(calendars, trade.mic, trade.trade_date),
        "settlement": settlement.settlement(
            calendars, trade.mic, trade.currency, trade.trade_date, trade.settlement_date
        ),
        "capture": captured,
        "capture_delay_minutes": delay,
    }


def counterparty(screened: Screenings) -> dict[str, JsonValue]:
    """Return what screening lists say about the counterparty."""
    word, score = screened.counterparty()
    return {"counterparty": word, "counterparty_score": score}
