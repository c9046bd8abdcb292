"""Search the documents of one client, for a reader of the API or for a tool of an agent."""

from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.db.pool import Connection
from bankagent.domain.document import DocumentReader
from bankagent.domain.passage import Passage
from bankagent.retrieval.question import question
from bankagent.store.documents import search as statements

MOST_PASSAGES = 50
USUAL_PASSAGES = 10
MOST_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Passages, best first, and those of the named documents in which nothing can be searched.

    Those are missing, of another client, withdrawn, redacted, or not for this reader: which of
    these it is, is not told.
    """

    passages: list[Passage]
    unknown_documents: list[int]


async def search(
    conn: Connection,
    client_id: str,
    text: str,
    *,
    reader: DocumentReader,
    document_ids: Sequence[int] | None = None,
    most: int = USUAL_PASSAGES,
) -> Found:
    """Return the passages of a client's documents that fit a question.

    Raises:
        BadRequest: the question is blank, too long, or has NUL.
    """
    asked = question(text)
    passages = await statements.search(
        conn, client_id, asked, reader=reader, document_ids=document_ids, most=most
    )
    if document_ids is None:
        return Found(passages, [])
    known = await statements.searchable(conn, client_id, document_ids, reader=reader)
    return Found(passages, [one for one in dict.fromkeys(document_ids) if one not in known])
