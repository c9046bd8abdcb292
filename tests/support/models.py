"""Calls of models as a worker begins, ends and faults them, by raw SQL."""

from typing import Any

from tests.support import rows, verbs
from tests.support.rows import Conn

LIST = "select * from bankagent.list_model(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
BEGIN = "select * from bankagent.begin_model_call(%s, %s, %s, %s, %s, %s, %s, %s)"
END = "select * from bankagent.end_model_call(%s, %s, %s, %s, %s, %s, %s, %s)"
FAULT = "select * from bankagent.note_model_fault(%s, %s, %s, %s, %s, %s, %s)"
LIMIT = "select * from bankagent.set_model_limit(%s, %s, %s, %s, %s)"
Fence = tuple[int, int, int, int]


def listed(conn: Conn, provider: str = "openai", name: str = "m", **fields: Any) -> Any:
    """List a validated model at 1 USD in and 2 USD out for a million tokens."""
    given = {
        "owner": "Research IT",
        "purpose": "drafts",
        "validated_on": "2026-01-05",
        "validated_by": "Model Risk",
        "input_price": 1,
        "output_price": 2,
        "cached_price": None,
    } | fields
    (found,) = rows.fetch(conn, LIST, provider, name, *given.values())
    return found


def limit(conn: Conn, scope: str, subject: str | None = None, **most: Any) -> Any:
    """Set a limit of tokens, requests and money."""
    given = (most.get("tokens"), most.get("requests"), most.get("money"))
    (found,) = rows.fetch(conn, LIMIT, scope, subject, *given)
    return found


def attempts(dba: Conn, worker: Conn, n: int = 1, **fields: Any) -> list[Fence]:
    """Submit n requests, claim them with one worker, return the fences."""
    verbs.submit(dba, n, **fields)
    worker_id = verbs.register(worker)
    return [
        (job.job_id, worker_id, job.attempts, job.request_id)
        for job in verbs.claim(worker, worker_id, limit=n)
    ]


def begin(
    conn: Conn, fence: Fence, model: str = "m", *, provider: str = "openai", **tokens: int
) -> Any:
    """Begin a call of 1,000 tokens in and 500 out, unless others are given."""
    given = {"sent": 1000, "answered": 500} | tokens
    (found,) = rows.fetch(conn, BEGIN, *fence, provider, model, *given.values())
    return found


def end(conn: Conn, fence: Fence, call_id: Any, sent: Any, answered: Any, cached: Any = 0) -> Any:
    (found,) = rows.fetch(conn, END, *fence, call_id, sent, answered, cached)
    return found


def fault(conn: Conn, fence: Fence, call_id: Any, kind: Any, until: Any = None) -> Any:
    (found,) = rows.fetch(conn, FAULT, *fence, call_id, kind, until)
    return found
