"""Raw SQL on follow-up requests: neither a role nor a superuser makes, alters or removes one."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.follow_ups import approved, caused_by
from tests.support.rows import Conn, connect, refused, triggers_off

INSERT = (
    "insert into bankagent.follow_up_requests (request_id, caused_by, number, depth, reason) "
    "values (%(follow_up)s, %(cause)s, %(number)s, %(depth)s, %(reason)s)"
)
CHANGES = (
    "update bankagent.follow_up_requests set reason = 'other'",
    "delete from bankagent.follow_up_requests",
    "truncate bankagent.follow_up_requests",
)
ENTRY = (
    "update bankagent.agent_audit_log set result = result - %s "
    "where request_id = %s and result ? %s"
)


@pytest.fixture
def pair(dba: Conn) -> dict[str, Any]:
    """A decided request and the request that its decision caused."""
    worker_id = verbs.register(dba)
    verbs.submit(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | approved())
    (found,) = caused_by(dba, job.request_id)
    return {
        "cause": job.request_id,
        "follow_up": found.request_id,
        "number": 2,
        "depth": 1,
        "reason": "Made up.",
    }


@pytest.mark.parametrize("role", ["api_url", "worker_url", "auditor_url", "shadow_url", "url"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_role_and_no_superuser_alters_or_removes_one(
    db: Database, pair: dict[str, Any], role: str, change: str
) -> None:
    state = "BA403" if role == "url" else "42501"
    with connect(getattr(db, role)) as conn, refused(state):
        conn.execute(change)


@pytest.mark.parametrize("role", ["api_url", "worker_url", "auditor_url", "shadow_url"])
def test_no_role_makes_one(db: Database, pair: dict[str, Any], role: str) -> None:
    with connect(getattr(db, role)) as conn, refused("42501"):
        conn.execute(INSERT, pair)


Change = Callable[[Conn, dict[str, Any]], dict[str, Any]]


def another(dba: Conn, pair: dict[str, Any]) -> dict[str, Any]:
    """A request that came by itself."""
    return pair | {"follow_up": verbs.submit(dba)[0]}


def undecided(dba: Conn, pair: dict[str, Any]) -> dict[str, Any]:
    """A cause that is not decided."""
    return pair | dict(zip(("cause", "follow_up"), verbs.submit(dba, 2), strict=True))


MADE_UP: dict[str, tuple[Change, str]] = {
    "one that is there": (lambda _, pair: pair, "23505"),
    "of a request that came by itself": (another, "BA403"),
    "of a cause that is not decided": (undecided, "23503"),
    "before its cause": (
        lambda dba, pair: another(dba, pair) | {"cause": 10_000_000},
        "23514",
    ),
    "of itself": (lambda _, pair: pair | {"cause": pair["follow_up"]}, "23514"),
    "too deep": (lambda dba, pair: another(dba, pair) | {"depth": 9}, "23514"),
    "an eleventh": (lambda dba, pair: another(dba, pair) | {"number": 11}, "23514"),
    "without a reason": (lambda dba, pair: another(dba, pair) | {"reason": " "}, "23514"),
}


@pytest.mark.parametrize(("made_up", "state"), MADE_UP.values(), ids=MADE_UP)
def test_a_superuser_makes_none_up(
    dba: Conn, pair: dict[str, Any], made_up: Change, state: str
) -> None:
    with refused(state):
        dba.execute(INSERT, made_up(dba, pair))


@pytest.mark.expect_gaps
def test_past_the_triggers_a_trail_that_is_silent_shows_as_a_gap(
    dba: Conn, pair: dict[str, Any]
) -> None:
    with triggers_off(dba):
        dba.execute(ENTRY, ["follow_ups", pair["cause"], "follow_ups"])
        dba.execute(ENTRY, ["caused_by", pair["follow_up"], "caused_by"])
    cause, follow_up = pair["cause"], pair["follow_up"]
    assert rows.gaps(dba) == [
        (follow_up, f"request {cause} caused it, but its first entry does not say so"),
        (follow_up, f"request {cause} caused it, but no entry of that request says so"),
    ]


@pytest.mark.expect_gaps
def test_past_the_triggers_a_follow_up_request_that_is_gone_shows_as_a_gap(
    dba: Conn, pair: dict[str, Any]
) -> None:
    with triggers_off(dba):
        dba.execute("delete from bankagent.follow_up_requests")
    assert rows.gaps(dba) == [
        (pair["cause"], f"the entry names request {pair['follow_up']}, which did not follow"),
        (pair["follow_up"], f"the entry names request {pair['cause']}, which did not cause it"),
    ]
    since = "select request_id, gap from ops.audit_gaps_since(now() - interval '1 hour')"
    assert sorted(rows.fetch(dba, since)) == rows.gaps(dba)
