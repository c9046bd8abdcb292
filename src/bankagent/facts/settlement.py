"""Facts about a trade's dates beside the business calendars of its market and currency."""

from datetime import date
from functools import lru_cache

from bankagent.facts.calendars import BusinessCalendars, add_business_days, is_business_day
from bankagent.facts.markets import MARKETS, settlement_calendars


@lru_cache(maxsize=1_000)
def trade_day(known: BusinessCalendars, mic: str | None, traded: date | None) -> str:
    """Return whether the market was open on the trade date: open, closed, unknown or not_given."""
    if mic is None or traded is None:
        return "not_given"
    market = MARKETS.get(mic)
    calendars = known.named([market.trading]) if market else None
    answer = is_business_day(traded, calendars) if calendars else None
    return {True: "open", False: "closed", None: "unknown"}[answer]


@lru_cache(maxsize=1_000)
def settlement(
    known: BusinessCalendars, mic: str | None, currency: str, traded: date | None, day: date | None
) -> str:
    """Return the settlement date beside the market's convention (T+1, T+2).

    It is standard, early, late, holiday (no day of settlement, or none of payment in the currency),
    unknown (no convention or calendar for it) or not_given.
    """
    if mic is None or traded is None or day is None:
        return "not_given"
    market = MARKETS.get(mic)
    calendars = known.named(settlement_calendars(mic, currency))
    days = market.settles_after(traded) if market else None
    if days is None or calendars is None:
        return "unknown"
    usual = add_business_days(traded, days, calendars)
    business = is_business_day(day, calendars)
    if usual is None or business is None:
        return "unknown"
    if not business:
        return "holiday"
    return "standard" if day == usual else "early" if day < usual else "late"
