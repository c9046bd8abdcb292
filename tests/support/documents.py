"""Documents for tests: as callers send them, and by the verb."""

import hashlib
from typing import Any

from psycopg.types.json import Jsonb

from tests.support import rows, verbs
from tests.support.rows import Conn

CLIENT = "CUST-1042"
ADD = "select * from bankagent.add_document(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
USUAL: dict[str, Any] = {
    "client_id": CLIENT,
    "name": "annual report",
    "classification": "confidential",
    "trust": "client",
    "media_type": "text/plain",
    "bytes_sha256": None,
    "chunks": ["Revenue rose to 12.4 million in 2024.\n\n", "Costs fell by 3 percent.\n"],
    "removed": {},
}


def answer(conn: Conn, *, actor: str | None = None, **fields: Any) -> Any:
    """Store a document, the usual one but for these fields; return the verb's answer."""
    given = USUAL | fields
    if given["bytes_sha256"] is None:
        text = "".join(one or "" for one in given["chunks"] or [])
        given["bytes_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    removed = given.pop("removed")
    with verbs.naming(conn, *([actor] if actor else [])):
        (found,) = rows.fetch(conn, ADD, *given.values(), Jsonb(removed), actor)
    return found


def add(conn: Conn, *chunks: str, **fields: Any) -> int:
    """Store a document with these chunks, or the usual ones; return its number."""
    return int(answer(conn, **(fields | ({"chunks": [*chunks]} if chunks else {}))).document_id)
