"""Views of what was: waits and attempts by type, failures, clients, and new gaps."""

from datetime import timedelta

import pytest

from tests.support import people, rows, verbs
from tests.support.rows import Conn, triggers_off

MINUTE = timedelta(minutes=1)


def test_waits_and_runs_are_told_by_type(dba: Conn) -> None:
    verbs.add_queue(dba, "other")
    worker_id = verbs.register(dba)
    slow = verbs.submit(dba, 9)
    (quick,) = verbs.submit(dba, request_type="other")
    jobs = [*verbs.claim(dba, worker_id), *verbs.claim(dba, worker_id)]
    for request_id in slow:
        verbs.ago(dba, request_id, 30)
        verbs.ago(dba, request_id, 20, "started")
    verbs.settle_error(dba, worker_id, jobs[:1])
    verbs.settle_approved(dba, worker_id, jobs[1:])
    first, second = rows.fetch(dba, "table ops.waits")
    assert {first.request_type, second.request_type} == {"trade_review", "other"}
    assert (first.request_type, first.runs, first.errors) == ("trade_review", 9, 0)
    assert 9 * MINUTE < first.waited_p50 <= first.waited_p99 < 11 * MINUTE
    assert 19 * MINUTE < first.ran_p50 <= first.ran_p95 < 21 * MINUTE
    assert (second.runs, second.errors) == (1, 1)
    assert second.waited_p95 < MINUTE
    assert rows.status(dba, quick) == "received"


def test_failures_are_told_by_type_and_error(dba: Conn) -> None:
    failed = verbs.fail(dba)
    verbs.process(dba)
    (gone,) = verbs.process(dba, error="ReadTimeout")
    dba.execute("select bankagent.cancel_request(%s)", [gone])
    verbs.submit(dba)
    worker_id = verbs.register(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    found = rows.fetch(
        dba,
        "select error, gave_up, tried_again, still_failed, requests from ops.failures "
        "order by error",
    )
    assert found == [
        ("Boom", 1, 2, 1, 1),
        ("ReadTimeout", 0, 1, 0, 1),
        ("its worker died", 0, 1, 0, 1),
    ]
    assert rows.fetch(dba, "table ops.failures")[0].for_example == failed
    with triggers_off(dba):
        dba.execute("update bankagent.agent_audit_log set created_at = now() - interval '25 hours'")
    assert rows.fetch(dba, "table ops.failures") == []


def test_requests_are_counted_by_client(dba: Conn) -> None:
    verbs.fail(dba, client_id="C-1")
    people.waiting(dba, client_id="C-2")
    verbs.submit(dba, 3, client_id="C-2")
    verbs.submit(dba, 1, client_id="C-1")
    (old,) = verbs.submit(dba, 1, client_id="C-3")
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set created_at = now() - interval '2 days' "
            "where id = %s",
            [old],
        )
    assert rows.fetch(dba, "table ops.requests_by_client") == [
        ("C-2", 3, 1, 0, 4),
        ("C-1", 1, 0, 1, 2),
        ("C-3", 1, 0, 0, 0),
    ]


@pytest.mark.expect_gaps
def test_the_newest_gaps_show_in_the_view_to_watch(dba: Conn) -> None:
    (old, new) = verbs.submit(dba, 2)
    with triggers_off(dba):
        dba.execute("update bankagent.banking_requests set status = 'failed'")
        dba.execute(
            "update bankagent.agent_audit_log set created_at = now() - interval '2 hours' "
            "where request_id = %s",
            [old],
        )
        dba.execute(
            "update bankagent.banking_requests set created_at = now() - interval '2 hours' "
            "where id = %s",
            [old],
        )
    assert {row.request_id for row in rows.fetch(dba, "table ops.audit_gaps_lately")} == {new}
    assert {row.request_id for row in rows.fetch(dba, "table ops.audit_gaps")} == {old, new}
