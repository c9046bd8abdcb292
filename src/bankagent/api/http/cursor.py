"""Cursors of lists: opaque to callers, bound to the caller and the filters.

A cursor holds a request's number and a digest, and needs no secret: a forged one only starts
elsewhere in the caller's own list, because each page asks the database for what the caller may see.
"""

import base64
import hashlib
import re

from bankagent.api.http.ids import LARGEST_ID
from bankagent.domain import exact_json
from bankagent.errors import BadRequest, Finding

CURSOR = re.compile(r"[A-Za-z0-9_-]{28}")
NUMBER_BYTES = 8
DIGEST_BYTES = 13  # with the number 28 characters of base64, and no padding


def written(before: int, asked: object) -> str:
    """Return the cursor of the page before this request; `asked` is the caller and its filters."""
    return base64.urlsafe_b64encode(before.to_bytes(NUMBER_BYTES) + _digest(asked)).decode()


def read(cursor: str, asked: object) -> int:
    """Return the number in a cursor.

    Raises:
        BadRequest: the cursor is not of this list.
    """
    raw = base64.urlsafe_b64decode(cursor) if CURSOR.fullmatch(cursor) else b""
    before = int.from_bytes(raw[:NUMBER_BYTES])
    if raw[NUMBER_BYTES:] != _digest(asked) or not 1 <= before <= LARGEST_ID:
        expected = "must be the cursor in `next` of this list, with the same filters and key"
        raise BadRequest(
            "The cursor is not of this list: follow `next` unchanged, or begin without a cursor.",
            findings=[Finding("cursor", expected)],
        )
    return before


def _digest(asked: object) -> bytes:
    return hashlib.sha256(exact_json.dumps(asked).encode()).digest()[:DIGEST_BYTES]
