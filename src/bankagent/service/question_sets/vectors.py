"""Embeddings of the chunks of a question set: made once, and kept with each group's documents."""

import hashlib
from collections.abc import Iterable, Sequence

from bankagent.db.pool import Connection
from bankagent.service.documents.embeddings import Embeddings
from bankagent.store.agents import question_sets
from bankagent.store.documents import embeddings

# As many as keep_embeddings takes.
TOGETHER = 1000


class Vectors:
    """Embeddings by the digest of the chunk's text."""

    def __init__(self, model: Embeddings) -> None:
        self.model = model
        self._known: dict[str, bytes] = {}

    async def make(self, texts: Iterable[str]) -> None:
        """Make the embeddings of texts that are not known yet; no transaction needs to be open."""
        new = {hashlib.sha256(one.encode()).hexdigest(): one for one in texts}
        for known in self._known.keys() & new.keys():
            del new[known]
        made = await self.model.of(list(new.values()))
        self._known |= dict(zip(new, made, strict=True))

    async def keep(self, conn: Connection, document_ids: Sequence[int]) -> None:
        """Keep the embeddings of documents whose texts were made.

        Raises:
            Forbidden: this database user may not keep them.
        """
        found = await question_sets.chunk_digests(conn, document_ids)
        for at in range(0, len(found), TOGETHER):
            part = found[at : at + TOGETHER]
            await embeddings.keep(
                conn,
                self.model.model_sha256,
                [one.chunk_id for one in part],
                [self._known[one.sha256] for one in part],
            )
