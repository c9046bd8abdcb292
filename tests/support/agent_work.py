"""Work of an agent, stored by the verbs: a search, a model call and an answer with a quote."""

import json
from typing import Any

from tests.support import documents, rows
from tests.support.agent_verbs import Held, digest, held
from tests.support.rows import Conn

TEXT = "Revenue was USD 12 million. "
QUOTE = "Revenue was USD 12 million."
INSERT = """
with definition as (
    insert into bankagent.agent_definitions (sha256, name, definition)
    values (%(definition_sha256)s, 'battery', %(definition)s)
    on conflict (sha256) do nothing
), begun as (
    insert into bankagent.agent_runs (
        request_id, run, definition_sha256, input_sha256, reason, job_id, attempt
    )
    values (%(request)s, 1, %(definition_sha256)s, %(text_sha256)s, 'first', 1, 1)
), kept as (
    insert into bankagent.agent_texts (request_id, sha256, content)
    values (%(request)s, %(text_sha256)s, %(text)s)
)
insert into bankagent.agent_steps (
    request_id, run, number, job_id, attempt, kind, name, occurrence, definition_sha256,
    input_sha256, result_sha256, started_at, ended_at
)
values (
    %(request)s, 1, 1, 1, 1, 'answer', 'answer', 1, %(definition_sha256)s, %(text_sha256)s,
    %(text_sha256)s, now(), now()
)
"""
QUESTION = '{"question":"What was revenue?"}'


def answered(dba: Conn, request_type: str = "trade_review", **document: Any) -> Held:
    """Store a document and an agent's work that quotes it; return the job in hand."""
    document_id = documents.add(dba, TEXT, "Costs were 5 million.", **document)
    found = held(dba, dba, request_type=request_type)
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


def insert(dba: Conn, request_id: int) -> None:
    """Insert a run of one step for a request of any status, as a superuser can."""
    definition, text = '{"instructions":"Read."}', '{"text":"Zażółć","amount":1.10}'
    given = {"request": request_id, "definition": definition, "text": text}
    digests = {"definition_sha256": digest(definition), "text_sha256": digest(text)}
    dba.execute(INSERT.encode(), given | digests)
