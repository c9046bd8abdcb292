"""Age, severity and priority of a pair that does not agree."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from bankagent.facts.calendars import A_DAY, Calendar, is_business_day

MATCHED = ("exact", "within_tolerance", "forced")
# Breaks of these are about the trade itself and not about a number in it.
GRAVE = ("CMIS", "DTRA", "DELN", "DSEC", "IEXE")
NEAR_MINUTES = 60
SAME_DAY = timedelta(hours=8)
CRITICAL_USD = Decimal(10_000_000)
HIGH_USD = Decimal(1_000_000)
MEDIUM_USD = Decimal(100_000)
CRITICAL_DAYS = 5
HIGH_DAYS = 2
A_MINUTE = timedelta(minutes=1)


def days_open(since: date | None, until: date, calendars: Sequence[Calendar] | None) -> int | None:
    """Return the business days after a value date up to a day; None where they are not known.

    Example: from Friday 2026-11-20 to Monday 2026-11-23 it is 1; before the value date it is 0.
    """
    if since is None or not calendars:
        return None
    days = 0
    while since < until:
        since += A_DAY
        answer = is_business_day(since, calendars)
        if answer is None:
            return None
        days += answer
    return days


def time_left(cut_off: datetime | None, at: datetime | None) -> timedelta | None:
    """Return the time from an instant to a cut-off, negative after it; None where unknown."""
    return cut_off - at if cut_off and at else None


def severity(
    match: str, code: str | None, usd: Decimal | None, days: int | None, left: timedelta | None
) -> str:
    """Return low, medium, high or critical; a pair that agrees is low."""
    if match in MATCHED:
        return "low"
    amount, age = usd or Decimal(0), days or 0
    if amount > CRITICAL_USD or age > CRITICAL_DAYS or is_near(left):
        return "critical"
    if amount > HIGH_USD or age > HIGH_DAYS or code in GRAVE:
        return "high"
    return "medium" if usd is None or amount > MEDIUM_USD or age else "low"


def priority(match: str, how_severe: str, days: int | None, left: timedelta | None) -> int:
    """Return 1 (most urgent) to 4, by cut-off, value date and severity.

    1: the cut-off is an hour away at most, or the break is critical. 2: the cut-off is 8 hours away
    at most or has passed, or the value date has. 3: the break is severe. 4: all others.
    """
    if match in MATCHED:
        return 4
    if is_near(left) or how_severe == "critical":
        return 1
    if (left is not None and left <= SAME_DAY) or days:
        return 2
    return 3 if how_severe == "high" else 4


def minutes(left: timedelta | None) -> int:
    """Return the minutes to a cut-off, a begun one as a whole; 0 after it and where unknown.

    Policies compare these minutes with 60, as is_near does: 60 minutes and a second are 61.
    """
    return max(-(-left // A_MINUTE), 0) if left is not None else 0


def is_near(left: timedelta | None) -> bool:
    """Return whether a cut-off is ahead, and an hour away at most."""
    return left is not None and left >= timedelta(0) and minutes(left) <= NEAR_MINUTES
