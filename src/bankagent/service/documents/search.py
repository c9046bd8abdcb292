"""Search the documents of one client, for a reader of the API or for a tool of an agent."""

from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.db.pool import Connection
from bankagent.domain.document import DocumentReader
from bankagent.domain.passage import Passage
from bankagent.retrieval.clean import clean
from bankagent.retrieval.question import question
from bankagent.service.documents.embeddings import Embedded, Embeddings
from bankagent.store.documents import search as statements
from bankagent.store.documents.search import Near

# Above, the embeddings of a question's chunks would be more than 15 MB a search.
MOST_EMBEDDED = 20_000
MOST_PASSAGES = 50
USUAL_PASSAGES = 10
MOST_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Passages, best first, and those of the named documents in which nothing can be searched.

    Those are missing, of another client, withdrawn, redacted, or not for this reader: which of
    these it is, is not told. `embedding_sha256` is the model whose embeddings were compared.
    """

    passages: list[Passage]
    unknown_documents: list[int]
    embedding_sha256: str | None = None


async def embedded(model: Embeddings | None, text: str) -> Embedded | None:
    """Return a question with its embedding, for `search`; None without a model.

    Raises:
        BadRequest: as `search` does.
    """
    question(text)
    return await model.question(clean(text).text) if model else None


async def search(
    conn: Connection,
    client_id: str,
    text: str,
    *,
    reader: DocumentReader,
    document_ids: Sequence[int] | None = None,
    most: int = USUAL_PASSAGES,
    by_model: Embedded | None = None,
) -> Found:
    """Return the passages of a client's documents that fit a question.

    With `by_model`, the question's embedding, by words and by embeddings: where any chunk that the
    reader may search has one, and there are at most 20,000 such chunks.

    Raises:
        BadRequest: the question is blank, too long, or has NUL.
    """
    asked = question(text)
    near = await _near(conn, client_id, reader, document_ids, by_model) if by_model else None
    passages = await statements.search(
        conn, client_id, asked, reader=reader, document_ids=document_ids, most=most, near=near
    )
    by = by_model.model.model_sha256 if by_model and near else None
    if document_ids is None:
        return Found(passages, [], by)
    known = await statements.searchable(conn, client_id, document_ids, reader=reader)
    return Found(passages, [one for one in dict.fromkeys(document_ids) if one not in known], by)


async def _near(
    conn: Connection,
    client_id: str,
    reader: DocumentReader,
    document_ids: Sequence[int] | None,
    asked: Embedded,
) -> Near | None:
    """Return the nearest chunks, of those that the search of words looks in, too."""
    model = asked.model
    stored = await statements.near(
        conn,
        client_id,
        reader=reader,
        document_ids=document_ids,
        model_sha256=model.model_sha256,
        size=model.size,
        most=MOST_EMBEDDED,
    )
    if stored is None:
        return None
    found = await model.nearest(asked.vector, stored.vectors)
    return Near([stored.chunk_ids[at] for at, _ in found], [score for _, score in found])
