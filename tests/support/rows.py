"""What SQL tests put into a database and ask of it: small functions, the connection first."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.rows import namedtuple_row
from psycopg.types.json import Jsonb

Conn = psycopg.Connection[Any]

PAYLOAD = {"symbol": "AAPL", "notional": 2500000}
TASK = "bankagent.process_request"


def connect(url: str, **settings: Any) -> Conn:
    """Return a connection in autocommit whose rows have names."""
    return psycopg.connect(url, autocommit=True, row_factory=namedtuple_row, **settings)


def rows(conn: Conn, query: str, *parameters: Any) -> list[Any]:
    return conn.execute(query, parameters or None).fetchall()


def one(conn: Conn, query: str, *parameters: Any) -> Any:
    """Return the first column of the only row; None where there is none."""
    found = rows(conn, query, *parameters)
    assert len(found) <= 1
    return found[0][0] if found else None


@contextmanager
def refused(sqlstate: str, *words: str) -> Iterator[None]:
    """Expect that PostgreSQL refuses what is inside, in one line that has these words."""
    with pytest.raises(psycopg.Error) as caught:
        yield
    said = caught.value.diag.message_primary or ""
    assert caught.value.sqlstate == sqlstate, said
    assert all(word in said for word in words), said
    assert "\n" not in said


@contextmanager
def triggers_off(conn: Conn) -> Iterator[None]:
    """Do what is inside as only a superuser can: past every trigger."""
    conn.execute("set session_replication_role to replica")
    yield
    conn.execute("set session_replication_role to origin")


# --- bringing in ---------------------------------------------------------------


def item(**fields: Any) -> dict[str, Any]:
    return {"client_id": "CUST-1042", "request_type": "trade_review", "payload": PAYLOAD} | fields


def put(conn: Conn, *items: Any) -> list[Any]:
    """Submit these items; return submit_requests' answers."""
    return rows(conn, "select * from bankagent.submit_requests(%s)", Jsonb(items))


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


# --- running -------------------------------------------------------------------


def register(conn: Conn) -> int:
    """Register a worker of ours; return its id."""
    worker_id = one(conn, "select worker_id from procrastinate.procrastinate_register_worker_v1()")
    beat(conn, worker_id)
    return worker_id


def beat(conn: Conn, worker_id: int) -> bool:
    """Give a worker's sign of life; return whether a suspect waits."""
    return one(conn, "select bankagent.keep_worker(%s, 'here', 1, 'test')", worker_id)


def claim(conn: Conn, worker_id: int, **named: Any) -> list[Any]:
    """Claim jobs, in order of id; `named` are claim_jobs' arguments without p_."""
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
        "policy_sha256": "0" * 64,
        "outcome": outcome,
        "facts": {"notional": 2500000},
        "fired": [],
    }


def approved() -> dict[str, Any]:
    return {
        "status": "processed",
        "decision": "approved",
        "result": {"decision": "approved", "summary": "By rule."},
        "evaluation": evaluation("approve"),
    }


def undecided(status: str, outcome: str) -> dict[str, Any]:
    return {
        "status": status,
        "result": {"decision": None, "summary": "Somebody must look."},
        "evaluation": evaluation(outcome),
    }


def settle(conn: Conn, *items: dict[str, Any]) -> list[str]:
    """Settle items; return settle_jobs' answers in order."""
    answers = rows(conn, "select * from bankagent.settle_jobs(%s)", Jsonb(items))
    assert [answer.item for answer in answers] == list(range(len(items)))
    return [answer.outcome for answer in answers]


def settle_approved(conn: Conn, worker_id: int, jobs: list[Any]) -> list[str]:
    return settle(conn, *[fence(job, worker_id) | approved() for job in jobs])


def settle_error(conn: Conn, worker_id: int, jobs: list[Any], error: str = "Boom") -> list[str]:
    return settle(conn, *[fence(job, worker_id) | {"error": error} for job in jobs])


def hand_back(conn: Conn, worker_id: int, jobs: list[Any]) -> list[int]:
    items = Jsonb([fence(job, worker_id) for job in jobs])
    return sorted(row[0] for row in rows(conn, "select bankagent.hand_back_jobs(%s)", items))


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
    assert status(conn, request_id) == "failed"
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


# --- looking -------------------------------------------------------------------


def status(conn: Conn, request_id: int) -> str:
    return one(conn, "select status from bankagent.banking_requests where id = %s", request_id)


def job(conn: Conn, request_id: int) -> Any:
    """Return the row of a request's current job."""
    (found,) = rows(
        conn,
        "select j.* from procrastinate.procrastinate_jobs as j "
        "inner join bankagent.banking_requests as r on r.job_id = j.id where r.id = %s",
        request_id,
    )
    return found


def entries(conn: Conn, request_id: int) -> list[Any]:
    return rows(
        conn,
        "select * from bankagent.agent_audit_log where request_id = %s order by id",
        request_id,
    )


def actions(conn: Conn, request_id: int) -> list[str]:
    return [entry.action for entry in entries(conn, request_id)]


def events(conn: Conn, job_id: int) -> list[str]:
    """Return what Procrastinate's own events say of a job."""
    found = rows(
        conn,
        "select type::text from procrastinate.procrastinate_events where job_id = %s order by id",
        job_id,
    )
    return [event.type for event in found]


def gaps(conn: Conn) -> list[Any]:
    return sorted(rows(conn, "select request_id, gap from ops.audit_gaps"))


def everything(conn: Conn) -> list[Any]:
    """Return the whole state that the verbs may change, to see that nothing was written."""
    return [
        rows(conn, f"select * from {table} order by 1, 2")
        for table in (
            "bankagent.banking_requests",
            "bankagent.agent_audit_log",
            "bankagent.evaluations",
            "bankagent.decisions",
            "bankagent.idempotency_keys",
            "bankagent.suspect_jobs",
            "procrastinate.procrastinate_jobs",
            "procrastinate.procrastinate_events",
        )
    ]
