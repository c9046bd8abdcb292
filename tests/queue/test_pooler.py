"""A worker behind PgBouncer: refused where sessions are shared, at home in session mode."""

from tests.support import workers
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.pgbouncer import pooler
from tests.support.workers import Worker, wait_for


def test_a_pooler_in_transaction_mode_ends_the_start_in_one_sentence(db: Database) -> None:
    with pooler(db) as found:
        worker = Worker(found.through(db.worker_url))
        try:
            wait_for("it ends", lambda: not worker.alive)
            assert worker.process.wait(1) == 2
            assert "a pooler in transaction mode" in worker.said()
            assert "Traceback" not in worker.said()
        finally:
            worker.end()


def test_in_session_mode_it_works_and_is_woken_at_once(db: Database) -> None:
    with (
        pooler(db, mode="session", size=20) as found,
        workers.crew(db.url, found.through(db.worker_url)) as crew,
    ):
        crew.hire()
        crew.wait_processed(crew.submit(PAYLOAD, PAYLOAD))
        assert crew.one("select count(*) from pg_locks where locktype = 'advisory'") >= 1
