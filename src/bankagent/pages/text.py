"""Text of pages: amounts with separators, times, durations, and untrusted text made plain."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from markupsafe import Markup, escape

from bankagent.domain import exact_json
from bankagent.domain.currencies import MINOR_DIGITS
from bankagent.domain.durations import formatted
from bankagent.domain.plain_text import plain

LONGEST = 4000
NONE = Markup('<span class="none">&ndash;</span>')


def number(value: object, currency: str | None = None) -> str:
    """Return a number exactly, with separators, and at least the digits of its currency.

    >>> number(Decimal("6000000"), "USD")
    '6,000,000.00'
    """
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return plain(str(value))
    if not exact.is_finite():
        return plain(str(value))
    text = f"{exact:,f}"
    whole, _, part = text.partition(".")
    part = part.ljust(MINOR_DIGITS.get(currency or "", 0), "0")
    return f"{whole}.{part}" if part else whole


def amount(value: object, currency: str | None = None) -> Markup:
    """Return an amount for a column: the point of each row stands under that of the one above."""
    if value is None:
        return NONE
    whole, point, part = number(value, currency).partition(".")
    unit = Markup(' <abbr class="unit">{}</abbr>').format(plain(currency)) if currency else ""
    return Markup('<span class="amount">{}<span class="part">{}{}</span>{}</span>').format(
        whole, point, part, unit
    )


def when(at: object) -> Markup:
    """Return a time in UTC; the script shows the reader's zone beside it."""
    if isinstance(at, str):
        at = _instant(at)
    if not isinstance(at, datetime):
        return NONE
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}">{} UTC</time>').format(
        utc.isoformat(), utc.strftime("%Y-%m-%d %H:%M:%S")
    )


def age(since: datetime | timedelta | None) -> str:
    """Return how long ago a time was, or a duration, in its two largest units."""
    if isinstance(since, datetime):
        since = max(datetime.now(UTC) - since, timedelta(0))
    return formatted(since).removeprefix("0 min ")


def business(minutes: int) -> str:
    """Return business minutes as hours and minutes: days of business differ by desk."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def words(name: object) -> str:
    """Return a name of the code as words: `awaiting_approval` is "awaiting approval"."""
    return plain(str(name)).replace("_", " ").replace(".", " ")


def shown(value: Any) -> Markup:
    """Return a JSON value as a reader sees it; a text keeps its lines, and acts on nothing."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return escape("yes" if value else "no")
    if isinstance(value, int | Decimal):
        return Markup('<span class="number">{}</span>').format(number(value))
    if isinstance(value, str):
        return lines(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return Markup(", ").join(lines(one) for one in value) or NONE
    return Markup("<pre>{}</pre>").format(lines(exact_json.indented(value)))


def lines(text: str) -> Markup:
    """Return untrusted text with its own line breaks, isolated from what stands around it."""
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text)} characters)"
    return Markup("<bdi>{}</bdi>").format(
        Markup("<br>").join(escape(plain(line)) for line in cut.split("\n"))
    )


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


FILTERS: Mapping[str, Any] = {
    "number": number,
    "amount": amount,
    "when": when,
    "age": age,
    "business": business,
    "words": words,
    "shown": shown,
    "lines": lines,
    "plain": plain,
}
