"""Calendar months: from a day to the same day of a later month, or to that month's last day."""

from calendar import monthrange
from datetime import date

# Of year 9999 on there is no date; a document that is so long valid does not expire.
MOST_YEAR = 9999


def after(day: date, months: int) -> date:
    """Return the day `months` later; 2026-08-31 and six months are 2027-02-28."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, MOST_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
