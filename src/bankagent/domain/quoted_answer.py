"""Quoted answer of an agent: claims, the exact quotes that each rests on, and what is missing."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of a document version's stored text: `text` is `stored[start:end]`.

    `sha256` is the digest of `text` in UTF-8, as lower-case hex.
    """

    document_id: int
    version: int
    start: int
    end: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with the quotes that it rests on; an extracted one is its last quote's text."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """A document version that was searched, with the number of its passages that were read."""

    document_id: int
    version: int
    passages: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Claims in order of support, the sentences on what is missing, and where was searched.

    `support` is the calibrated probability that the first claim answers the question; its weights
    are named by `calibration`.
    """

    claims: tuple[Claim, ...]
    missing: tuple[str, ...]
    searched: tuple[Searched, ...]
    support: Decimal
    calibration: str


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8; half a surrogate pair counts as its own bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
