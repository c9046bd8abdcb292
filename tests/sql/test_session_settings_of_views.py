"""Views and functions of ops in a session of psql whose settings are a DBA's own."""

import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import psycopg
import pytest

from tests.support import cases, exceptions, models, people, rows, session_settings, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.session_settings import EACH, OF_TRANSACTIONS, set_all
from tests.support.story_of_verbs import story

pytestmark = pytest.mark.expect_differences("comparisons of the story, which no facts make")
# Statements that ask each function of ops, on the request of the highest number.
# Autovacuum, and standbys and slots of other tests on this server, come and go.
OF_USERS = {
    "oldest_transactions": "select * from ops.oldest_transactions "
    "where who is not null and kind operator(pg_catalog.<>) 'standby' "
    "and kind operator(pg_catalog.<>) 'replication slot'"
}
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
    "ops.digest_shown": (
        "select ops.digest_shown(a, null) from bankagent.approvals as a order by 1"
    ),
    "ops.stages_in_force": (
        "select s.* from bankagent.approvals as a "
        "cross join lateral ops.stages_in_force(a.job_id, a.attempt) as s"
    ),
    "ops.business_minutes": (
        "select ops.business_minutes(tstzmultirange(tstzrange('2026-11-20', '2026-11-28')), "
        "'{TARGET}', 'Europe/London', '09:00', '17:00')"
    ),
    "ops.business_time_after": (
        "select ops.business_time_after('2026-11-20', 60, '{TARGET}', 'Europe/London', '09:00', "
        "'17:00')"
    ),
    "ops.answers_citing": (
        "select a.* from bankagent.documents as d "
        "cross join lateral ops.answers_citing(d.id) as a order by d.id, a.request_id"
    ),
    "ops.searched_documents": (
        "select s.* from ops.searched_documents('caller', 'desk', null, 'CUST-1042', null) as s "
        "order by s.document_id"
    ),
    "ops.covers_request": "select ops.covers_request('anna', 'trade_review', null)",
    "ops.demand_shown": (
        'select ops.demand_shown(\'[{"stage": 1, "role": "senior"}]\', 5, \'USD\')'
    ),
    "ops.questions_of": (
        "select q.* from bankagent.banking_requests as r "
        "cross join ops.questions_of(r.id, 9223372036854775807) as q order by r.id"
    ),
    "ops.questions_shown": (
        "select ops.questions_shown(r.id, 9223372036854775807) "
        "from bankagent.banking_requests as r order by r.id"
    ),
    "ops.words_to_caller": (
        "select ops.words_to_caller(a.action, a.request_id, a.job_id, a.attempt) "
        "from bankagent.agent_audit_log as a order by a.id"
    ),
    "ops.audit_gaps_since": "select * from ops.audit_gaps_since('-infinity')",
    "ops.business_days": "select ops.business_days('2026-11-24', '2026-11-28', '{XNYS}')",
    "ops.earlier_pair": (
        "select e.* from bankagent.banking_requests as r cross join lateral "
        "ops.earlier_pair(r.id, r.client_id, jsonb_build_object('pair', ops.pair_of(r.payload))) "
        "as e order by r.id"
    ),
    "ops.exception_comparison": (
        "select c.* from bankagent.trade_exceptions as x "
        "cross join lateral ops.exception_comparison(x.id) as c order by x.id"
    ),
    "ops.facts_needed": "select ops.facts_needed(document) from bankagent.policies",
    "ops.feed_summary": "select * from ops.feed_summary('eod', 'desk')",
    "ops.findings_in_words": "select ops.findings_in_words('{\"verdicts\": 2}')",
    "ops.is_work_action": "select ops.is_work_action(action) from bankagent.request_moves",
    "ops.lock_holder": "select ops.lock_holder(r.xmax) from bankagent.banking_requests as r",
    "ops.match_fault": (
        "select ops.match_fault(a.known -> 'comparison', b.known -> 'comparison') "
        "from bankagent.evaluations as a, bankagent.evaluations as b order by a.job_id, b.job_id"
    ),
    "ops.pair_of": "select ops.pair_of(payload) from bankagent.banking_requests order by id",
    "ops.pair_sha256": (
        "select ops.pair_sha256('C', known -> 'comparison') from bankagent.evaluations order by 1"
    ),
    "ops.payload_sha256": "select ops.payload_sha256(payload) from bankagent.banking_requests",
    "ops.proposal_digest": (
        "select ops.proposal_digest(p, x) from bankagent.exception_proposals as p "
        "inner join bankagent.trade_exceptions as x on x.id = p.exception_id order by 1"
    ),
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
    "ops.share_a_value": (
        "select ops.share_a_value(known -> 'comparison', known -> 'comparison', 'isin') "
        "from bankagent.evaluations order by 1"
    ),
    "ops.signature_of": (
        "select s.* from pg_catalog.pg_proc as p cross join lateral ops.signature_of(p.oid) as s "
        "where p.pronamespace = 'bankagent'::pg_catalog.regnamespace order by p.oid"
    ),
    "ops.unknown_types": "select ops.unknown_types(id) from procrastinate.procrastinate_workers",
    "ops.why_waiting": (
        "select w.* from bankagent.banking_requests as r "
        "cross join lateral ops.why_waiting(r.id) as w order by r.id"
    ),
}
FUNCTIONS = """
select 'ops.' || p.proname as name
from pg_proc as p
where p.prorettype <> 'trigger'::regtype and p.pronamespace = 'ops'::regnamespace
"""


@pytest.fixture(scope="module")
def shop(module_db: Database) -> Iterator[Conn]:
    """A session with PostgreSQL's own settings, beside the objects of a trap.

    One story has been told: each view and function is asked about all rows that there are.
    """
    with connect(module_db.url) as conn:
        conn.execute(session_settings.TRAP)
        story(conn, conn)
        yield conn


@pytest.fixture(scope="module")
def open_shop(module_db: Database, shop: Conn) -> Iterator[Conn]:
    """The same with requests that wait for each thing, and a session that waits for a lock."""
    verbs.rescue(shop)
    people.waiting(shop, 2)
    verbs.fail(shop)
    number = exceptions.opened(shop)
    exceptions.ask(shop, "anna", exceptions.LABEL, number, "late", True)
    # The story has rejected a file of its own client.
    cases.waiting(shop, cases.IDENTITY | {"state": "missing", "document": None})
    due = cases.submit(shop, actor="desk-7", client_id="CUST-7")
    assert cases.settle(shop, due, cases.end(next_review="2026-11-28")) == ["settled"]
    people.vote(shop, due)
    waiting, running = verbs.submit(shop, 2)
    assert waiting
    _pause_a_provider(shop)
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


def _pause_a_provider(conn: Conn) -> None:
    models.listed(conn, "anthropic")
    (fence,) = models.attempts(conn, conn)
    call = models.begin(conn, fence, provider="anthropic")
    models.fault(conn, fence, call.call_id, "rate_limited", "2999-01-01")


@EACH
def test_the_views_show_what_they_show_in_a_usual_session(
    open_shop: Conn, settings: list[tuple[str, str]]
) -> None:
    names = rows.fetch(open_shop, "select viewname from pg_views where schemaname = 'ops'")
    asked = {name: f"table ops.{name}" for (name,) in names} | OF_USERS | ASKED
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
        "exception_gaps",
        "feed_summaries",
        "feeds",
        "ops.earlier_pair",
        "ops.feed_summary",
        "proposal_gaps",
        "ops.audit_gaps_since",
        "oldest_transactions",
        "row_holders",
        "payload_gaps",
        "work_gaps",
        "follow_up_gaps",
        "schema_drift",
        "stuck_requests",
    }


def test_each_function_of_ops_is_asked(shop: Conn) -> None:
    assert {row.name for row in rows.fetch(shop, FUNCTIONS)} == set(ASKED)


def shown(conn: Conn, query: str) -> list[Any]:
    """Return the rows, sorted, by PostgreSQL's binary form; of ages, which grow, the type."""
    found = conn.execute(query, binary=True).fetchall()
    return sorted((tuple(_without_ages(value) for value in row) for row in found), key=repr)


def _without_ages(value: Any) -> Any:
    if isinstance(value, timedelta):
        return "an age"
    return re.sub(r"\d+ s ago", "N s ago", value) if isinstance(value, str) else value
