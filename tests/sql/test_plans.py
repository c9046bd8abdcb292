"""No verb reads a whole table, not even in a session that planned while everything was small."""

import factories as f
import pytest
from factories import Conn

BIG = ("banking_requests", "agent_audit_log", "procrastinate_jobs", "evaluations", "decisions")
READ_WHOLE = """
select relname, seq_tup_read + 0 as rows
from pg_stat_xact_all_tables
where relname = any(%s) and seq_tup_read > 0
"""
# An index read from end to end is no better, and is not counted as a sequential scan.
INDEX_ROWS = """
select coalesce(sum(pg_stat_get_xact_tuples_returned(i.indexrelid)), 0)::integer
from pg_index as i
where i.indrelid::regclass::text = any(%s)
"""
TABLES = ["bankagent.banking_requests", "bankagent.agent_audit_log"]


@pytest.fixture
def grown(dba: Conn) -> Conn:
    """A session that has used every verb on small tables, which then grew."""
    worker_id = f.register(dba)
    for _ in range(7):  # the sixth use of a statement settles its plan
        f.put(dba, f.item(idempotency_key="k"))
        _, decided, failed, back = f.submit(dba, 4)
        jobs = {job.request_id: job for job in f.claim(dba, worker_id)}
        f.settle_approved(dba, worker_id, [jobs[decided]])
        f.settle_error(dba, worker_id, [jobs[failed]])
        f.hand_back(dba, worker_id, [jobs[back]])
        f.rescue(dba)
        dba.execute("select bankagent.cancel_request(%s)", [back])
        dba.execute("select bankagent.requeue_request(%s)", [f.fail(dba)])
    for _ in range(5):
        f.submit(dba, 400)
    while jobs := f.claim(dba, worker_id, limit=300):
        f.settle_approved(dba, worker_id, jobs)
    f.submit(dba, 10)
    return dba


def read_whole(conn: Conn) -> dict[str, int]:
    return dict(f.rows(conn, READ_WHOLE, list(BIG)))


def test_no_verb_reads_a_big_table_whole(grown: Conn) -> None:
    worker_id = f.register(grown)
    with grown.transaction():
        f.submit(grown, 5)
        f.put(grown, f.item(idempotency_key="k"))
        assert read_whole(grown) == {}, "submit"
        first, second, third, *rest = f.claim(grown, worker_id)
        assert read_whole(grown) == {}, "claim"
        f.settle_approved(grown, worker_id, rest)
        f.settle_error(grown, worker_id, [second])
        assert read_whole(grown) == {}, "settle"
        f.hand_back(grown, worker_id, [third])
        assert read_whole(grown) == {}, "hand back"
        grown.execute("select bankagent.cancel_request(%s)", [first.request_id])
        assert read_whole(grown) == {}, "cancel"
        f.rescue(grown, stuck=False)
        assert read_whole(grown) == {}, "rescue"
        assert f.one(grown, INDEX_ROWS, TABLES) < 1000
