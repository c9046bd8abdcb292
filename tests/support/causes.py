"""Ends of attempts that people decide, with what their decision causes."""

from typing import Any

from tests.support import people, rows, verbs
from tests.support.rows import Conn


def left_to_people(**causes: Any) -> dict[str, Any]:
    """Return how an attempt ends that asks for people; `causes` is by decision."""
    return people.asks_for_people() | {"causes": causes}


def waiting(conn: Conn, request_id: int, **causes: Any) -> int:
    """Claim this request and leave it to people; return its id."""
    assert settled(conn, request_id, left_to_people(**causes)) == ["settled"]
    return request_id


def settled(conn: Conn, request_id: int, end: dict[str, Any]) -> list[str]:
    """Claim this request and settle it; return the answer of settle_jobs."""
    worker_id = verbs.register(conn)
    (job,) = (one for one in verbs.claim(conn, worker_id) if one.request_id == request_id)
    return verbs.settle(conn, verbs.fence(job, worker_id) | end)


def kept(conn: Conn, request_id: int) -> Any:
    """Return what the evaluation of a request keeps for people's decision."""
    return rows.one(
        conn, "select causes from bankagent.evaluations where request_id = %s", request_id
    )
