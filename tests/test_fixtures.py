"""The fixtures themselves: what every other test stands on."""

import os
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from bankagent import settings
from tests.support import databases, replays, scheduling
from tests.support.decisions import decide_all
from tests.support.payloads import PAYLOAD

TESTS = Path(__file__).parent


def test_a_database_of_its_own_has_our_schema_and_a_login_for_each_role(db):
    urls = {db.api_url: "bankagent_api", db.worker_url: "bankagent_worker"}
    urls |= {db.auditor_url: "bankagent_auditor", db.shadow_url: "bankagent_shadow"}
    for url, role in urls.items():
        with psycopg.connect(url) as conn:
            row = conn.execute(
                "select rolsuper, pg_has_role(%s, 'member') from pg_roles"
                " where rolname = session_user",
                [role],
            ).fetchone()
        assert row == (False, True)


def test_what_one_test_writes_another_does_not_see(server_url, template):
    one, other = (databases.clone(server_url, template) for _ in range(2))
    with psycopg.connect(one.url) as conn:
        conn.execute("create table bankagent.mine ()")
    with psycopg.connect(other.url) as conn:
        assert conn.execute("select to_regclass('bankagent.mine')").fetchone() == (None,)
    databases.drop(server_url, one)
    databases.drop(server_url, other)


@pytest.mark.expect_gaps
def test_a_gap_in_the_trail_would_be_seen_at_teardown(db):
    request = [{"client_id": "CUST-1", "request_type": "trade_review", "payload": {}}]
    with psycopg.connect(db.url) as conn:
        conn.execute("select bankagent.submit_requests(%s)", [Jsonb(request)])
        conn.commit()
        assert databases.gaps(db) == []
        conn.execute("set session_replication_role = replica")  # triggers off
        conn.execute("update bankagent.banking_requests set status = 'cancelled'")
    assert databases.gaps(db)
    with psycopg.connect(db.url) as conn:
        conn.execute("set session_replication_role = replica")
        conn.execute("delete from bankagent.agent_audit_log")  # nothing but the request is left
    assert databases.gaps(db)


@pytest.mark.expect_differences("an evaluation is altered")
async def test_a_decision_that_a_replay_contradicts_would_be_seen_at_teardown(db):
    request = [{"client_id": "C-1", "request_type": "trade_review", "payload": PAYLOAD}]
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("select bankagent.submit_requests(%s)", [Jsonb(request)])
        assert databases.gaps_and_decided(db) == ([], False)
        await decide_all(db)
        assert databases.gaps_and_decided(db) == ([], True)
        assert replays.differences(db) == []
        conn.execute("set session_replication_role = replica")  # triggers off
        conn.execute("update bankagent.evaluations set facts = facts || '{\"notional\": 7}'")
    (difference,) = replays.differences(db)
    assert [part.name for part in difference.parts] == ["fact notional"]


def test_the_settings_of_whoever_runs_the_tests_reach_no_test():
    assert not {*settings.KNOWN, *settings.TWINS} & set(os.environ)


def test_a_server_of_its_own_may_be_restarted(own_server, own_db):
    own_server.restart()
    with psycopg.connect(own_db.url) as conn:
        assert conn.execute("select current_database()").fetchone() == (own_db.name,)


def test_the_files_that_are_dealt_out_first_are_there():
    named = {*scheduling.WAITING, *scheduling.COMPUTING, *scheduling.TOGETHER}
    assert named
    assert [name for name in sorted(named) if not (TESTS / f"{name}.py").exists()] == []
