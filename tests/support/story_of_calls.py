"""Part of the story of verbs: a tool call that people approve, and what it submits."""

import json
from typing import Any

from psycopg.types.json import Jsonb

from tests.support import documents, people, verbs
from tests.support.agent_verbs import TIME, digest
from tests.support.rows import Conn

DEFINITION = '{"tools":[{"name":"submit_request","needs_approval":true}]}'
ARGUMENTS = '{"payload":{"notional":2500000.10,"symbol":"AAPL"},"request_type":"trade_review"}'
NAMED = {"tool_call_id": "c1", "name": "submit_request", "arguments_sha256": digest(ARGUMENTS)}
CALL = NAMED | {"occurrence": 1, "effect": "write_db", "effect_number": 1}
FENCE = "%s, %s, %s, %s"
CAST = "select status, decision from bankagent.cast_vote(%s, 'approve', 'fine', %s, 'anna')"
NAMES = ("job_id", "worker_id", "attempts", "request_id")
BEGIN = f"select disposition from bankagent.begin_agent_run({FENCE}, 'a', %s, %s)"
RECORD = f"select disposition from bankagent.record_steps({FENCE}, 1, %s, %s)"
MAKE = f"select disposition, result from bankagent.begin_tool_call({FENCE}, 1, %s, %s)"
SUBMIT = f"select disposition from bankagent.submit_for_call({FENCE}, %s)"


def calls(conn: Conn, ask: Any) -> None:
    """Let an agent ask for a call, a reviewer approve it, and the agent make it."""
    (request_id,) = verbs.submit(conn, client_id=documents.CLIENT)
    fence = _claimed(conn, request_id)
    ask(BEGIN, *fence, DEFINITION, digest("{}"))
    times = {"started_at": TIME, "ended_at": TIME}
    step = {"kind": "approval", "name": "submit_request", "occurrence": 1} | times
    ask(RECORD, *fence, Jsonb(step | {"input_sha256": digest(ARGUMENTS)}), json.dumps(NAMED))
    ask(MAKE, *fence, Jsonb(CALL), ARGUMENTS)
    ending = people.asks_for_people()
    known = {"answers": [{"request_id": request_id, "calls": [NAMED | {"run": 1}]}]}
    ending["evaluation"] |= {"known": known}
    verbs.settle(conn, dict(zip(NAMES, fence, strict=True)) | ending)
    with verbs.naming(conn, "anna"):
        ask(CAST, request_id, people.digest(conn, request_id))
    ask(
        "select name, verdict, decided_by, words from ops.call_approvals where request_id = %s",
        request_id,
    )
    again = _claimed(conn, request_id)
    ask(BEGIN, *again, DEFINITION, digest("{}"))
    ask(MAKE, *again, Jsonb(CALL), ARGUMENTS)
    for key in ("another", f"request/{request_id}/submit_request/1/{digest(ARGUMENTS)}"):
        ask(SUBMIT, *again, key)
    verbs.settle(conn, dict(zip(NAMES, again, strict=True)) | verbs.approved())
    worker_id = verbs.register(conn)
    submitted = verbs.claim(conn, worker_id)
    assert set(verbs.settle_approved(conn, worker_id, submitted)) == {"settled"}


def _claimed(conn: Conn, request_id: int) -> tuple[Any, ...]:
    worker_id = verbs.register(conn)
    (job,) = [one for one in verbs.claim(conn, worker_id) if one.request_id == request_id]
    return tuple(verbs.fence(job, worker_id).values())
