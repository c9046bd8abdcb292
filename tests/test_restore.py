"""The restore drill: a dump under load becomes a service on an empty server."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bankagent import settings
from bankagent.db.embedded import find_program
from tests.support import databases, postgres, replays, rows, verbs, workers
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.rows import connect
from tests.support.workers import wait_for

PG_BIN = settings.load().pg_bin
# Of a test server, which forgets all when the machine stops, and is quick for it.
ACCEPTED = ("--skip", "settings", "--skip", "autovacuum", "--skip", "reference_data")
COUNTS = """
select
    (select count(*) from bankagent.banking_requests) as requests,
    (select count(*) from bankagent.banking_requests where status = 'processed') as processed,
    (select count(*) from bankagent.agent_audit_log) as entries,
    (select count(*) from bankagent.decisions) as decisions,
    (select count(*) from procrastinate.procrastinate_jobs where status = 'doing') as in_hand,
    (select count(*) from bankagent.idempotency_keys) as keys
"""
ON = """
select
    (select count(*) from bankagent.decisions) > 50
    and (select min(w.jobs_held) from ops.workers as w) > 0
"""


def run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs, as a DBA does."""
    found = find_program(program, PG_BIN)
    assert found, f"there is no {program}"
    done = subprocess.run(
        [found, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


class Submitter:
    """Submits in a thread of its own, a pair at a time; `acknowledged` is what was committed."""

    def __init__(self, url: str) -> None:
        self.acknowledged: list[int] = []
        self._url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._submit)

    def _submit(self) -> None:
        with connect(self._url) as conn:
            while not self._stop.wait(0.02):
                key = f"key-{len(self.acknowledged)}"
                calm = verbs.item(payload=PAYLOAD, idempotency_key=key)
                slow = verbs.item(payload={"test": {"sleep_s": 0.02}})
                self.acknowledged += [one.request_id for one in verbs.put(conn, calm, slow)]

    @contextmanager
    def going_on(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


def dump(database: Database, file: Path) -> Any:
    """Dump a database and return its counts in the very snapshot of the dump.

    The snapshot is one in which workers have jobs in hand: between two batches they have none.
    """
    with psycopg.connect(database.url) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        wait_for("a snapshot with jobs in hand", lambda: _snapshot(conn))
        ((snapshot,),) = conn.execute("select pg_export_snapshot()").fetchall()
        counts = conn.execute(COUNTS).fetchone()
        run("pg_dump", "-Fc", f"--snapshot={snapshot}", f"--file={file}", database.url)
    return counts


def _snapshot(conn: psycopg.Connection[Any]) -> bool:
    """Begin a transaction, and keep it where every count is above 0."""
    counts = conn.execute(COUNTS).fetchone() or (0,)
    if min(counts) > 0:
        return True
    conn.rollback()
    return False


def restore(file: Path, url: str) -> Database:
    """Restore a dump into a server that has never heard of us, the roles first."""
    with connect(url) as conn:
        conn.execute("create database bank")
    bank = databases.named(url, "bank")
    run("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", databases.SQL / "roles.sql", bank.url)
    databases.make_logins(url)
    run("pg_restore", "--exit-on-error", f"--dbname={bank.url}", file)
    return bank


def test_a_dump_under_load_goes_on_as_a_service_on_an_empty_server(
    db: Database, folder: Path
) -> None:
    submitter = Submitter(db.api_url)
    with workers.crew(db.url, db.worker_url) as crew, submitter.going_on():
        for _ in range(2):
            crew.hire()
        wait_for("the load is on: some decided, both at work", lambda: crew.one(ON))
        acknowledged = list(submitter.acknowledged)
        counts = dump(db, folder / "bank.dump")
    assert min(counts) > 0

    server = postgres.quick_server(folder / "new", pg_bin=PG_BIN)
    try:
        bank = restore(folder / "bank.dump", server.start())
        with connect(bank.url) as conn:
            assert tuple(conn.execute(COUNTS).fetchone() or ()) == counts
            there = {
                row.id for row in rows.fetch(conn, "select id from bankagent.banking_requests")
            }
            assert set(acknowledged) <= there
            assert databases.gaps(bank) == []
            assert rows.fetch(conn, "table ops.schema_drift") == []
            # Nobody of the old host works here: take back what they held, at once.
            assert len(verbs.rescue(conn, silent="0 seconds")) == counts[4]

        with workers.crew(bank.url, bank.worker_url) as crew:
            for _ in range(2):
                crew.hire()
            crew.wait_processed(sorted(there), within_s=60)
            assert crew.one("select count(*) from bankagent.decisions") == len(there)
            assert crew.one("select count(*) from ops.workers") == 2
            done = in_process("doctor", *ACCEPTED, DATABASE_URL=bank.url)
            assert (done.returncode, "No problems and no warnings." in done.stdout) == (0, True), (
                done.stdout
            )
            assert databases.gaps(bank) == []
            assert replays.differences(bank) == []
    finally:
        server.stop("immediate")
        server.release()
