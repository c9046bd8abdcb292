"""The time that a provider names with a 429: in milliseconds, in seconds, or as a date."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_S = 86400.0


def named_time(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when a provider asks to wait, at most a day from `now`; None without a time."""
    if (wait := _seconds(headers.get("retry-after-ms"), 0.001)) is not None:
        return now + timedelta(seconds=wait)
    given = headers.get("retry-after")
    if (wait := _seconds(given, 1)) is not None:
        return now + timedelta(seconds=wait)
    try:
        date = parsedate_to_datetime(given or "")
    except (ValueError, OverflowError, TypeError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(date, now), now + timedelta(seconds=LONGEST_S))


def _seconds(text: str | None, scale: float) -> float | None:
    try:
        found = float(text or "nan") * scale
    except ValueError:
        return None
    return min(found, LONGEST_S) if math.isfinite(found) and found >= 0 else None
