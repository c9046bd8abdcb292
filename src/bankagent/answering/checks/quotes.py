"""Check of quotes: each stands in the stored text at its offsets, with its digest, and was read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bankagent.domain.passage import Passage
from bankagent.domain.quoted_answer import Quote, digest


class Fault(StrEnum):
    """Fault of a quote; a fabricated one is worse than none, and its answer is held."""

    UNKNOWN_VERSION = "unknown_version"
    NOT_READ = "not_read"
    MISPLACED = "misplaced"  # the text is in the document, at another place
    FABRICATED = "fabricated"
    DIGEST = "digest"
    EMPTY = "empty"


Stored = Mapping[tuple[int, int], str]
# The end of a quote that a model gave without one: its place stands in the citation of it.
NO_PLACE = -1


def fault_of_quote(quote: Quote, stored: Stored) -> Fault | None:
    """Return the first fault of a quote against stored texts by document id and version."""
    text = stored.get((quote.document_id, quote.version))
    if text is None:
        return Fault.UNKNOWN_VERSION
    if not quote.text.strip():
        return Fault.EMPTY
    if quote.end == NO_PLACE:
        return None if has_words(text, quote.text) else Fault.FABRICATED
    # Negative offsets would count from the end.
    if quote.start < 0 or text[quote.start : quote.end] != quote.text:
        return Fault.MISPLACED if quote.text in text else Fault.FABRICATED
    return Fault.DIGEST if quote.sha256 != digest(quote.text) else None


def fault_of_source(quote: Quote, read: Sequence[Passage]) -> Fault | None:
    """Return NOT_READ for a quote that is in no passage which the search gave."""
    is_read = any(
        one.document_id == quote.document_id
        and one.version == quote.version
        and one.start <= quote.start <= quote.end <= one.end
        for one in read
    )
    return None if is_read else Fault.NOT_READ


def located(text: str, wanted: str) -> tuple[int, int] | None:
    """Return the offsets of a quote that a model gave without them, white space folded.

    None where it is not in the text, or is there twice: the place would be a guess.
    """
    words = wanted.split()
    if not words:
        return None
    squeezed, offsets = _squeezed(text)
    folded = " ".join(words)
    at = squeezed.find(folded)
    if at < 0 or squeezed.find(folded, at + 1) >= 0:
        return None
    return offsets[at], offsets[at + len(folded) - 1] + 1


def has_words(text: str, wanted: str) -> bool:
    """Return whether a text has these words in this order, white space folded."""
    return " ".join(wanted.split()) in " ".join(text.split())


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return the text with each run of white space as one space, and where each character was."""
    characters, offsets = [], []
    for at, one in enumerate(text):
        if not one.isspace():
            characters.append(one)
            offsets.append(at)
        elif characters and characters[-1] != " ":
            characters.append(" ")
            offsets.append(at)
    return "".join(characters), offsets
