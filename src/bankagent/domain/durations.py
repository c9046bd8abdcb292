"""Spans of time, as people say them."""

from datetime import timedelta


def said(time: timedelta | None) -> str:
    """Return a span of time in two words at most: `3 d 4 h`, `12 min 5 s`; empty for None."""
    if time is None:
        return ""
    seconds = int(time.total_seconds())
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"
