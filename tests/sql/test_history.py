"""Several moves in one transaction, and columns that never change; superusers included."""

import pytest

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, refused

MOVE = (
    "with entered as (insert into bankagent.agent_audit_log "
    "(request_id, action, actor, from_status, to_status) "
    "values (%(id)s, %(action)s, 'mallory', %(old)s, %(new)s)) "
    "update bankagent.banking_requests set status = %(new)s, status_xid = pg_current_xact_id() "
    "where id = %(id)s"
)
KEPT = {
    "banking_requests": (
        "id",
        "client_id",
        "request_type",
        "maker",
        "on_behalf_of",
        "created_at",
    ),
    "idempotency_keys": ("caller", "key", "request_id", "body_sha256"),
    "suspect_jobs": ("job_id", "request_id", "noted_at"),
    "callers": ("name", "created_at", "created_by"),
    "reviewers": ("name", "created_at", "created_by"),
    "api_keys": ("id", "kind", "holder", "slot", "secret_sha256", "created_at", "expires_at"),
    "request_types": ("name",),
    "worker_processes": ("worker_id", "host", "pid", "version", "started_at"),
}
NEVER_DELETED = ("callers", "reviewers", "api_keys", "request_types")


@pytest.fixture
def full(dba: Conn) -> Conn:
    """A database that has a row in each table whose columns are kept."""
    verbs.put(dba, verbs.item(idempotency_key="k", actor="desk-1"))
    worker_id = verbs.register(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    verbs.register(dba)
    people.add_key(dba, "reviewer", "anna")
    return dba


def move(conn: Conn, request_id: int, action: str, old: str, new: str) -> None:
    conn.execute(MOVE, {"id": request_id, "action": action, "old": old, "new": new})


# --- moves ----------------------------------------------------------------------


def test_a_move_does_not_hide_behind_an_earlier_entry_of_its_transaction(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    with (
        rows.nothing_written(dba),
        refused("BA403", "from received to failed without an audit entry"),
        dba.transaction(),
    ):
        move(dba, request_id, "failed", "received", "failed")
        move(dba, request_id, "requeued", "failed", "received")
        dba.execute("update bankagent.banking_requests set status = 'failed'")


def test_a_request_that_was_just_submitted_does_not_move_without_an_entry(dba: Conn) -> None:
    with rows.nothing_written(dba), refused("BA403", "without an audit entry"), dba.transaction():
        (request_id,) = verbs.submit(dba)
        dba.execute("select bankagent.cancel_request(%s)", [request_id])
        dba.execute("update bankagent.banking_requests set status = 'received'")


def test_honest_moves_of_one_transaction_stay_legal(dba: Conn) -> None:
    failed = verbs.fail(dba)
    with dba.transaction():
        dba.execute("select bankagent.requeue_request(%s)", [failed])
        dba.execute("select bankagent.cancel_request(%s)", [failed])
        (submitted,) = verbs.submit(dba)
        dba.execute("select bankagent.cancel_request(%s)", [submitted])
        (worked,) = verbs.submit(dba)
        worker_id = verbs.register(dba)
        verbs.settle(
            dba,
            *[
                verbs.fence(job, worker_id) | verbs.undecided("needs_info", "needs_info")
                for job in verbs.claim(dba, worker_id)
            ],
        )
        dba.execute("select bankagent.replace_payload(%s, '{\"a\": 1}')", [worked])
        dba.execute("select bankagent.cancel_request(%s)", [worked])
    assert rows.actions(dba, failed)[-2:] == ["requeued", "cancelled"]
    assert rows.actions(dba, submitted) == ["received", "cancelled"]
    assert rows.actions(dba, worked)[-2:] == ["payload_replaced", "cancelled"]


@pytest.mark.parametrize(
    "change", ["job_id = null", "job_id = job_id + 1", "status_xid = '3'", "status_xid = null"]
)
def test_the_job_and_the_transaction_of_a_request_change_only_with_an_entry(
    dba: Conn, change: str
) -> None:
    verbs.submit(dba)
    sqlstate = "23502" if change == "status_xid = null" else "BA403"
    with rows.nothing_written(dba), refused(sqlstate):
        dba.execute(f"update bankagent.banking_requests set {change}")


def test_an_entry_of_the_same_transaction_does_not_cover_another_job(dba: Conn) -> None:
    request_id = verbs.fail(dba)
    with rows.nothing_written(dba), refused("BA403"), dba.transaction():
        dba.execute("select bankagent.requeue_request(%s)", [request_id])
        dba.execute("update bankagent.banking_requests set job_id = 1")


# --- payloads -------------------------------------------------------------------


def test_no_payload_changes_without_its_version_and_its_entry(dba: Conn) -> None:
    verbs.submit(dba)
    with rows.nothing_written(dba), refused("BA403", "replace_payload"):
        dba.execute("update bankagent.banking_requests set payload = '{}'")


@pytest.mark.parametrize("kept", [True, False])
def test_a_replacement_does_not_cover_a_second_change_of_the_payload(
    dba: Conn, *, kept: bool
) -> None:
    (request_id,) = verbs.submit(dba)
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | verbs.undecided("needs_info", "needs_info"))
    with rows.nothing_written(dba), refused("BA403", "replace_payload"), dba.transaction():
        dba.execute("select bankagent.replace_payload(%s, '{\"a\": 1}')", [request_id])
        if kept:
            dba.execute(
                "insert into bankagent.payload_versions (request_id, version, payload, "
                "replaced_by) select id, 2, payload, 'mallory' from bankagent.banking_requests"
            )
        dba.execute("update bankagent.banking_requests set payload = '{\"a\": 2}'")


# --- what never changes ---------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in KEPT for column in KEPT[table]]
)
def test_a_column_that_never_changes_is_refused(full: Conn, table: str, column: str) -> None:
    value = rows.fetch(full, f"select {column} from bankagent.{table} limit 1")[0][0]
    if isinstance(value, str):
        changed = f"{column} || 'x'"
    elif isinstance(value, int):
        changed = f"{column} + 1000"
    else:
        changed = f"{column} - interval '1 second'"
    with refused("BA403", table, column):
        full.execute(f"update bankagent.{table} set {column} = {changed}")


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_a_row_that_others_name_is_never_deleted(full: Conn, table: str) -> None:
    with refused("BA403", table):
        full.execute(f"delete from bankagent.{table}")
    with refused("BA403", table):
        full.execute(f"truncate bankagent.{table} cascade")


def test_a_key_is_revoked_once_and_for_ever(full: Conn) -> None:
    full.execute("update bankagent.api_keys set revoked_at = now(), revoked_by = 'x'")
    for change in ("revoked_at = null, revoked_by = null", "revoked_by = 'y'"):
        with refused("BA403", "api_keys"):
            full.execute(f"update bankagent.api_keys set {change}")


def test_what_may_change_still_changes(db: Database, full: Conn) -> None:
    full.execute("select bankagent.disable_holder('reviewer', 'anna')")
    full.execute("select bankagent.disable_holder('reviewer', 'anna', false)")
    full.execute("select bankagent.add_caller('desk-1', '{operate}')")
    full.execute("update bankagent.request_types set max_attempts = 5, queue = 'q'")
    full.execute("update bankagent.suspect_jobs set alone = true")
    full.execute("delete from bankagent.suspect_jobs")
    full.execute("delete from bankagent.idempotency_keys")
    full.execute("delete from bankagent.worker_processes")
