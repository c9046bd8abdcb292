"""The laws that the database holds: a superuser is refused; past the triggers the break is seen."""

import factories as f
import pytest
from factories import Conn, refused, triggers_off

APPEND_ONLY = ("agent_audit_log", "evaluations", "decisions", "policies", "banking_requests")
ENTRY = (
    "insert into bankagent.agent_audit_log (request_id, action, actor, from_status, to_status) "
    "values (%s, %s, 'mallory', %s, %s)"
)


@pytest.fixture
def request_id(dba: Conn) -> int:
    """A received request between two others of which nothing must be said."""
    f.process(dba)
    _, found, _ = f.submit(dba, 3)
    return found


# --- law 1: one transaction -----------------------------------------------------


@pytest.mark.parametrize(
    "status", ["awaiting_approval", "needs_info", "failed", "processed", "cancelled"]
)
def test_no_status_changes_without_an_entry(dba: Conn, request_id: int, status: str) -> None:
    with refused("BA403", f"from received to {status} without an audit entry: use the verbs"):
        dba.execute(
            "update bankagent.banking_requests set status = %s where id = %s", [status, request_id]
        )
    assert f.status(dba, request_id) == "received"


def test_no_request_is_born_without_an_entry(dba: Conn) -> None:
    with refused("BA403", "was born without an audit entry: use submit_requests"):
        dba.execute(
            "insert into bankagent.banking_requests (client_id, request_type, payload, maker) "
            "values ('C', 'trade_review', '{}', 'mallory')"
        )
    assert f.one(dba, "select count(*) from bankagent.banking_requests") == 0


def test_no_merge_and_no_many_rows_at_once_get_past(dba: Conn, request_id: int) -> None:
    with refused("BA403", "without an audit entry"):
        dba.execute(
            "merge into bankagent.banking_requests as r using (values (%s::bigint)) as v (id) "
            "on r.id = v.id when matched then update set status = 'failed'",
            [request_id],
        )
    with dba.transaction(), refused("BA403", f"request {request_id + 1} would change"):
        # One of the two has its entry; the other has none.
        dba.execute(ENTRY, [request_id, "failed", "received", "failed"])
        with dba.transaction():
            dba.execute(
                "update bankagent.banking_requests set status = 'failed' where id in (%s, %s)",
                [request_id, request_id + 1],
            )
    # The entry alone did commit; its request must follow, or the gap would stay.


@pytest.mark.expect_gaps
def test_an_entry_of_another_transaction_does_not_count(dba: Conn, request_id: int) -> None:
    dba.execute(ENTRY, [request_id, "failed", "received", "failed"])
    with refused("BA403", "without an audit entry"):
        dba.execute(
            "update bankagent.banking_requests set status = 'failed' where id = %s", [request_id]
        )
    assert f.gaps(dba) == [(request_id, "the request is received, but its last entry says failed")]
