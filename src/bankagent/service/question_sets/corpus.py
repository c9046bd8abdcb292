"""Corpus of a question set: the chunks of its documents, checked against its questions."""

from collections.abc import Iterator, Mapping

from bankagent.answering.evaluation.question_set import (
    MOST_FAULTS,
    BadQuestionSet,
    QuestionSet,
    SetQuestion,
    SetSource,
)
from bankagent.db.pool import Connection
from bankagent.errors import BadRequest
from bankagent.retrieval.chunks import chunks
from bankagent.retrieval.clean import clean
from bankagent.retrieval.limits import MOST_CHARACTERS, MOST_QUESTION
from bankagent.retrieval.question import question as searchable
from bankagent.store.agents import question_sets

Corpus = Mapping[str, list[str]]
MOST_ID, MOST_VERSION = 2**63 - 1, 2**31 - 1


async def corpus(conn: Connection, asked: QuestionSet) -> Corpus:
    """Return the chunks of each document by its key; those of a stored version are as stored.

    Raises:
        BadQuestionSet: a text or a question that search does not take, a version that is not
            there, or gold that does not stand in it.
    """
    found = {key: await _chunks(conn, source) for key, source in asked.documents.items()}
    faults = [
        f"documents[{at}] {_expected(asked.documents[key])}"
        for at, key in enumerate(asked.documents)
        if not found[key]
    ]
    texts = {
        key: "".join(found[key])
        for key, source in asked.documents.items()
        if source.text is None and found[key]
    }
    for at, question in enumerate(asked.questions):
        faults += _faults(question, f"questions[{at}]", texts)
    if faults:
        raise BadQuestionSet(faults[:MOST_FAULTS])
    return found


async def _chunks(conn: Connection, source: SetSource) -> list[str]:
    if source.text is not None:
        return chunks(source.text) if _is_storable(source.text) else []
    document_id, version = source.document_id or 0, source.version or 0
    if document_id > MOST_ID or version > MOST_VERSION:
        return []
    return await question_sets.chunks(conn, document_id, version)


def _is_storable(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS and _is_utf8(text) and bool(clean(text).text.strip())


def _is_utf8(text: str) -> bool:
    """Say if PostgreSQL takes it: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _expected(source: SetSource) -> str:
    if source.text is None:
        return "must be a stored version whose text is not redacted"
    return f"must have a text of 1 to {MOST_CHARACTERS:,} characters, without NUL"


def _faults(question: SetQuestion, place: str, texts: Mapping[str, str]) -> Iterator[str]:
    if not is_searchable(question.text):
        yield f"{place}.question must have 1 to {MOST_QUESTION:,} characters, without NUL"
    for at, gold in enumerate(question.gold):
        text = texts.get(gold.document)
        if text is not None and text[gold.start : gold.end] != gold.text:
            yield f"{place}.gold[{at}].text is not what stands there in its document"


def is_searchable(text: str) -> bool:
    """Say if search takes a question."""
    try:
        return _is_utf8(text) and bool(searchable(text))
    except BadRequest:
        return False
