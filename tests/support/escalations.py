"""Escalations: of what a request shows now, by a reviewer."""

from typing import Any

from tests.support import people, rows, verbs
from tests.support.rows import Conn

ESCALATE = "select * from bankagent.escalate_request(%s, %s, %s, %s, %s, null)"
IN_FORCE = (
    "select s.role, s.votes, s.given from bankagent.approvals as a "
    "cross join lateral ops.stages_in_force(a.job_id, a.attempt) as s "
    "where a.request_id = %s and a.closed_at is null order by s.stage"
)


def escalate(conn: Conn, request_id: int, by: str, **given: Any) -> Any:
    """Escalate a request by its digest of now, unless `digest` is given; `code` says why."""
    shown = given.get("digest") or people.digest(conn, request_id)
    code, reason = given.get("code", "higher_authority"), given.get("reason", "Too big for me.")
    with verbs.naming(conn, by):
        (row,) = rows.fetch(conn, ESCALATE, request_id, code, reason, shown, by)
    return row


def in_force(conn: Conn, request_id: int) -> list[tuple[Any, ...]]:
    """Return role, votes and votes given of each stage that an open approval asks for now."""
    return [tuple(row) for row in rows.fetch(conn, IN_FORCE, request_id)]
