"""Part of the story of verbs: an agent's steps, with a tool, a search and an answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from tests.support import documents, people, rows, verbs
from tests.support.agent_verbs import DEFINITION, TIME, digest
from tests.support.rows import Conn
from tests.support.story_of_calls import calls

FENCE = "%s, %s, %s, %s"
BEGIN = f"select run, disposition, reason from bankagent.begin_agent_run({FENCE}, 'a', %s, %s)"
CALL = f"select disposition, result from bankagent.begin_tool_call({FENCE}, %s, %s, %s)"
RECORD = f"select disposition, result from bankagent.record_steps({FENCE}, %s, %s, %s, %s)"
PUT_OFF = f"select bankagent.put_off_job({FENCE}, %s, %s)"
TEXT = "Revenue was USD 12 million."
QUESTION = '{"question":"Revenue?"}'
PROMPT, ANSWER = '{"user":"Revenue?"}', '{"text":"USD 12 million."}'


def agents(conn: Conn, keeper: Conn, ask: Any) -> None:
    """Let an agent search, quote and wait; its job falls due again at the end."""
    calls(conn, ask)
    name = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    document = documents.add(conn, TEXT, name=name)
    (request_id,) = verbs.submit(conn, client_id=documents.CLIENT)
    worker_id = verbs.register(conn)
    (job,) = [one for one in verbs.claim(conn, worker_id) if one.request_id == request_id]
    fence = tuple(verbs.fence(job, worker_id).values())
    for definition in (DEFINITION, DEFINITION, "{"):
        ask(BEGIN, *fence, definition, digest("{}"))
    _steps(ask, fence, document, _chunk(conn, document))
    ask("select quotes, is_withdrawn from ops.answers_citing(%s)", document)
    later = datetime.now(UTC) + timedelta(hours=1)
    for reason in (" ", "model_rate_limited", "again"):
        ask(PUT_OFF, *fence, later, reason)
    _redactions(keeper, ask, request_id, document, name)
    verbs.make_due(keeper)


def _redactions(keeper: Conn, ask: Any, request_id: int, document: int, name: str) -> None:
    """Redact another document by two people; the one that is in use is refused."""
    other = documents.add(keeper, TEXT, name=f"{name} again")
    for kind, number, reason in (
        ("request", request_id, "Erasure."),
        ("document", document, "Erasure."),
        ("document", other, " "),
        ("document", other, "Erasure."),
    ):
        given = (kind, number, reason)
        ask("select requests, document_text_count from bankagent.ask_redaction(%s, %s, %s)", *given)
    newest = "select max(k.id) from bankagent.redaction_asks as k"
    ask(f"select requests from bankagent.confirm_redaction(({newest}))")
    with people.logins(keeper, keeper.info.dsn, "other") as (second,):
        query = "select a.ask_id from bankagent.ask_redaction('document', %s, 'Erasure.') as a"
        asked = rows.one(second, query, other)
    for _ in range(2):
        ask("select document_id from bankagent.confirm_redaction(%s)", asked)


def _chunk(conn: Conn, document: int) -> Any:
    query = "select min(c.id) from bankagent.document_chunks as c where c.document_id = %s"
    return rows.one(conn, query, document)


def _steps(ask: Any, fence: tuple[Any, ...], document: int, chunk: int) -> None:
    for step, result, texts in (
        (_model(), ANSWER, [PROMPT]),
        (_model(), ANSWER, [PROMPT]),
        (_model(latency_ms="soon", occurrence=2), ANSWER, [PROMPT]),
    ):
        ask(RECORD, *fence, 1, Jsonb(step), result, texts)
    call = {
        "name": "search_documents",
        "occurrence": 1,
        "tool_call_id": "c1",
        "effect": "read",
        "effect_number": 1,
    }
    for arguments in (QUESTION, QUESTION, "{}"):
        ask(CALL, *fence, 1, Jsonb(call), arguments)
    hits = [{"chunk_id": chunk, "score": "0.5"}]
    found = {"question_sha256": digest("Revenue?"), "hits": hits}
    search = _step("tool", "search_documents", outcome="success", retrieval=found)
    ask(RECORD, *fence, 1, Jsonb(search), "[]", None)
    quote = {"claim": 1, "document_id": document, "version": 1, "start": 0, "end": 7}
    quotes = [quote | {"sha256": digest(one)} for one in ("Revenue", "Profits")]
    for answer in (_step("answer", "answer", citations=quotes), _step("answer", "a", number="x")):
        ask(RECORD, *fence, 1, Jsonb(answer), ANSWER, None)


def _step(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    times = {"started_at": TIME, "ended_at": TIME}
    told = {"kind": kind, "name": name, "occurrence": 1, "input_sha256": digest("in")}
    return told | times | fields


def _model(*, latency_ms: Any = 5, occurrence: int = 1) -> dict[str, Any]:
    messages = [
        {"sha256": digest(PROMPT), "role": "request"},
        {"sha256": digest(ANSWER), "role": "response"},
    ]
    call = {
        "provider": "embedded",
        "model": "planner",
        "version": "1",
        "parameters": {"temperature": 0},
        "input_tokens": 12,
        "output_tokens": 3,
        "cost": "0.00125",
        "latency_ms": latency_ms,
        "sent_sha256": digest(PROMPT),
        "messages": messages,
    }
    return _step("model", "model", occurrence=occurrence, model_call=call)
