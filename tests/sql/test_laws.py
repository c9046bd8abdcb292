"""The laws that the database holds: a superuser is refused; past the triggers the break is seen."""

import pytest

from tests.support import rows, verbs
from tests.support.rows import Conn, refused, triggers_off

APPEND_ONLY = ("agent_audit_log", "evaluations", "decisions", "policies", "banking_requests")
ENTRY = (
    "insert into bankagent.agent_audit_log (request_id, action, actor, from_status, to_status) "
    "values (%s, %s, 'mallory', %s, %s)"
)
FORGED = (
    "insert into bankagent.agent_audit_log (actor, request_id, action, from_status, to_status) "
    "values ('mallory', %(id)s, {})"
)
OTHER_TRANSACTION = "the status was not set in the transaction of its entry"
BREAKS = {
    "a status without an entry": (
        "update bankagent.banking_requests set status = 'failed' where id = %(id)s",
        [
            "the request is failed, but its job {job} is still open",
            "the request is failed, but its last entry says received",
        ],
    ),
    "an entry without a status": (
        FORGED.format("'failed', 'received', 'failed'"),
        ["the request is received, but its last entry says failed", OTHER_TRANSACTION],
    ),
    "an entry that does not follow": (
        FORGED.format("'requeued', 'failed', 'received'"),
        ["the entry moves from failed, but the request stood at received", OTHER_TRANSACTION],
    ),
    "an entry removed": (
        "delete from bankagent.agent_audit_log where request_id = %(id)s",
        ["the request is received, but its last entry says nothing"],
    ),
    "a decision on a request that is open": (
        (
            "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
            "values (%(id)s, 'approved', 'people', 'mallory')"
        ),
        [
            "the decision is by people, but no vote agrees with it",
            "the request is received, but it has a decision",
        ],
    ),
    "a status set by nobody": (
        "update bankagent.banking_requests set status_xid = '3' where id = %(id)s",
        [OTHER_TRANSACTION],
    ),
}


@pytest.fixture
def request_id(dba: Conn) -> int:
    """A received request between two others of which nothing must be said."""
    verbs.process(dba)
    _, found, _ = verbs.submit(dba, 3)
    return found


# --- law 1: one transaction -----------------------------------------------------


@pytest.mark.parametrize(
    "status", ["awaiting_approval", "needs_info", "failed", "processed", "cancelled"]
)
def test_no_status_changes_without_an_entry(dba: Conn, request_id: int, status: str) -> None:
    with refused("BA403", f"from received to {status} without an audit entry: use the functions"):
        dba.execute(
            "update bankagent.banking_requests set status = %s where id = %s", [status, request_id]
        )
    assert rows.status(dba, request_id) == "received"


def test_no_request_is_born_without_an_entry(dba: Conn) -> None:
    with refused("BA403", "is new but has no audit entry: use bankagent.submit_requests"):
        dba.execute(
            "insert into bankagent.banking_requests (client_id, request_type, payload, maker) "
            "values ('C', 'trade_review', '{}', 'mallory')"
        )
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 0


def test_no_merge_gets_past(dba: Conn, request_id: int) -> None:
    with refused("BA403", "without an audit entry"):
        dba.execute(
            "merge into bankagent.banking_requests as r using (values (%s::bigint)) as v (id) "
            "on r.id = v.id when matched then update set status = 'failed'",
            [request_id],
        )


def test_one_entry_does_not_count_for_two_requests(dba: Conn, request_id: int) -> None:
    with refused("BA403", f"request {request_id + 1} would change from received to failed"):
        dba.execute(
            f"with entered as ({ENTRY}) update bankagent.banking_requests set status = 'failed', "
            "status_xid = pg_current_xact_id() where id in (%s, %s)",
            [request_id, "failed", "received", "failed", request_id, request_id + 1],
        )
    assert rows.status(dba, request_id) == "received"


@pytest.mark.parametrize(
    ("action", "from_status", "to_status"),
    [
        ("teleported", "received", "processed"),
        ("processed", "new", "processed"),
        ("processed", "received", "failed"),
        ("requeued", "processed", "received"),
        ("cancelled", "processed", "cancelled"),
    ],
)
def test_an_entry_must_be_a_legal_move(
    dba: Conn, request_id: int, action: str, from_status: str, to_status: str
) -> None:
    with refused("BA403", f"{action} from {from_status} to {to_status} is not a legal move"):
        dba.execute(ENTRY, [request_id, action, from_status, to_status])


def test_an_entry_must_say_where_the_request_came_from(dba: Conn, request_id: int) -> None:
    with refused("23502", "from_status"):
        dba.execute(ENTRY, [request_id, "processed", None, "processed"])


def test_an_entry_alone_is_refused_so_it_cannot_serve_a_later_transaction(
    dba: Conn, request_id: int
) -> None:
    with refused(
        "BA403", f"entry failed (received to failed) of request {request_id}", "does not match"
    ):
        dba.execute(ENTRY, [request_id, "failed", "received", "failed"])


def test_nobody_is_processed_twice(dba: Conn) -> None:
    (request_id,) = verbs.process(dba)
    with refused("BA403", "processed", "does not match the request's current status"):
        dba.execute(ENTRY, [request_id, "processed", "received", "processed"])
    with refused("BA403", "received", "does not match the request's current status"):
        dba.execute(ENTRY, [request_id, "received", "new", "received"])
    assert rows.actions(dba, request_id) == ["received", "processed"]


@pytest.mark.expect_gaps
@pytest.mark.parametrize(("breaks", "gaps"), BREAKS.values(), ids=BREAKS)
def test_past_the_triggers_a_break_shows_as_exactly_its_gaps(
    dba: Conn, request_id: int, breaks: str, gaps: list[str]
) -> None:
    with triggers_off(dba):
        dba.execute(breaks, {"id": request_id})
    expected = [(request_id, gap.format(job=rows.job(dba, request_id).id)) for gap in gaps]
    assert rows.gaps(dba) == expected
    since = "select request_id, gap from ops.audit_gaps_since(now() - interval '1 hour')"
    assert sorted(rows.fetch(dba, since)) == expected


@pytest.mark.expect_gaps
def test_a_decision_in_two_transactions_shows_as_a_gap(dba: Conn, request_id: int) -> None:
    with triggers_off(dba):
        dba.execute(ENTRY, [request_id, "cancelled", "received", "cancelled"])
        dba.execute(
            "update procrastinate.procrastinate_jobs set status = 'cancelled' where id = %s",
            [rows.job(dba, request_id).id],
        )
        dba.execute(
            "update bankagent.banking_requests set status = 'cancelled' where id = %s",
            [request_id],
        )
    assert rows.gaps(dba) == [
        (request_id, "the status was not set in the transaction of its entry")
    ]


@pytest.mark.expect_gaps
def test_a_decision_that_vanished_shows_as_a_gap(dba: Conn, request_id: int) -> None:
    (decided,) = rows.fetch(dba, "select request_id from bankagent.decisions")
    with triggers_off(dba):
        dba.execute("delete from bankagent.decisions")
    assert rows.gaps(dba) == [
        (decided.request_id, "the request is processed, but it has no decision")
    ]


@pytest.mark.parametrize(
    ("breaks", "reason"),
    [
        ("delete from procrastinate.procrastinate_jobs where id = %s", "no open job"),
        (
            "update procrastinate.procrastinate_jobs set status = 'succeeded' where id = %s",
            "no open job",
        ),
        (
            "update procrastinate.procrastinate_jobs set status = 'doing' where id = %s",
            "held by a dead worker",
        ),
    ],
)
def test_past_the_triggers_a_job_that_is_gone_shows_as_a_stuck_request(
    dba: Conn, request_id: int, breaks: str, reason: str
) -> None:
    with triggers_off(dba):
        dba.execute(breaks, [rows.job(dba, request_id).id])
    stuck = rows.fetch(dba, "select request_id, reason from ops.stuck_requests")
    assert stuck == [(request_id, reason)]


# --- law 3: the fence -----------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"worker_id": 1}, {"attempts": 7}, {"job_id": 1}, {"request_id": 1}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_run_that_shows_another_fence_writes_nothing(
    dba: Conn, request_id: int, other: dict[str, int]
) -> None:
    worker_id = verbs.register(dba)
    job = next(job for job in verbs.claim(dba, worker_id) if job.request_id == request_id)
    before = rows.everything(dba)
    item = verbs.fence(job, worker_id) | other | verbs.approved()
    assert verbs.settle(dba, item) == ["lost"]
    assert rows.everything(dba) == before
    assert verbs.hand_back(dba, worker_id + 1, [job]) == []
    assert rows.everything(dba) == before


def test_nobody_moves_the_fence_of_a_run(dba: Conn, request_id: int) -> None:
    verbs.claim(dba, verbs.register(dba))
    for change in ("attempts = 5", "worker_id = null", "status = 'todo'"):
        with refused("BA403", "bankagent.settle_jobs"):
            dba.execute(
                f"update procrastinate.procrastinate_jobs set {change} where id = %s",
                [rows.job(dba, request_id).id],
            )


# --- law 4: one decision --------------------------------------------------------


def test_a_request_has_one_decision_even_past_the_triggers(dba: Conn) -> None:
    (request_id,) = verbs.process(dba)
    again = (
        "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
        "values (%s, 'rejected', 'people', 'mallory')"
    )
    with refused("23505", "decisions_pkey"):
        dba.execute(again, [request_id])
    with refused("23505", "decisions_pkey"), triggers_off(dba):
        dba.execute(again, [request_id])


# --- law 6: append-only ---------------------------------------------------------


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_evidence_is_neither_removed_nor_emptied(dba: Conn, table: str) -> None:
    verbs.process(dba)
    with refused("BA403", f"{table} is append-only: DELETE is refused"):
        dba.execute(f"delete from bankagent.{table}")
    with refused("BA403", f"{table} is append-only: TRUNCATE is refused"):
        dba.execute(f"truncate bankagent.{table} cascade")


@pytest.mark.parametrize("table", APPEND_ONLY[:4])
def test_evidence_is_not_rewritten(dba: Conn, table: str) -> None:
    verbs.process(dba)
    before = rows.everything(dba)
    with refused("BA403", f"{table} is append-only: UPDATE is refused"):
        dba.execute(f"update bankagent.{table} set created_at = now()")
    assert rows.everything(dba) == before


def test_nobody_changes_the_list_of_legal_moves(dba: Conn) -> None:
    for change in (
        "insert into bankagent.request_moves values ('x', 'new', 'processed', 'x')",
        "update bankagent.request_moves set to_status = 'processed'",
        "delete from bankagent.request_moves",
        "truncate bankagent.request_moves",
    ):
        with refused("BA403", "request_moves is append-only"):
            dba.execute(change)


def test_the_trail_outlives_the_job(dba: Conn) -> None:
    (request_id,) = verbs.process(dba)
    dba.execute("delete from procrastinate.procrastinate_jobs")
    assert rows.actions(dba, request_id) == ["received", "processed"]
    assert rows.one(dba, "select job_status from ops.request_overview") is None
