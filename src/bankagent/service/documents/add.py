"""Add a document: extract its text in a thread, then store it in one transaction."""

import asyncio
import hashlib

from bankagent.db.gateway import Gateway
from bankagent.domain.document import Classification, NewDocument, StoredDocument, Trust
from bankagent.retrieval.extract import extract
from bankagent.store.documents import documents

# The largest text has 2,000,000 characters, whose chunks and words are stored in one transaction.
STORED_WITHIN_S = 30.0


async def add(
    gateway: Gateway,
    data: bytes,
    media_type: str,
    *,
    client_id: str | None,
    name: str,
    classification: Classification,
    trust: Trust,
    actor: str,
) -> StoredDocument:
    """Store the document that these bytes are, or its next version.

    No transaction is open while its text is extracted.

    Raises:
        BadRequest: the bytes have no text that can be had, or a field is wrong.
        Forbidden: the actor is not cleared for this classification, or for what is stored.
    """
    found = await asyncio.to_thread(extract, data, media_type)
    new = NewDocument(
        client_id,
        name,
        classification,
        trust,
        media_type,
        hashlib.sha256(data).hexdigest(),
        found.chunks,
        found.removed,
    )
    return await gateway.ask_within(STORED_WITHIN_S, documents.add, new, actor=actor)
