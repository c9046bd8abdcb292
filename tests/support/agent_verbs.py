"""Verbs of agents as a worker calls them, for one claimed job."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from tests.support import rows, verbs
from tests.support.rows import Conn

TIME = "2026-11-29T08:00:00Z"
DEFINITION = '{"instructions":"Review.","tools":[]}'
FENCE = "%(job)s, %(worker)s, %(attempts)s, %(request)s"
BEGIN = f"select * from bankagent.begin_agent_run({FENCE}, %(name)s, %(definition)s, %(input)s)"
CALL = f"select * from bankagent.begin_tool_call({FENCE}, %(run)s, %(call)s, %(arguments)s)"
RECORD = f"select * from bankagent.record_steps({FENCE}, %(run)s, %(step)s, %(result)s, %(texts)s)"
PUT_OFF = f"select bankagent.put_off_job({FENCE}, %(until)s::timestamptz, %(reason)s)"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Held:
    """A job in the hands of a worker."""

    conn: Conn
    job: int
    worker: int
    attempts: int
    request: int

    def _ask(self, query: str, **more: Any) -> Any:
        fence = {
            "job": self.job,
            "worker": self.worker,
            "attempts": self.attempts,
            "request": self.request,
        }
        (found,) = self.conn.execute(query, fence | more).fetchall()
        return found

    def begin(
        self, definition: str = DEFINITION, *, given: str = "{}", name: str = "trade_review"
    ) -> Any:
        told = {"name": name, "definition": definition, "input": digest(given)}
        return self._ask(BEGIN, **told)

    def call(self, arguments: str = "{}", *, run: int = 1, **fields: Any) -> Any:
        call = {
            "name": "book",
            "occurrence": 1,
            "tool_call_id": "c1",
            "effect": "write_db",
            "effect_number": 1,
        } | fields
        return self._ask(CALL, run=run, call=Jsonb(call), arguments=arguments)

    def record(self, result: str = '"answer"', *, run: int = 1, **fields: Any) -> Any:
        step = {
            "kind": "answer",
            "name": "answer",
            "occurrence": 1,
            "input_sha256": digest("in"),
            "started_at": TIME,
            "ended_at": TIME,
        } | fields
        texts = step.pop("texts", None)
        return self._ask(RECORD, run=run, step=Jsonb(step), result=result, texts=texts)

    def model(self, result: str = '{"text":"Yes."}', **call: Any) -> Any:
        """Record a model step; `call` are fields of its model call."""
        prompt = '{"user":"May it stand?"}'
        told = {
            "provider": "embedded",
            "model": "planner",
            "version": "1",
            "parameters": {"temperature": 0},
            "input_tokens": 12,
            "output_tokens": 3,
            "latency_ms": 5,
            "sent_sha256": digest(prompt),
            "messages": [
                {"sha256": digest(prompt), "role": "request"},
                {"sha256": digest(result), "role": "response"},
            ],
        } | call
        return self.record(result, kind="model", name="model", model_call=told, texts=[prompt])

    def settle(self, **end: Any) -> None:
        """End the attempt by settle_jobs, in the form of one of its items."""
        names = {"job_id": self.job, "worker_id": self.worker, "attempts": self.attempts}
        assert verbs.settle(self.conn, names | {"request_id": self.request} | end) == ["settled"]

    def put_off(self, until: Any, reason: Any) -> str:
        (found,) = self._ask(PUT_OFF, until=until, reason=reason)
        return str(found)


def held(conn: Conn, dba: Conn, **item: Any) -> Held:
    """Submit a request as a superuser, claim it on this connection, and return its job."""
    (request_id,) = verbs.submit(dba, 1, **item)
    return claimed(conn, dba, request_id)


def claimed(conn: Conn, dba: Conn, request_id: int) -> Held:
    verbs.make_due(dba)
    worker_id = verbs.register(dba)
    (job,) = [one for one in verbs.claim(conn, worker_id) if one.request_id == request_id]
    return Held(conn, job.job_id, worker_id, job.attempts, request_id)


def trace(conn: Conn, request_id: int) -> list[Any]:
    query = "select * from ops.agent_trace where request_id = %s order by run, number"
    return rows.fetch(conn, query, request_id)


def as_text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
