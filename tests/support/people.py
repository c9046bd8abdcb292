"""Requests that wait for people, and the people: reviewers, and what they may vote with."""

from typing import Any

from bankagent.domain.api_key import ApiKey
from tests.support import rows as f
from tests.support.rows import Conn

REASON = "Within the client's limit; the desk confirmed it."
CAST = "select * from bankagent.cast_vote(%s, %s, %s, %s, %s)"


def add_reviewers(conn: Conn, *names: str) -> None:
    for name in names:
        conn.execute("select bankagent.add_reviewer(%s, 'compliance')", [name])


def add_key(conn: Conn, kind: str, name: str) -> str:
    """Add a caller, or a reviewer of compliance, and return a key of theirs."""
    if kind == "reviewer":
        add_reviewers(conn, name)
    else:
        conn.execute("insert into bankagent.callers (name) values (%s)", [name])
    key = ApiKey.new(kind)
    conn.execute(
        "select bankagent.issue_key(%s, %s, %s, %s, interval '1 hour')",
        [kind, name, key.id, key.secret_sha256],
    )
    return key.text


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def to_people(**fields: Any) -> dict[str, Any]:
    """Return how a run ends whose policy asks for people."""
    fired = {
        "rule_id": "TR-010",
        "outcome": "review",
        "text": "the notional is above 5,000,000 USD",
        "facts": {"notional": 6000000},
    }
    facts = {"notional": 6000000, "currency": "USD"}
    ending = f.undecided("awaiting_approval", "review")
    ending["evaluation"] |= {"fired": [fired], "facts": facts}
    return ending | fields


def waiting(conn: Conn, n: int = 1, **fields: Any) -> list[int]:
    """Submit n requests and leave them to people; return their ids."""
    ids = f.submit(conn, n, **fields)
    worker_id = f.register(conn)
    jobs = f.claim(conn, worker_id)
    ends = [f.fence(job, worker_id) | to_people() for job in jobs]
    assert set(f.settle(conn, *ends)) == {"settled"}
    return ids


def digest(conn: Conn, request_id: int) -> str:
    """Return what a vote on this request must name; empty where it does not wait."""
    found = f.one(conn, "select digest from ops.approvals_open where request_id = %s", request_id)
    return found or ""


def vote(
    conn: Conn, request_id: int, *, by: str | None = "anna", verdict: str = "approve", **given: Any
) -> Any:
    """Vote on what the request shows now, unless the digest is given."""
    shown = given.get("digest") or digest(conn, request_id)
    reason = given.get("reason", REASON)
    (row,) = f.rows(conn, CAST, request_id, verdict, reason, shown, by)
    return row
