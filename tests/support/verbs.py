"""The verbs of the queue as a worker calls them, one at a time: the connection comes first."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from bankagent import catalog
from tests.support import policies, rows
from tests.support.payloads import TRADE
from tests.support.rows import Conn

TASK = "bankagent.process_request"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def item(**fields: Any) -> dict[str, Any]:
    """Return what submit_requests takes for one request."""
    return TRADE | fields


def put(conn: Conn, *items: Any) -> list[Any]:
    """Submit these items; return submit_requests' answers."""
    named = {item["actor"] for item in items if isinstance(item.get("actor"), str)}
    with naming(conn, *named):
        return rows.fetch(conn, "select * from bankagent.submit_requests(%s)", Jsonb(items))


@contextmanager
def naming(conn: Conn, *actors: str) -> Iterator[None]:
    """Let a superuser's session be the API's, as in development, where it names actors.

    Those whose name is valid are registered as callers first.
    """
    is_super = rows.one(conn, "select rolsuper from pg_roles where rolname = session_user")
    if not (actors and is_super):
        yield
        return
    for actor in actors:
        if NAME.fullmatch(actor) and actor != "anonymous":
            rows.one(conn, "select bankagent.add_caller(%s)", actor)
    conn.execute("set role bankagent_api")
    try:
        yield
    finally:
        if conn.info.transaction_status != TransactionStatus.INERROR:
            conn.execute("reset role")


def submit(conn: Conn, n: int = 1, **fields: Any) -> list[int]:
    """Submit n like requests; return their ids."""
    return [answer.request_id for answer in put(conn, *[item(**fields)] * n)]


def add_queue(conn: Conn, name: str, **fields: Any) -> None:
    """Add a request type with a queue of its own, both with this name."""
    conn.execute(
        "insert into bankagent.request_types (name, queue, policy_key, max_attempts, description) "
        "values (%(name)s, %(name)s, 'trade_review', %(max_attempts)s, 'For a test.')",
        {"name": name, "max_attempts": 3} | fields,
    )


def register(conn: Conn) -> int:
    """Register a worker of ours that gives a sign of life; return its id."""
    worker_id = register_silent(conn)
    beat(conn, worker_id)
    return worker_id


def register_silent(conn: Conn) -> int:
    """Register a worker that has given no sign of life to us; return its id."""
    query = "select worker_id from procrastinate.procrastinate_register_worker_v1()"
    worker_id: int = rows.one(conn, query)
    tell(conn, worker_id)
    return worker_id


def tell(conn: Conn, worker_id: int) -> None:
    """Tell that a worker finds all facts, as it does with each heartbeat."""
    conn.execute("select bankagent.tell_facts(%s, %s)", [worker_id, catalog.fact_names()])


def beat(conn: Conn, worker_id: int) -> bool:
    """Give a worker's sign of life; return whether a suspect waits."""
    return rows.one(conn, "select bankagent.keep_worker(%s, 'here', 1, 'test')", worker_id)


def claim(conn: Conn, worker_id: int, **named: Any) -> list[Any]:
    """Claim jobs, in order of id; `named` are claim_jobs' arguments without p_."""
    if named.get("alone"):
        # One suspect, as workers of the previous version ask.
        named = {"limit": 1} | named
    arguments = "".join(f", p_{name} => %({name})s" for name in named)
    found = conn.execute(
        f"select * from bankagent.claim_jobs(%(worker)s{arguments})", {"worker": worker_id} | named
    ).fetchall()
    return sorted(found, key=lambda job: job.job_id)


def fence(job: Any, worker_id: int) -> dict[str, Any]:
    return {
        "job_id": job.job_id,
        "worker_id": worker_id,
        "attempts": job.attempts,
        "request_id": job.request_id,
    }


def evaluation(outcome: str) -> dict[str, Any]:
    return {
        "policy_key": "trade_review",
        "policy_version": 1,
        "policy_sha256": policies.shipped("trade_review", 1).sha256,
        "outcome": outcome,
        "facts": {"notional": 2500000},
        "fired": [],
    }


def approved() -> dict[str, Any]:
    """Return how an attempt ends whose policy approves."""
    return {
        "status": "processed",
        "decision": "approved",
        "result": _result("approved", "By rule."),
        "evaluation": evaluation("approve"),
    }


def to_people(status: str = "awaiting_approval") -> dict[str, Any]:
    """Return how an attempt ends whose policy asks for people."""
    return undecided(status, "needs_info" if status == "needs_info" else "review")


def undecided(status: str, outcome: str) -> dict[str, Any]:
    """Return how an attempt ends that leaves the request with this status."""
    return {
        "status": status,
        "result": _result(None, "Somebody must look."),
        "evaluation": evaluation(outcome),
    }


def _result(decision: str | None, summary: str) -> dict[str, Any]:
    told = {"decision": decision, "confidence": 1.0 if decision else None, "summary": summary}
    return {"client_id": TRADE["client_id"], "request_type": TRADE["request_type"]} | told


def settle(conn: Conn, *items: dict[str, Any]) -> list[str]:
    """Settle items; return settle_jobs' answers in order."""
    answers = rows.fetch(conn, "select * from bankagent.settle_jobs(%s)", Jsonb(items))
    assert [answer.item for answer in answers] == list(range(len(items)))
    return [answer.outcome for answer in answers]


def settle_approved(conn: Conn, worker_id: int, jobs: list[Any]) -> list[str]:
    return settle(conn, *[fence(job, worker_id) | approved() for job in jobs])


def settle_error(conn: Conn, worker_id: int, jobs: list[Any], error: str = "Boom") -> list[str]:
    return settle(conn, *[fence(job, worker_id) | {"error": error} for job in jobs])


def hand_back(conn: Conn, worker_id: int, jobs: list[Any]) -> list[int]:
    items = Jsonb([fence(job, worker_id) for job in jobs])
    return sorted(row[0] for row in rows.fetch(conn, "select bankagent.hand_back_jobs(%s)", items))


def rescue(conn: Conn, **named: Any) -> list[Any]:
    """Rescue; `named` are rescue_jobs' arguments without p_."""
    arguments = ", ".join(f"p_{name} => %({name})s" for name in named)
    found = conn.execute(f"select * from bankagent.rescue_jobs({arguments})", named).fetchall()
    return sorted(found)


def silence(conn: Conn, worker_id: int, seconds: float = 120) -> None:
    """Make a worker's last sign of life this old."""
    conn.execute(
        "update procrastinate.procrastinate_workers "
        "set last_heartbeat = clock_timestamp() - make_interval(secs => %s) where id = %s",
        [seconds, worker_id],
    )


def process(conn: Conn, *, error: str | None = None) -> list[int]:
    """Submit one request and end its run as a worker of its own; return its id in a list."""
    ids = submit(conn)
    worker_id = register(conn)
    jobs = claim(conn, worker_id)
    done = (
        settle_error(conn, worker_id, jobs, error)
        if error
        else settle_approved(conn, worker_id, jobs)
    )
    assert done == ["settled"]
    return ids


def fail(conn: Conn, **fields: Any) -> int:
    """Submit one request and spend its whole retry budget; return its id."""
    (request_id,) = submit(conn, **fields)
    worker_id = register(conn)
    for _ in range(3):
        make_due(conn)
        assert settle_error(conn, worker_id, claim(conn, worker_id)) == ["settled"]
    assert rows.status(conn, request_id) == "failed"
    return request_id


def make_due(conn: Conn) -> None:
    """Let every retry fall due now, as waiting would."""
    conn.execute(
        "update procrastinate.procrastinate_jobs set scheduled_at = now() where id in ("
        "    select id from procrastinate.procrastinate_jobs "
        "    where status = 'todo' and scheduled_at > now() order by id "
        "    for no key update skip locked"  # waits for nobody, as nothing may that takes several
        ")"
    )


def ago(conn: Conn, request_id: int, minutes: int, type_: str = "deferred") -> None:
    """Let what happened to a request's job have happened so many minutes ago."""
    conn.execute(
        "update procrastinate.procrastinate_events as e set at = now() - make_interval(mins => %s) "
        "from bankagent.banking_requests as r "
        "where r.id = %s and e.job_id = r.job_id and e.type = %s",
        [minutes, request_id, type_],
    )
