"""Approvals with the stages that an outcome asks for, reviewers with authorities, and votes."""

from typing import Any

from psycopg.types.json import Jsonb

from tests.support import people, reference, rows, verbs
from tests.support.rows import Conn

GRANT = "select bankagent.add_reviewer(%s, %s, %s)"
CAST = "select * from bankagent.cast_vote(%s, %s, %s, %s, %s, null, %s, null)"
STAGES = (
    "select s.stage, s.role, s.votes from bankagent.approval_stages as s "
    "inner join bankagent.approvals as a using (job_id, attempt) "
    "where a.request_id = %s order by s.stage"
)


def fired(outcome: str) -> dict[str, Any]:
    return {"rule_id": "TR-900", "outcome": outcome, "text": f"a test says {outcome}", "facts": {}}


def end(outcome: str, **facts: Any) -> dict[str, Any]:
    """Return how an attempt ends whose policy leaves the request to people by this outcome."""
    ending = verbs.undecided("awaiting_approval", outcome)
    ending["evaluation"] |= {"fired": [fired(outcome)], "facts": facts}
    return ending


def waiting(conn: Conn, outcome: str = "dual_control", n: int = 1, **given: Any) -> list[int]:
    """Submit n requests, and leave them to people by this outcome; return their ids.

    `given` may have `facts`; all else is of the submission.
    """
    facts = given.pop("facts", {"notional": 6000000, "currency": "USD"})
    # As facts of a real worker: the notional is that of the payload.
    payload = {"symbol": "AAPL"} | {k: v for k, v in facts.items() if k == "notional"}
    ids = verbs.submit(conn, n, **({"actor": "desk-7", "payload": payload} | given))
    worker_id = verbs.register(conn)
    jobs = verbs.claim(conn, worker_id)
    ends = [verbs.fence(job, worker_id) | end(outcome, **facts) for job in jobs]
    assert set(verbs.settle(conn, *ends)) == {"settled"}
    return ids


def stages(conn: Conn, request_id: int) -> list[tuple[Any, ...]]:
    """Return stage, role and votes of the stages of a request's approval."""
    return [tuple(row) for row in rows.fetch(conn, STAGES, request_id)]


def allow(conn: Conn, name: str, role: str = "reviewer", **authority: Any) -> None:
    """Add a reviewer who may decide just this; one of days that are over is moved there."""
    is_over = str(authority.get("valid_to", "9")) < "2026"
    days = {key: authority.pop(key) for key in ("valid_from", "valid_to") if is_over}
    conn.execute(GRANT, [name, role, Jsonb([authority])])
    if days:
        with rows.triggers_off(conn):
            conn.execute(
                "update bankagent.authorities set valid_from = %(valid_from)s, "
                "valid_to = %(valid_to)s where reviewer = %(name)s",
                days | {"name": name},
            )


def vote(
    conn: Conn, request_id: int, by: str, verdict: str = "approve", *, code: str | None = None
) -> Any:
    """Vote on what the request shows now."""
    shown = people.digest(conn, request_id)
    with verbs.naming(conn, by):
        (row,) = rows.fetch(conn, CAST, request_id, verdict, people.REASON, shown, by, code)
    return row


def demand(conn: Conn, *found: tuple[object, ...]) -> None:
    """Put demands in force: rows of request type, outcome, stage, role and votes, or more."""
    reference.imported(conn, "approval_demands", approval_demands=found)
    reference.activate(conn, "approval_demands")


def overdue(conn: Conn, *ids: int, hours: int = 1, expired: bool = False) -> None:
    """Move the times of these requests' stages into the past, as waiting would."""
    with rows.triggers_off(conn):
        conn.execute(
            "update bankagent.approval_stages as s set "
            "due_at = a.opened_at - %(h)s * interval '1 hour', "
            "expires_at = a.opened_at + case when %(x)s then interval '0' else interval '9 h' end "
            "from bankagent.approvals as a "
            "where (a.job_id, a.attempt) = (s.job_id, s.attempt) and a.request_id = any(%(ids)s)",
            {"h": hours, "x": expired, "ids": list(ids)},
        )
