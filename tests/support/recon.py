"""A reconciliation client of tests: its pairs are submitted, decided as workers do, and read."""

from typing import Any

from tests.support import exceptions, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.rows import Conn

WAITING = "select count(*) from bankagent.banking_requests where status = 'received'"
RULES = "select fired from bankagent.evaluations where request_id = %s order by job_id, attempt"


def submit(conn: Conn, *payloads: dict[str, Any], **item: Any) -> list[int]:
    """Submit pairs of one client, one after the other; return their ids."""
    given = {"client_id": "RECON", "request_type": "trade_exception", "actor": "recon"} | item
    return [verbs.put(conn, given | {"payload": one})[0].request_id for one in payloads]


async def decide(db: Database, conn: Conn) -> None:
    """Decide all that waits, with what is handed back."""
    while rows.one(conn, WAITING):
        verbs.make_due(conn)
        await decide_all(db)


async def decided(db: Database, conn: Conn, *payloads: dict[str, Any], **item: Any) -> list[int]:
    """Submit pairs and decide all that waits; return their ids."""
    ids = submit(conn, *payloads, **item)
    await decide(db, conn)
    return ids


def exception_of(conn: Conn, request_id: int) -> Any:
    """Return the row of the exception that a request opened."""
    return exceptions.row(conn, exceptions.of_request(conn, request_id))


def rules(conn: Conn, request_id: int) -> set[str]:
    """Return the rules that fired for a request."""
    return {rule["rule_id"] for rule in rows.one(conn, RULES, request_id)}


def result(conn: Conn, request_id: int) -> Any:
    """Return the result that the last audit entry of a request has."""
    return rows.entries(conn, request_id)[-1].result


def trail(conn: Conn, request_id: int) -> list[str]:
    """Return the actions of a request's audit entries."""
    return [entry.action for entry in rows.entries(conn, request_id)]


def fail(conn: Conn, request_id: int) -> None:
    """Let all attempts on a request fail, so that it waits for an operator."""
    worker_id = verbs.register(conn)
    while rows.status(conn, request_id) == "received":
        verbs.make_due(conn)
        claimed = verbs.claim(conn, worker_id)
        own = [job for job in claimed if job.request_id == request_id]
        verbs.hand_back(conn, worker_id, [job for job in claimed if job not in own])
        for job in own:
            verbs.settle(conn, verbs.fence(job, worker_id) | {"error": "TimeoutError"})
