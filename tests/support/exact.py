"""JSON of answers with exact numbers, and times that must be those of now."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any


def parsed(text: str) -> Any:
    """Return what JSON says; a number with a point is a Decimal."""
    return json.loads(text, parse_float=Decimal)


def assert_just_now(text: str) -> datetime:
    """Expect an ISO time with its offset that lies within minutes of now; return it."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo, f"{text} has no offset"
    assert abs(datetime.now(UTC) - found) < timedelta(minutes=5), f"{text} is not now"
    return found
