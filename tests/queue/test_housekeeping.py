"""A worker tidies up: old jobs go by themselves, and what is in the way does not stop its heart."""

import psycopg

from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for

JOBS = "select count(*) from procrastinate.procrastinate_jobs"
BEAT_SINCE = "select last_heartbeat > %s from ops.workers"


def let_pass(crew: Crew) -> None:
    """Make what is in the audit log older than retention keeps it."""
    with crew.conn.transaction():
        crew.conn.execute("set local session_replication_role to replica")
        crew.conn.execute(
            "update bankagent.agent_audit_log set created_at = created_at - interval '8 days'"
        )


def test_a_worker_removes_old_jobs_and_notes_sizes(crew: Crew) -> None:
    worker = crew.hire()
    crew.wait_processed(crew.submit(*[PAYLOAD] * 30))
    let_pass(crew)
    (young,) = crew.submit(PAYLOAD)
    wait_for("the old ones are gone", lambda: crew.one(JOBS) == 1)
    crew.wait_processed([young])
    assert crew.one("select jobs_removed from ops.retention") == 30
    assert crew.one("select count(*) from bankagent.table_size_history") > 10
    assert "retention failed" not in worker.said()


def test_a_lock_in_its_way_does_not_stop_a_workers_heart(crew: Crew) -> None:
    worker = crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    with psycopg.connect(crew.url) as holder:
        holder.execute("lock table procrastinate.procrastinate_events in share mode")
        let_pass(crew)
        wait_for("it gives up", lambda: "retention failed" in worker.said())
        then = crew.one("select clock_timestamp()")
        wait_for("it beats on", lambda: crew.one(BEAT_SINCE, then))
    assert "heartbeat failed" not in worker.said()
    assert crew.one(JOBS) == 1


def test_a_worker_ends_a_pause_when_its_time_has_come(crew: Crew) -> None:
    crew.conn.execute(
        "select bankagent.pause_until('queue', 'trade_review', 'Late.', now() + interval '3 s')"
    )
    (waiting,) = crew.submit(PAYLOAD)
    worker = crew.hire()
    crew.wait_processed([waiting])
    assert crew.one("select resumed_at >= ends_at from bankagent.pauses")
    assert "pauses were not ended" not in worker.said()
