"""A worker by hand: the verbs of the queue one at a time, where a test must say what comes when."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

FACTS = {"notional_usd": 2500000}


class Hand:
    """A registered worker that does only what it is told."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.conn = conn
        registered = conn.execute(
            "select worker_id from procrastinate.procrastinate_register_worker_v1()"
        ).fetchone()
        assert registered
        self.worker_id = registered[0]
        self.held: dict[int, tuple[int, int]] = {}

    def beat(self) -> None:
        """Give a sign of life."""
        self.conn.execute("select bankagent.keep_worker(%s, 'here', 1, 'test')", [self.worker_id])

    def claim(self) -> set[int]:
        """Take all that waits; return the requests."""
        rows = self.conn.execute(
            "select request_id, job_id, attempts from bankagent.claim_jobs(%s)", [self.worker_id]
        ).fetchall()
        self.held |= {request: (job, attempts) for request, job, attempts in rows}
        return {request for request, _, _ in rows}

    def settle(self, request_id: int, **end: Any) -> None:
        """End the run of a request: processed and approved unless said otherwise."""
        job_id, attempts = self.held.pop(request_id)
        item = {
            "job_id": job_id,
            "worker_id": self.worker_id,
            "attempts": attempts,
            "request_id": request_id,
        }
        rows = self.conn.execute(
            "select outcome from bankagent.settle_jobs(%s)", [Jsonb([item | (end or approved())])]
        ).fetchall()
        assert rows == [("settled",)]

    def process(self, request_id: int, **end: Any) -> None:
        """Claim and end it at once."""
        self.claim()
        self.settle(request_id, **end)


def approved() -> dict[str, Any]:
    return {"status": "processed", "decision": "approved"} | _found("approve", "approved")


def to_people(status: str = "awaiting_approval") -> dict[str, Any]:
    return {"status": status} | _found("review", None)


def _found(outcome: str, decision: str | None) -> dict[str, Any]:
    return {
        "evaluation": {
            "policy_key": "trade_review",
            "policy_version": 1,
            "policy_sha256": "0" * 64,
            "outcome": outcome,
            "facts": FACTS,
            "fired": [],
        },
        "result": {
            "client_id": "CUST-1042",
            "request_type": "trade_review",
            "decision": decision,
            "confidence": 1.0,
            "summary": "By rule.",
        },
    }


@contextmanager
def hand(worker_url: str) -> Iterator[Hand]:
    """Give a worker by hand on this database."""
    with psycopg.connect(worker_url, autocommit=True) as conn:
        yield Hand(conn)
