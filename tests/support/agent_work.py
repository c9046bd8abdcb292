"""Work of an agent, stored by the verbs: a search, a model call and an answer with a quote."""

import json
from typing import Any

from tests.support import documents, rows
from tests.support.agent_verbs import Held, digest, held
from tests.support.rows import Conn

TEXT = "Revenue was USD 12 million. "
QUOTE = "Revenue was USD 12 million."
QUESTION = '{"question":"What was revenue?"}'


def answered(dba: Conn, **document: Any) -> Held:
    """Store a document and an agent's work that quotes it; return the job in hand."""
    document_id = documents.add(dba, TEXT, "Costs were 5 million.", **document)
    found = held(dba, dba)
    found.begin()
    found.model('{"call":"search_documents"}', cost="0.002")
    searched(found, document_id)
    record_answer(found, document_id)
    return found


def searched(work: Held, document_id: int) -> None:
    """Record a search that found the first chunk of a document."""
    query = "select min(id) from bankagent.document_chunks where document_id = %s"
    hits = [{"chunk_id": rows.one(work.conn, query, document_id), "score": "0.5"}]
    work.call(QUESTION, name="search_documents", effect="read")
    work.record(
        json.dumps([{"text": TEXT}]),
        kind="tool",
        name="search_documents",
        outcome="success",
        retrieval={"question_sha256": digest("What was revenue?"), "hits": hits},
    )


def record_answer(
    work: Held, document_id: int, claim: str = QUOTE, *, start: int = 0, **fields: Any
) -> None:
    """Record an answer of one claim with one quote."""
    place = {"document_id": document_id, "version": 1, "start": start, "end": start + len(QUOTE)}
    quote = place | {"sha256": digest(QUOTE)}
    answer = {"claims": [{"text": claim, "quotes": [quote | {"text": QUOTE}]}], "missing": []}
    work.record(json.dumps(answer), citations=[quote | {"claim": 1}], **fields)


def tamper(dba: Conn, statement: str, *values: object) -> None:
    """Change evidence as a superuser who turns triggers and constraints off."""
    dba.execute("set session_replication_role = replica")
    dba.execute(statement.encode(), values)
    dba.execute("reset session_replication_role")
