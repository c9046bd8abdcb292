"""Passage: a chunk of a stored document version as a search found it, with its exact offsets."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document version's stored text.

    `start` and `end` count characters of the stored text, so that `text` is `stored[start:end]`;
    `sha256` is the digest of `text` in UTF-8, as lower-case hex.
    """

    chunk_id: int
    document_id: int
    version: int
    name: str
    start: int
    end: int
    text: str
    sha256: str
    rank: Decimal | float
    trust: str
