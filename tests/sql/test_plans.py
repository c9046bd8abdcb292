"""No verb reads a whole table, not even in a session that planned while everything was small."""

import pytest

from tests.support import rows, verbs
from tests.support.rows import Conn

BIG = ("banking_requests", "agent_audit_log", "procrastinate_jobs", "evaluations", "decisions")
READ = """
select relname, sum(seq_tup_read)::integer as whole, sum(idx_tup_fetch)::integer as by_index
from pg_stat_xact_all_tables
where relname = any(%s)
group by relname
"""


@pytest.fixture
def grown(dba: Conn) -> Conn:
    """A session that has used every verb on small tables, which then grew."""
    worker_id = verbs.register(dba)
    for _ in range(7):  # the sixth use of a statement settles its plan
        dba.execute("select bankagent.requeue_request(%s)", [verbs.fail(dba)])
        verbs.put(dba, verbs.item(idempotency_key="k"))
        back, *rest = verbs.claim(dba, worker_id)
        verbs.hand_back(dba, worker_id, [back])
        dba.execute("select bankagent.cancel_request(%s)", [back.request_id])
        verbs.settle_approved(dba, worker_id, rest)
        verbs.rescue(dba)
    for _ in range(5):
        verbs.submit(dba, 400)
    while jobs := verbs.claim(dba, worker_id, limit=300):
        verbs.settle_approved(dba, worker_id, jobs)
    verbs.submit(dba, 10)
    return dba


class Reads:
    """What the verbs of a transaction read of the big tables, verb by verb."""

    def __init__(self, conn: Conn) -> None:
        self.conn = conn
        self.before = self.so_far()

    def so_far(self) -> dict[str, tuple[int, int]]:
        return {
            name: (whole, index) for name, whole, index in rows.fetch(self.conn, READ, list(BIG))
        }

    def of_last_verb(self) -> dict[str, tuple[int, int]]:
        """Return the tables of which more was read than the few rows that it was about."""
        now = self.so_far()
        read = {
            name: (whole - self.before[name][0], index - self.before[name][1])
            for name, (whole, index) in now.items()
        }
        self.before = now
        return {
            name: (whole, index) for name, (whole, index) in read.items() if whole or index > 100
        }


def test_no_verb_reads_a_big_table_whole(grown: Conn) -> None:
    worker_id = verbs.register(grown)
    with grown.transaction():
        reads = Reads(grown)
        verbs.submit(grown, 5)
        assert reads.of_last_verb() == {}, "submit"
        verbs.put(grown, verbs.item(idempotency_key="k"))
        assert reads.of_last_verb() == {}, "replay"
        first, second, third, *rest = verbs.claim(grown, worker_id)
        assert reads.of_last_verb() == {}, "claim"
        verbs.settle_approved(grown, worker_id, rest)
        assert reads.of_last_verb() == {}, "settle"
        verbs.settle_error(grown, worker_id, [second])
        assert reads.of_last_verb() == {}, "settle an error"
        verbs.hand_back(grown, worker_id, [third])
        assert reads.of_last_verb() == {}, "hand back"
        grown.execute("select bankagent.cancel_request(%s)", [first.request_id])
        assert reads.of_last_verb() == {}, "cancel"
        verbs.rescue(grown, stuck=False)
        assert reads.of_last_verb() == {}, "rescue"
