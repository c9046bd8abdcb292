"""Durations as text for people."""

from datetime import timedelta


def formatted(time: timedelta | None) -> str:
    """Return a duration in its two largest units; empty for None.

    >>> formatted(timedelta(hours=76))
    '3 d 4 h'
    >>> formatted(timedelta(seconds=725))
    '12 min 5 s'
    """
    if time is None:
        return ""
    seconds = int(time.total_seconds())
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"
