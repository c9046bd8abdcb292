"""Rows of a test's database, read and compared: small functions, the connection first."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.rows import namedtuple_row

Conn = psycopg.Connection[Any]


def connect(url: str, **settings: Any) -> Conn:
    """Return a connection in autocommit whose rows have names."""
    return psycopg.connect(url, autocommit=True, row_factory=namedtuple_row, **settings)


def fetch(conn: Conn, query: str, *parameters: Any) -> list[Any]:
    return conn.execute(query, parameters or None).fetchall()


def one(conn: Conn, query: str, *parameters: Any) -> Any:
    """Return the first column of the only row; None where there is none."""
    found = fetch(conn, query, *parameters)
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


def status(conn: Conn, request_id: int) -> str:
    return one(conn, "select status from bankagent.banking_requests where id = %s", request_id)


def job(conn: Conn, request_id: int) -> Any:
    """Return the row of a request's current job."""
    (found,) = fetch(
        conn,
        "select j.* from procrastinate.procrastinate_jobs as j "
        "inner join bankagent.banking_requests as r on r.job_id = j.id where r.id = %s",
        request_id,
    )
    return found


def entries(conn: Conn, request_id: int) -> list[Any]:
    return fetch(
        conn,
        "select * from bankagent.agent_audit_log where request_id = %s order by id",
        request_id,
    )


def actions(conn: Conn, request_id: int) -> list[str]:
    return [entry.action for entry in entries(conn, request_id)]


def events(conn: Conn, job_id: int) -> list[str]:
    """Return what Procrastinate's own events say of a job."""
    found = fetch(
        conn,
        "select type::text from procrastinate.procrastinate_events where job_id = %s order by id",
        job_id,
    )
    return [event.type for event in found]


def gaps(conn: Conn) -> list[Any]:
    return sorted(fetch(conn, "select request_id, gap from ops.audit_gaps"))


@contextmanager
def nothing_written(conn: Conn) -> Iterator[None]:
    """Expect that what is inside leaves everything as it was."""
    before = everything(conn)
    yield
    assert everything(conn) == before


def everything(conn: Conn) -> list[Any]:
    """Return the whole state that the verbs may change, to see that nothing was written."""
    return [
        fetch(conn, f"select * from {table} order by 1, 2")
        for table in (
            "bankagent.banking_requests",
            "bankagent.agent_audit_log",
            "bankagent.evaluations",
            "bankagent.decisions",
            "bankagent.follow_up_requests",
            "bankagent.trades",
            "bankagent.approvals",
            "bankagent.votes",
            "bankagent.idempotency_keys",
            "bankagent.suspect_jobs",
            "procrastinate.procrastinate_jobs",
            "procrastinate.procrastinate_events",
        )
    ]
