"""Embeddings for tests: a small model in which words of one meaning are near, and its vectors."""

from pathlib import Path

from bankagent.retrieval.embedder import Embedder
from tests.support import rows
from tests.support.databases import Database

MODEL = Path(__file__).parents[1] / "data" / "embeddings"
KEEP = "select bankagent.keep_embeddings(%s, %s, %s)"
# All chunks, also those that no search looks in: the search itself must leave them out.
CHUNKS = """
select c.id, substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at) as text
from bankagent.document_chunks as c
inner join bankagent.document_texts as t using (document_id, version)
order by c.id
"""


def embed_all(db: Database) -> int:
    """Keep the embeddings of all chunks, as a worker does; return how many are new."""
    embedder = Embedder(MODEL)
    with rows.connect(db.url) as dba, rows.connect(db.worker_url) as worker:
        found = rows.fetch(dba, CHUNKS)
        vectors = embedder.vectors([one.text for one in found])
        kept = rows.one(worker, KEEP, embedder.sha256, [one.id for one in found], vectors)
    return int(kept)
