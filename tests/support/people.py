"""People: callers and reviewers with keys, requests that wait for reviewers, and their votes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bankagent.domain.api_key import ApiKey
from bankagent.domain.caller import SCOPES
from tests.support import rows, verbs
from tests.support.rows import Conn, connect

REASON = "Within the client's limit; the desk confirmed it."
# What cast_vote writes, for a test that goes past it.
INSERT_VOTE = (
    "insert into bankagent.votes "
    "(request_id, job_id, attempt, reviewer, maker, verdict, reason, digest, stage, authority_id) "
    "select request_id, job_id, attempt, %(reviewer)s, %(maker)s, 'approve', 'x', "
    "coalesce(%(digest)s, digest), 1, coalesce("
    "(select min(a.id) from bankagent.authorities as a where a.reviewer = %(reviewer)s), 0) "
    "from bankagent.approvals where request_id = %(request_id)s"
)
CAST = "select * from bankagent.cast_vote(%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A caller or a reviewer, with a key that works."""

    name: str
    key: ApiKey

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key.text}"}


def keyed_caller(url: str, name: str, *scopes: str) -> Keyed:
    """Add a caller with these scopes, or with those of a new one."""
    assert set(scopes) <= set(SCOPES)
    with connect(url) as conn:
        return keyed(conn, "caller", name, list(scopes) or None)


def keyed_reviewer(url: str, name: str, role: str = "reviewer") -> Keyed:
    with connect(url) as conn:
        return keyed(conn, "reviewer", name, role)


def keyed(conn: Conn, holder_type: str, name: str, rights: list[str] | str | None) -> Keyed:
    """Add a caller with scopes, or a reviewer with a role, and issue a key to it."""
    key = ApiKey.new(holder_type)
    rows.fetch(conn, f"select bankagent.add_{holder_type}(%s, %s)", name, rights)
    issue = "select bankagent.issue_key(%s, %s, %s, %s)"
    rows.fetch(conn, issue, holder_type, name, key.id, key.secret_sha256)
    return Keyed(name, key)


def revoke(url: str, keyed: Keyed) -> None:
    with connect(url) as conn:
        conn.execute("select bankagent.revoke_key(%s)", [keyed.key.id])


def let_expire(url: str, keyed: Keyed) -> None:
    """Move a key's life into the past, as waiting would."""
    with connect(url) as conn, rows.triggers_off(conn):
        conn.execute(
            "update bankagent.api_keys set created_at = created_at - interval '100 days', "
            "expires_at = expires_at - interval '100 days' where id = %s",
            [keyed.key.id],
        )


def disable(url: str, keyed: Keyed, *, disabled: bool = True) -> None:
    with connect(url) as conn:
        conn.execute(
            "select bankagent.disable_holder(%s, %s, %s)",
            [keyed.key.holder_type, keyed.name, disabled],
        )


def add_callers(conn: Conn, *names: str) -> None:
    for name in names:
        conn.execute("select bankagent.add_caller(%s)", [name])


def add_reviewers(conn: Conn, *names: str) -> None:
    for name in names:
        conn.execute("select bankagent.add_reviewer(%s, 'compliance')", [name])


@contextmanager
def logins(dba: Conn, url: str, *names: str) -> Iterator[list[Conn]]:
    """Give a session of each of these people, whose own database users are operators."""
    mark = dba.info.dbname
    users = [f"{name}_{mark}" for name in names]
    for user in users:
        dba.execute(f"create role {user} login password 'x' in role bankagent_owner")
    conns = [connect(url, user=user, password="x") for user in users]
    try:
        yield conns
    finally:
        for conn, user in zip(conns, users, strict=True):
            conn.close()
            dba.execute(f"drop owned by {user}; drop role {user}")


def activated(conn: Conn, table_json: str, *, after: str = "0 s") -> int:
    """Store a table by anna, check it, and activate it from a moment on; return its version."""
    add_reviewers(conn, "anna")
    store = "select * from bankagent.store_policy_version('trade_review', %s, 'x', 'anna')"
    check = "select bankagent.record_policy_check('trade_review', %s, %s, true, '{}')"
    since = "clock_timestamp() + nullif(%s::interval, '0 s')"
    with verbs.naming(conn, "anna"):
        version: int = rows.fetch(conn, store, table_json)[0].version
    for kind in ("lint", "test"):
        conn.execute(check, [version, kind])
    activate = f"select bankagent.activate_policy('trade_review', %s, 'x', {since})"
    conn.execute(activate, [version, after])
    return version


def add_key(conn: Conn, holder_type: str, name: str) -> str:
    """Add a caller, or a reviewer of compliance, and return a key of theirs."""
    if holder_type == "reviewer":
        return keyed(conn, "reviewer", name, "compliance").key.text
    return keyed(conn, "caller", name, None).key.text


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def asks_for_people(**fields: Any) -> dict[str, Any]:
    """Return how a run ends whose policy asks for people."""
    fired = {
        "rule_id": "TR-010",
        "outcome": "review",
        "text": "the notional is above 5,000,000 USD",
        "facts": {"notional": 6000000},
    }
    facts = {"notional": 6000000, "currency": "USD"}
    ending = verbs.undecided("awaiting_approval", "review")
    ending["evaluation"] |= {"fired": [fired], "facts": facts}
    return ending | fields


def waiting(conn: Conn, n: int = 1, **fields: Any) -> list[int]:
    """Submit n requests and leave them to people; return their ids."""
    ids = verbs.submit(conn, n, **fields)
    worker_id = verbs.register(conn)
    jobs = verbs.claim(conn, worker_id)
    ends = [verbs.fence(job, worker_id) | asks_for_people() for job in jobs]
    assert set(verbs.settle(conn, *ends)) == {"settled"}
    return ids


def digest(conn: Conn, request_id: int) -> str:
    """Return what a vote on this request must name; empty where it does not wait."""
    found = rows.one(
        conn, "select digest from ops.approvals_open where request_id = %s", request_id
    )
    return found or ""


def vote(
    conn: Conn, request_id: int, *, by: str | None = "anna", verdict: str = "approve", **given: Any
) -> Any:
    """Vote on what the request shows now, unless the digest is given."""
    shown = given.get("digest") or digest(conn, request_id)
    reason = given.get("reason", REASON)
    with verbs.naming(conn, *filter(None, [by])):
        (row,) = rows.fetch(conn, CAST, request_id, verdict, reason, shown, by)
    return row
