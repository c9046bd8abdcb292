"""Upgrades from released schemas to this one: nothing is lost, and the schema is a new install's.

version_N.sql.gz is pg_dump's text of a database that version N had worked on.
"""

import pytest

from bankagent.db import schema
from bankagent.db.migrate import migrate
from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.dumps import load
from tests.support.rows import connect

# As a worker of versions 1 and 2 claims.
CLAIM = """
select
    job_id, queue_name, priority, attempts, request_id, client_id, request_type,
    payload::text as payload
from bankagent.claim_jobs(
    %(worker_id)s::bigint, %(queues)s::text[], 100, false, ''::text, null::integer, null::bigint
)
"""
COMMENTS = """
select i.type, i.identity, d.description
from pg_description as d
cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
where i.identity ~ '\\m(bankagent|procrastinate|ops)(\\.|$)'
order by 1, 2
"""
# As the API of version 2 calls a verb again and again: its session has the call prepared.
PREPARED = """
prepare cancelling as select bankagent.cancel_request($1::bigint, $2::text);
prepare voting as
select * from bankagent.cast_vote($1::bigint, $2::text, $3::text, $4::text, $5::text)
"""
SHOWN = "select digest from ops.approvals_open where request_id = 3"
STATUSES = {
    1: {
        1: "processed",
        2: "processed",
        3: "needs_info",
        4: "cancelled",
        5: "awaiting_approval",
        6: "received",
    },
    2: {
        1: "processed",
        2: "processed",
        3: "awaiting_approval",
        4: "processed",
        5: "failed",
        6: "cancelled",
        7: "received",
    },
}


@pytest.mark.parametrize("version", STATUSES)
def test_a_released_schema_becomes_this_one_and_goes_on_working(
    db: Database, empty_db: Database, version: int
) -> None:
    assert version < schema.version()
    load(empty_db.url, version)
    old_worker = connect(empty_db.url)
    old_worker.execute(CLAIM, {"worker_id": 1, "queues": ["none"]}, prepare=True)
    with connect(empty_db.url) as conn:
        before = rows.fetch(conn, "select * from bankagent.agent_audit_log order by id")
    migrate(empty_db.url)
    assert migrate(empty_db.url) == []
    with connect(empty_db.url) as conn, connect(db.url) as fresh:
        assert (
            rows.one(conn, "select max(version) from bankagent.schema_versions") == schema.version()
        )
        for same in ("select kind, name, sha256 from ops.schema_now() order by 1, 2", COMMENTS):
            assert rows.fetch(conn, same) == rows.fetch(fresh, same)
        assert rows.fetch(conn, "table ops.schema_drift") == []
        assert rows.fetch(conn, "table ops.audit_gaps") == []
        kept = rows.fetch(conn, "select * from bankagent.agent_audit_log order by id")
        assert [row[: len(before[0])] for row in kept] == [tuple(row) for row in before]
        found = rows.fetch(conn, "select id, status from bankagent.banking_requests")
        assert {row.id: row.status for row in found} == STATUSES[version]

        policies = rows.fetch(conn, "select * from ops.policy_versions order by key, version")
        assert {one.author for one in policies} == {"bankagent"}
        decided = rows.one(conn, "select min(created_at) from bankagent.evaluations")
        (first,) = rows.fetch(
            conn,
            "select active_from from bankagent.policy_activations where version = 1 limit 1",
        )
        assert first.active_from <= decided

        worker_id = verbs.register(conn)
        # A worker of the old version, and its connection, that lived through the migration.
        claim = {"worker_id": worker_id, "queues": ["trade_review"]}
        jobs = old_worker.execute(CLAIM, claim, prepare=True).fetchall()
        assert verbs.settle_approved(conn, worker_id, jobs) == ["settled"]
        old_worker.close()
        assert rows.status(conn, max(STATUSES[version])) == "processed"
        assert rows.fetch(conn, "table ops.audit_gaps") == []


def test_what_version_2_opened_and_prepared_still_works_after_the_migration(
    empty_db: Database,
) -> None:
    load(empty_db.url, 2)
    with connect(empty_db.url) as old, connect(empty_db.url) as conn:
        old.execute(PREPARED)
        shown = rows.one(old, SHOWN)
        migrate(empty_db.url)
        assert rows.one(conn, SHOWN) == shown
        forms = rows.fetch(
            conn, "select request_id, digest_form from bankagent.approvals order by 1"
        )
        assert forms == [(2, 1), (3, 1)]

        old.execute("set role bankagent_api")
        with rows.refused("BA412"):
            old.execute(f"execute voting (3, 'approve', 'Checked.', '{'0' * 64}', 'rita')")
        vote = f"execute voting (3, 'approve', 'Checked.', '{shown}', 'rita')"
        assert rows.fetch(old, vote) == [(2, "processed", "approved")]
        old.execute("execute cancelling (7, 'postgres')")
        assert [rows.status(conn, request_id) for request_id in (3, 7)] == [
            "processed",
            "cancelled",
        ]
        assert rows.fetch(conn, "table ops.audit_gaps") == []


def test_a_request_that_changed_during_the_upgrade_takes_no_vote_on_its_old_digest(
    empty_db: Database,
) -> None:
    load(empty_db.url, 2)
    migrate(empty_db.url)
    with connect(empty_db.url) as conn:
        shown = rows.one(conn, SHOWN)
        with rows.triggers_off(conn):
            conn.execute("update bankagent.banking_requests set client_id = 'X' where id = 3")
        conn.execute("set role bankagent_api")
        with rows.refused("BA412"):
            conn.execute("select bankagent.cast_vote(3, 'approve', 'x', %s, 'rita')", [shown])


def test_rights_that_a_dba_gave_go_over_to_the_new_signatures(empty_db: Database) -> None:
    load(empty_db.url, 2)
    with connect(empty_db.url) as conn:
        conn.execute(
            "grant execute on function bankagent.cancel_request(bigint, text) "
            "to bankagent_auditor with grant option"
        )
        migrate(empty_db.url)
        holds = "select has_function_privilege('bankagent_auditor', %s, %s)"
        cancel = "bankagent.cancel_request(bigint, text, text)"
        vote = "bankagent.cast_vote(bigint, text, text, text, text, text)"
        assert rows.one(conn, holds, cancel, "execute with grant option")
        assert not rows.one(conn, holds, vote, "execute")
        for verb in (cancel, vote):
            assert not rows.one(
                conn, "select has_function_privilege('public', %s, 'execute')", verb
            )


def test_rights_and_views_on_what_returns_a_code_now_outlive_the_upgrade(
    empty_db: Database,
) -> None:
    load(empty_db.url, 2)
    functions = ("ops.why_waiting(bigint)", "ops.audit_gaps_since(timestamptz)")
    with connect(empty_db.url) as conn:
        conn.execute(
            "create schema bank; "
            "create view bank.gaps as select request_id, gap from ops.audit_gaps_lately; "
            "grant select on ops.audit_gaps_lately to bankagent_worker with grant option; "
            f"grant execute on function {', '.join(functions)} to bankagent_worker"
        )
        migrate(empty_db.url)
        assert rows.fetch(conn, "table bank.gaps") == []
        holds = "select has_table_privilege('bankagent_worker', 'ops.audit_gaps_lately', %s)"
        assert rows.one(conn, holds, "select with grant option")
        for function in functions:
            holds = "select has_function_privilege(%s, %s, 'execute')"
            assert rows.one(conn, holds, "bankagent_worker", function)
            assert not rows.one(conn, holds, "public", function)
