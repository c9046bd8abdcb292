"""Passages: chunks of documents that a search found, with all that a citation needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as search found it.

    `text` is `text[start:end]` of the stored text of this version, and `sha256` the hash of its
    UTF-8 bytes in hex. `rank` orders the passages of one question, higher is better; it compares
    with no other question's. `trust` is house, client or external, and `classification` public,
    internal, confidential or mnpi.
    """

    chunk_id: int
    document_id: int
    version: int
    name: str
    start: int
    end: int
    text: str
    sha256: str
    rank: float
    trust: str
    classification: str
