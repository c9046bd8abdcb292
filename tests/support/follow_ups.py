"""Follow-up requests in tests: ends of attempts that cause some, and what became of them."""

from typing import Any

from tests.support import rows, verbs
from tests.support.payloads import PAYLOAD
from tests.support.rows import Conn


def follow_up(**fields: Any) -> dict[str, Any]:
    """Return what settle_jobs takes for one follow-up request."""
    usual = {
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "payload": PAYLOAD,
        "reason": "The trade must be reviewed.",
    }
    return usual | fields


def approved(*follow_ups: Any) -> dict[str, Any]:
    """Return how an attempt ends whose policy approves, and what follows."""
    return verbs.approved() | causing(list(follow_ups) or [follow_up()])


def causing(follow_ups: Any) -> dict[str, Any]:
    """Return what an item says whose decision, either one, causes these requests."""
    of_decision = {"follow_ups": follow_ups}
    return {"causes": {"approved": of_decision, "rejected": of_decision}}


def caused_by(conn: Conn, request_id: int) -> list[Any]:
    """Return the follow-up requests of a request, in their order."""
    return rows.fetch(
        conn,
        "select f.*, r.client_id, r.request_type, r.payload, r.maker, r.on_behalf_of, r.status, "
        "r.job_id from bankagent.follow_up_requests as f "
        "inner join bankagent.banking_requests as r on r.id = f.request_id "
        "where f.caused_by = %s order by f.number",
        request_id,
    )
