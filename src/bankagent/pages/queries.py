"""Queries of lists: filters and the place of the next page, as the URL has them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bankagent.errors import BadRequest, Finding

LARGEST_ID = 2**63 - 1
LONGEST = 200
MOST_ROWS = 50
MOST_DIGITS = 28


def text(query: QueryParams, name: str) -> str | None:
    """Return a filter; None where it is empty.

    Raises:
        BadRequest: it is too long, or has a NUL.
    """
    value = query.get(name, "").strip()
    if len(value) > LONGEST or "\x00" in value:
        raise _wrong(name, f"must have at most {LONGEST} characters")
    return value or None


def number(query: QueryParams, name: str, default: int) -> int:
    """Return a whole number, which is an id or the place of a page."""
    value = text(query, name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit()) or int(value) > LARGEST_ID:
        raise _wrong(name, "must be a whole number")
    return int(value)


def amount(query: QueryParams, name: str) -> Decimal | None:
    """Return an amount; separators of thousands are taken away."""
    value = text(query, name)
    if value is None:
        return None
    try:
        found = Decimal(value.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise _wrong(name, "must be a number, such as 5,000,000") from None
    if not found.is_finite() or abs(found.adjusted()) > MOST_DIGITS:
        raise _wrong(name, "must be a number of at most 28 digits")
    return found


def instant(query: QueryParams, name: str) -> datetime | None:
    """Return a time; without a zone it is UTC."""
    value = text(query, name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise _wrong(name, "must be a time, such as 2026-11-24 09:30") from None
    return found if found.tzinfo else datetime.fromisoformat(f"{value}+00:00")


def link(path: str, query: Mapping[str, object], **changed: object) -> str:
    """Return a path with these filters, some of them changed; None takes one away."""
    kept = {name: value for name, value in {**query, **changed}.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept)}" if kept else path


def _wrong(name: str, expected: str) -> BadRequest:
    return BadRequest("The address of this page is wrong.", findings=[Finding(name, expected)])
