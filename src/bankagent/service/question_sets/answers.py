"""Answers to a question set: each question searched and answered as the embedded agent does.

The documents are stored for the search, and the transaction is rolled back: no other session sees
them, and none stays. Their numbers are used up. Answers are made when the transaction is over.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

from bankagent.answering.evaluation.question_set import QuestionSet, SetQuestion
from bankagent.answering.evaluation.results import Asked, is_right
from bankagent.db.pool import Connection
from bankagent.domain.document import DocumentReader, NewDocument
from bankagent.domain.passage import Passage
from bankagent.service.agents import research
from bankagent.service.agents.tools.search_documents import MOST
from bankagent.service.documents.embeddings import Embeddings
from bankagent.service.documents.search import embedded, search
from bankagent.service.question_sets.corpus import Corpus, corpus
from bankagent.service.question_sets.vectors import Vectors
from bankagent.store.agents import question_sets
from bankagent.store.documents import documents

# The documents are public, which each reader may read.
READER = DocumentReader("caller", "eval", None)
# Of one transaction: an open one keeps VACUUM from the rows that died meanwhile.
MOST_QUESTIONS = 100
MANY = 10
Places = dict[tuple[int, int], str]


async def answers(
    conn: Connection,
    asked: QuestionSet,
    *,
    model: Embeddings | None = None,
    progressed: Callable[[int], None] = lambda _done: None,
) -> list[Asked]:
    """Ask each question of its own documents; the answers stand in the order of the set.

    With a model of embeddings searches use it, too. `progressed` is told how many are done.

    Raises:
        BadQuestionSet: a document or a question cannot be searched, or gold is not in its document.
        Forbidden: this database user may not store documents or read them.
    """
    texts = await corpus(conn, asked)
    vectors = Vectors(model) if model else None
    done: dict[str, Asked] = {}
    for keys, questions in _groups(asked.questions):
        if vectors:
            await vectors.make(one for key in keys for one in texts[key])
        places, found = await _searched(conn, texts, keys, questions, vectors)
        for question, passages in zip(questions, found, strict=True):
            done[question.key] = _answered(question, passages, places)
            progressed(len(done))
    return [done[one.key] for one in asked.questions]


def _groups(
    questions: Sequence[SetQuestion],
) -> Iterator[tuple[list[str], Sequence[SetQuestion]]]:
    """Yield questions of the same documents together, so many at a time."""
    groups: dict[tuple[str, ...], list[SetQuestion]] = {}
    for one in questions:
        groups.setdefault(tuple(sorted(set(one.documents))), []).append(one)
    for keys, group in groups.items():
        for at in range(0, len(group), MOST_QUESTIONS):
            yield list(keys), group[at : at + MOST_QUESTIONS]


async def _searched(
    conn: Connection,
    texts: Corpus,
    keys: Sequence[str],
    questions: Sequence[SetQuestion],
    vectors: Vectors | None,
) -> tuple[Places, list[list[Passage]]]:
    """Return the keys of documents by their number and version, and the passages of questions."""
    client = f"eval {uuid4().hex}"
    model = vectors.model if vectors else None
    asked = [(one.text, await embedded(model, one.text)) for one in questions]
    async with conn.transaction(force_rollback=True):
        places: Places = {}
        for key in keys:
            stored = await documents.add(
                conn, _new(client, str(len(places) + 1), texts[key]), actor=None
            )
            places[stored.document_id, stored.version] = key
        if len(places) >= MANY:
            await question_sets.plan_for_many(conn)
        ids = [document_id for document_id, _ in places]
        if vectors:
            await vectors.keep(conn, ids)
        found = [
            await search(
                conn, client, text, reader=READER, document_ids=ids, most=MOST, by_model=by_model
            )
            for text, by_model in asked
        ]
    return places, [one.passages for one in found]


def _new(client: str, name: str, chunks: Sequence[str]) -> NewDocument:
    digest = hashlib.sha256("".join(chunks).encode()).hexdigest()
    return NewDocument(client, name, "public", "external", "text/plain", digest, chunks, {})


def _answered(question: SetQuestion, passages: Sequence[Passage], places: Places) -> Asked:
    answer, is_answered = research.offline(question.text, passages)
    return Asked(
        question,
        tuple(_gold_in(question, one, places) for one in passages),
        answer.support,
        is_answered,
        bool(answer.claims) and is_right(question, answer.claims[0], places),
    )


def _gold_in(question: SetQuestion, passage: Passage, places: Places) -> frozenset[int]:
    """Return the places of gold, by their index, of which a passage has a part."""
    key = places[passage.document_id, passage.version]
    return frozenset(
        at
        for at, gold in enumerate(question.gold)
        if gold.document == key and gold.start < passage.end and passage.start < gold.end
    )
