"""Verbs and views in a session of psql whose settings are a DBA's own."""

import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support import people, reference, rows, session_settings, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.session_settings import HOSTILE, OF_TRANSACTIONS, set_all, together

EACH = pytest.mark.parametrize(
    "settings", [*([one] for one in HOSTILE), together()], ids=session_settings.ids()
)
# Statements that ask each function of ops, on the request of the highest number.
ASKED = {
    "ops.approval_digest": (
        "select ops.approval_digest(r, e) from bankagent.banking_requests as r "
        "inner join bankagent.evaluations as e on e.request_id = r.id order by 1"
    ),
    "ops.approval_digest_of": (
        "select ops.approval_digest_of(a, r, e) from bankagent.approvals as a "
        "inner join bankagent.banking_requests as r on r.id = a.request_id "
        "inner join bankagent.evaluations as e on e.job_id = a.job_id order by 1"
    ),
    "ops.audit_gaps_since": "select * from ops.audit_gaps_since('-infinity')",
    "ops.lock_holder": "select ops.lock_holder(r.xmax) from bankagent.banking_requests as r",
    "ops.payload_sha256": "select ops.payload_sha256(payload) from bankagent.banking_requests",
    "ops.reference_diff": "select * from ops.reference_diff('fx_rates', 1, 2)",
    "ops.reference_row_count": (
        "select ops.reference_row_count(id) from bankagent.reference_versions"
    ),
    "ops.reference_sha256": "select ops.reference_sha256(id) from bankagent.reference_versions",
    "ops.reference_tables": "select ops.reference_tables('calendars')",
    "ops.request_history": (
        "select h.* from bankagent.banking_requests as r "
        "cross join lateral ops.request_history(r.id) as h order by r.id, h.at"
    ),
    "ops.rules_in_words": "select ops.rules_in_words(fired, outcome) from bankagent.evaluations",
    "ops.safe_statement": "select ops.safe_statement(E'select\\n  \\'a\\'')",
    "ops.schema_now": "select * from ops.schema_now() order by 1, 2",
    "ops.signature_of": (
        "select s.* from pg_catalog.pg_proc as p cross join lateral ops.signature_of(p.oid) as s "
        "where p.pronamespace = 'bankagent'::pg_catalog.regnamespace order by p.oid"
    ),
    "ops.why_waiting": (
        "select w.* from bankagent.banking_requests as r "
        "cross join lateral ops.why_waiting(r.id) as w order by r.id"
    ),
}
NAMES = """
select concat_ws('.', n.nspname, p.proname) as name, p.prolang = l.oid as is_plpgsql
from pg_proc as p
inner join pg_namespace as n on n.oid = p.pronamespace
inner join pg_language as l on l.lanname = 'plpgsql'
where p.prorettype <> 'trigger'::regtype and n.nspname = %s
"""


@pytest.fixture(scope="module")
def shop(module_db: Database) -> Iterator[Conn]:
    """A session with PostgreSQL's own settings, beside the objects of a trap."""
    with connect(module_db.url) as conn:
        conn.execute(session_settings.TRAP)
        yield conn


@pytest.fixture(scope="module")
def usual_story(shop: Conn) -> list[str]:
    return story(shop, shop)


def story(conn: Conn, keeper: Conn) -> list[str]:
    """Call each verb as people and services do; return all answers, with N for each number.

    `keeper` is a usual session, which lets time pass.
    """
    said: list[Any] = []

    def ask(query: str, *parameters: Any) -> Any:
        try:
            found = conn.execute(query, parameters or None, binary=True).fetchall()
        except psycopg.Error as error:
            said.append((error.sqlstate, error.diag.message_primary))
            return None
        said.append([tuple(_told(value) for value in row) for row in found])
        return found[0][0] if found else None

    people.add_reviewers(conn, "anna", "ben")
    _intake(conn, keeper, ask)
    _queue(conn, keeper, ask)
    _approvals(conn, ask)
    _access(ask)
    _reference(conn, ask)
    finish(conn, verbs.register(conn))
    said.append(rows.gaps(conn))
    return [re.sub(r"\d+", "N", str(one)) for one in said]


def finish(conn: Conn, worker_id: int) -> None:
    """Process all that waits, suspects too."""
    for alone in (False, True):
        while jobs := verbs.claim(conn, worker_id, alone=alone):
            assert set(verbs.settle_approved(conn, worker_id, jobs)) == {"settled"}


def _told(value: Any) -> Any:
    return value if isinstance(value, (str, bool, list, dict, type(None))) else type(value).__name__


def _intake(conn: Conn, keeper: Conn, ask: Any) -> None:
    (failed,) = verbs.submit(conn)
    worker_id = verbs.register(conn)
    for _ in range(3):
        assert verbs.settle_error(conn, worker_id, verbs.claim(conn, worker_id)) == ["settled"]
        verbs.make_due(keeper)
    ask("select bankagent.requeue_request(%s)", failed)
    ask("select bankagent.requeue_request(%s)", failed)
    key = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    for fields in ({}, {}, {"payload": {"symbol": "B", "notional": 1.10}}):
        item = verbs.item(idempotency_key=key, **fields)
        ask("select item, status, outcome from bankagent.submit_requests(%s)", Jsonb([item]))
    ask("select * from bankagent.submit_requests(%s)", Jsonb([{"client_id": "C"}]))
    ask("select bankagent.cancel_request(%s)", verbs.submit(conn)[0])
    ask("select bankagent.cancel_request(null)")


def _queue(conn: Conn, keeper: Conn, ask: Any) -> None:
    worker_id = verbs.register(conn)
    verbs.make_due(keeper)
    jobs = verbs.claim(conn, worker_id)
    assert verbs.hand_back(conn, worker_id, jobs[:1])
    contradicts = verbs.fence(jobs[1], worker_id) | verbs.approved() | {"decision": "rejected"}
    ask("select * from bankagent.settle_jobs(%s)", Jsonb([contradicts]))
    verbs.settle_approved(conn, worker_id, jobs[1:])
    verbs.claim(conn, worker_id)
    verbs.silence(keeper, worker_id)
    ask("select outcome from bankagent.rescue_jobs()")
    ask("select * from bankagent.pause('queue', 'trade_review', %s)", "\t \n")
    ask("select * from bankagent.pause('queue', 'trade_review', 'prices are late')")
    alone = verbs.register(conn)
    ask("select queue_name, request_type from bankagent.claim_jobs(%s)", alone)
    ask("select * from bankagent.resume('queue', 'trade_review')")
    finish(conn, alone)
    ask("select bankagent.retire_jobs(10000)")
    conn.execute("delete from bankagent.table_size_history")
    ask("select bankagent.note_table_sizes()")
    ask('select table_name from bankagent.table_size_history order by 1 collate "C"')
    ask("select bankagent.connected_since() < pg_catalog.clock_timestamp()")


def _approvals(conn: Conn, ask: Any) -> None:
    approved, sent_back = people.waiting(conn, 2, actor="desk-7")
    cast = "select status, decision from bankagent.cast_vote(%s, %s, %s, %s, %s)"
    for verdict, reason in (
        ("approve", " \t"),
        ("maybe", "so"),
        ("approve", "fine"),
        ("reject", "no"),
    ):
        with verbs.naming(conn, "anna"):
            ask(cast, approved, verdict, reason, people.digest(conn, approved), "anna")
    with verbs.naming(conn, "ben"):
        ask(cast, sent_back, "needs_info", "which desk?", people.digest(conn, sent_back), "ben")
    ask("select bankagent.replace_payload(%s, %s)", sent_back, Jsonb({"notional": 2.50}))
    ask("select bankagent.cancel_request(%s)", sent_back)


def _access(ask: Any) -> None:
    name, key = "desk-app", "substr(md5(random()::text), 1, 8)"
    ask("select bankagent.add_caller('x y')")
    ask("select bankagent.add_caller(%s, '{requests:read,NULL}')", name)
    ask("select count(bankagent.add_caller(%s, '{requests:read}')) > 0", name)
    issue = f"select bankagent.issue_key('caller', %s, {key}, repeat('0', 64), '1 mon')"
    ask(issue.replace("1 mon", "3 years"), name)
    ask(issue, name)
    ask("select bankagent.disable_holder('caller', %s)", name)
    ask(issue, name)
    ask("select bankagent.disable_holder('caller', %s, false)", name)
    ask("select bankagent.revoke_key(k.id) from bankagent.api_keys as k where k.revoked_at is null")


def _reference(conn: Conn, ask: Any) -> None:
    finish_import = "select sha256, row_count from bankagent.finish_reference_import(%s)"
    one = {"day": "2026-11-27", "currency": "USD", "rate": 1.1172}
    ask(reference.BEGIN, "rates", "a test", "2026-11-27", "Rows of a test.")
    ask(reference.BEGIN, "fx_rates", "\t \n", "2026-11-27", "Rows of a test.")
    with conn.transaction():
        number = ask(reference.BEGIN, "fx_rates", "S: a test", "2026-11-27", "So many rows.")
        ask(reference.ADD, number, "fx_rates", Jsonb([one, one | {"currency": "PLN"}]))
        ask(finish_import, number)
    ask(finish_import, number)
    ask(reference.ADD, number, "fx_rates", Jsonb([one | {"currency": "GBP"}]))
    ask(reference.ADD, number, "calendars", Jsonb([{}]))
    ask("select ops.reference_sha256(%s)", number)
    ask("select ops.reference_row_count(%s)", number)
    ask("select table_name, change, key from ops.reference_diff('fx_rates', 1, 2) order by 3")
    for version in (None, None, 1, 0):
        ask(reference.ACTIVATE, "fx_rates", version)


@EACH
def test_the_verbs_answer_as_in_a_usual_session(
    module_db: Database, shop: Conn, usual_story: list[str], settings: list[tuple[str, str]]
) -> None:
    with connect(module_db.url) as conn:
        set_all(conn, settings)
        assert story(conn, shop) == usual_story


def test_the_story_calls_every_verb_that_is_written_in_plpgsql(db: Database) -> None:
    with connect(db.url) as conn:
        conn.execute("set track_functions to 'all'")
        story(conn, conn)
        conn.execute("select pg_stat_force_next_flush()")
    with connect(db.url) as conn:
        called = rows.fetch(
            conn, "select concat_ws('.', schemaname, funcname) from pg_stat_user_functions"
        )
        found = {row.name for row in rows.fetch(conn, NAMES, "bankagent") if row.is_plpgsql}
        assert found - {row[0] for row in called} == set()
        assert {row.name for row in rows.fetch(conn, NAMES, "ops")} == set(ASKED)


@pytest.fixture(scope="module")
def open_shop(module_db: Database, shop: Conn, usual_story: list[str]) -> Iterator[Conn]:
    """The same with requests that wait for each thing, and a session that waits for a lock."""
    assert usual_story
    verbs.rescue(shop)
    people.waiting(shop, 2)
    verbs.fail(shop)
    waiting, running = verbs.submit(shop, 2)
    assert waiting
    worker_id = verbs.register(shop)
    verbs.settle_error(shop, worker_id, verbs.claim(shop, worker_id, limit=1))
    verbs.claim(shop, worker_id, limit=1)
    assert running
    verbs.submit(shop)
    # One worker is alive, and the others are not, however long the tests take.
    for (one,) in rows.fetch(shop, "select id from procrastinate.procrastinate_workers"):
        verbs.silence(shop, one, -86400 if one == worker_id else 86400)
    shop.execute("select bankagent.pause('queue', 'trade_review', 'prices are late')")
    with connect(module_db.url) as holder, psycopg.connect(module_db.url) as waiter:
        holder.execute("begin; lock table bankagent.schema_files in share mode")
        thread = Thread(
            target=waiter.execute, args=["lock table bankagent.schema_files in row exclusive mode"]
        )
        thread.start()
        while not rows.fetch(shop, "table ops.blockers"):
            pass
        yield shop
        holder.execute("rollback")
        thread.join()
    shop.execute("select bankagent.resume('queue', 'trade_review')")


@EACH
def test_the_views_show_what_they_show_in_a_usual_session(
    open_shop: Conn, settings: list[tuple[str, str]]
) -> None:
    names = rows.fetch(open_shop, "select viewname from pg_views where schemaname = 'ops'")
    asked = {name: f"table ops.{name}" for (name,) in names} | ASKED
    with open_shop.transaction(force_rollback=True):
        open_shop.execute("set transaction isolation level repeatable read")
        usual = {name: shown(open_shop, query) for name, query in asked.items()}
        set_all(
            open_shop,
            [one for one in settings if one[0] not in OF_TRANSACTIONS],
            local=True,
        )
        for name, query in asked.items():
            assert shown(open_shop, query) == usual[name], name
    assert {name for name, found in usual.items() if not found} <= {
        "audit_gaps",
        "audit_gaps_lately",
        "ops.audit_gaps_since",
        "oldest_transactions",
        "payload_gaps",
        "schema_drift",
        "stuck_requests",
    }


def shown(conn: Conn, query: str) -> list[Any]:
    """Return the rows, sorted, by PostgreSQL's binary form; of ages, which grow, the type."""
    found = conn.execute(query, binary=True).fetchall()
    return sorted((tuple(_without_ages(value) for value in row) for row in found), key=repr)


def _without_ages(value: Any) -> Any:
    if isinstance(value, timedelta):
        return "an age"
    return re.sub(r"\d+ s ago", "N s ago", value) if isinstance(value, str) else value
