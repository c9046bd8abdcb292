"""Quotes of a candidate: the headings of its table and the unit, with offsets in the document."""

from bankagent.answering.extract import Candidate
from bankagent.answering.units import Span
from bankagent.domain.quoted_answer import Quote, digest


def quotes_of(one: Candidate) -> tuple[Quote, ...]:
    """Return the quotes in the order of the text, the unit itself last."""
    return tuple(_quote(one, part) for part in one.unit.parts)


def _quote(one: Candidate, part: Span) -> Quote:
    passage = one.passage
    text = passage.text[part.start : part.end]
    return Quote(
        document_id=passage.document_id,
        version=passage.version,
        start=passage.start + part.start,
        end=passage.start + part.end,
        sha256=digest(text),
        text=text,
    )
