"""Views of the server: locks, transactions, sizes and rights, without what others typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.workers import wait_for


def test_who_blocks_whom_is_shown_without_what_they_typed(
    db: Database, dba: Conn, auditor: Conn
) -> None:
    (request_id,) = verbs.submit(dba)
    cancel = f"select bankagent.cancel_request({request_id}, null /* ACME */)"
    with (
        connect(db.url) as holder,
        connect(db.url, application_name="a person") as waiter,
        ThreadPoolExecutor(1) as pool,
    ):
        pids = (waiter.info.backend_pid, holder.info.backend_pid)
        holder.autocommit = False
        holder.execute("select 'ACME' from bankagent.banking_requests for no key update")
        cancelling = pool.submit(waiter.execute, cancel)
        (row,) = wait_for("it waits", lambda: rows.fetch(dba, "table ops.blockers"))
        (hidden,) = rows.fetch(auditor, "table ops.blockers")
        holder.commit()
        cancelling.result()
    assert (row.waiting_pid, row.blocking_pid) == pids
    assert (row.waiting_application, row.is_first) == ("a person", True)
    assert row.waiting_statement == f"select bankagent.cancel_request({request_id}, null …"
    assert (row.blocking_state, row.blocking_statement) == ("idle in transaction", "select …")
    assert (hidden.waiting_pid, hidden.blocking_pid, hidden.blocking_state) == (*pids, None)
    assert hidden.blocking_statement == "<insufficient privilege>"
    assert rows.fetch(dba, "table ops.blockers") == []


@pytest.mark.parametrize(
    ("statement", "safe"),
    [
        ("select * from t where a = $1", "select * from t where a = $1"),
        ('select f(\'[{"client_id": "ACME"}]\')', "select f(…"),
        ("select $$ACME$$", "select …"),
        ("select 1 -- ACME\n, 2", "select 1 …"),
        ("select\n  1", "select 1"),
        (None, None),
    ],
)
def test_of_a_statement_only_what_is_safe_is_shown(
    dba: Conn, statement: str | None, safe: str | None
) -> None:
    assert rows.one(dba, "select ops.safe_statement(%s)", statement) == safe


def test_the_oldest_transaction_is_named(db: Database, dba: Conn) -> None:
    with connect(db.url, application_name="a report") as reader:
        reader.execute("begin isolation level repeatable read")
        reader.execute("select count(*) from bankagent.banking_requests")
        verbs.submit(dba, 5)
        found = rows.fetch(dba, "table ops.oldest_transactions")
        (first,) = [one for one in found if one.pid == reader.info.backend_pid]
        assert first.kind == "session"
        assert (first.application, first.state) == ("a report", "idle in transaction")
        assert first.xids_behind >= 1
        assert f"pg_terminate_backend({first.pid})" in first.what_to_do


def test_the_notification_queue_is_well(dba: Conn) -> None:
    assert rows.fetch(dba, "table ops.notification_queue") == [(0, "well")]


def test_every_table_is_in_the_views_of_tables_and_every_index_in_that_of_indexes(
    dba: Conn,
) -> None:
    tables = {
        row.name
        for row in rows.fetch(
            dba,
            "select concat_ws('.', schemaname, tablename) as name from pg_tables "
            "where schemaname in ('bankagent', 'procrastinate')",
        )
    }
    for view in ("table_health", "table_sizes"):
        assert {row.table_name for row in rows.fetch(dba, f"table ops.{view}")} == tables
    dba.execute(
        "update pg_index set indisvalid = false "
        "where indexrelid = 'bankagent.evaluations_request_idx'::regclass"
    )
    first, *others = rows.fetch(dba, "table ops.index_use")
    assert (first.index_name, first.verdict[:7]) == ("evaluations_request_idx", "invalid")
    verdicts = {row.index_name: row.verdict for row in others}
    assert verdicts["decisions_pkey"] == "holds a rule"
    assert verdicts["procrastinate_jobs_queue_name_idx_v1"].endswith("leave it")


def test_sizes_are_noted_once_a_day_and_show_growth(dba: Conn, worker: Conn) -> None:
    assert rows.one(worker, "select bankagent.note_table_sizes()") is True
    assert rows.one(worker, "select bankagent.note_table_sizes()") is False
    dba.execute(
        "update bankagent.table_size_history set taken_on = taken_on - 8, total_bytes = "
        "total_bytes - 81920 where table_name = 'bankagent.banking_requests'"
    )
    row = rows.fetch(dba, "select * from ops.table_sizes where table_name ~ 'banking_requests'")[0]
    assert (row.grew_in_a_day, row.grew_in_a_week) == ("80 kB", "80 kB")


def test_a_person_sees_which_verbs_they_may_call(dba: Conn, auditor: Conn, api: Conn) -> None:
    look = (
        "select arguments, you_may from ops.functions where function = 'bankagent.cancel_request'"
    )
    arguments = (
        "p_request_id bigint, p_actor text DEFAULT NULL::text, "
        "p_traceparent text DEFAULT NULL::text"
    )
    assert rows.fetch(api, look) == [(arguments, True)]
    assert rows.fetch(auditor, look) == [(arguments, False)]
    assert rows.fetch(auditor, "select from ops.functions where what_it_does is null") == []
