"""Failover by hand: a synchronous standby takes over, and nothing that was acknowledged is lost."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg

from bankagent import settings
from bankagent.db import pool
from bankagent.db.embedded import EmbeddedServer, find_program
from bankagent.db.embedded.account import account_for
from bankagent.service.operations.doctor import server as of_the_server
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.settings import Settings
from tests.support import databases, postgres, replays, rows, workers
from tests.support.api_client import calling
from tests.support.api_process import serving
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.pgbouncer import pooler
from tests.support.rows import connect
from tests.support.workers import wait_for

PG_BIN = settings.load().pg_bin
IN_STEP = "select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'"


@contextmanager
def synchronous_standby(primary: EmbeddedServer, root: Path) -> Iterator[EmbeddedServer]:
    """Give a running standby, made by pg_basebackup, which the primary's commits wait for."""
    account = account_for(primary.data)
    root.mkdir(mode=0o711)
    account.give(root)
    shutil.copy(primary.root / "password", root / "password")
    program = find_program("pg_basebackup", PG_BIN)
    assert program
    made = account.run(
        *(program, "-D", root / "pg", "-R", "-X", "stream", "-c", "fast", "-C", "-S", "s1"),
        *("-d", f"{primary.url()}&application_name=s1"),
    )
    assert made.returncode == 0, made.stdout
    standby = postgres.quick_server(root, pg_bin=PG_BIN)
    standby._launch()
    with connect(primary.url()) as conn:
        # Behind the backup: what is promoted must not wait for a standby of its own.
        conn.execute("alter system set synchronous_standby_names to 's1'")
        conn.execute("alter system set synchronous_commit to on")
        conn.execute("select pg_reload_conf()")
        wait_for("the standby is in step", lambda: rows.fetch(conn, IN_STEP))
    try:
        yield standby
    finally:
        standby.stop("immediate")


def either(url: str, one: EmbeddedServer, other: EmbeddedServer) -> str:
    """Return a URL that leads to whichever of the two takes writes."""
    parts = urlsplit(url)
    folders = ",".join(urlsplit(it.url()).query.split("&")[0][5:] for it in (one, other))
    query = f"host={folders}&port=5432,5432&target_session_attrs=read-write"
    return parts._replace(query=query).geturl()


class Caller:
    """Calls without a pause, each request with a key and again until it is acknowledged."""

    def __init__(self, url: str) -> None:
        self.acknowledged: dict[str, int] = {}
        self.longest_s = 0.0
        self._url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._call)

    def _call(self) -> None:
        trade = {"client_id": "C", "request_type": "trade_review", "payload": PAYLOAD}
        with httpx.Client(base_url=self._url, timeout=3) as client:
            while not self._stop.is_set():
                key, began = f"key-{len(self.acknowledged)}", time.monotonic()
                while key not in self.acknowledged and not self._stop.wait(0.02):
                    try:
                        answer = client.post(
                            "/requests", json=trade, headers={"Idempotency-Key": key}
                        )
                    except httpx.TransportError:
                        continue
                    if answer.is_success:
                        self.acknowledged[key] = answer.json()["request_id"]
                self.longest_s = max(self.longest_s, time.monotonic() - began)

    def more(self, n: int) -> None:
        """Wait for so many more acknowledgements."""
        until = len(self.acknowledged) + n
        wait_for(f"{n} more", lambda: len(self.acknowledged) >= until, within_s=40)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


async def test_a_standby_that_takes_over_has_all_that_was_acknowledged(
    own_server: EmbeddedServer, folder: Path, free_port: int
) -> None:
    name = databases.clone(own_server.url(), databases.template(own_server.url())).name
    with synchronous_standby(own_server, folder / "standby") as standby:
        bank, later = databases.named(own_server.url(), name), databases.named(standby.url(), name)
        await the_doctor_knows_a_standby(later)
        api_url = either(bank.api_url, own_server, standby)
        worker_url = either(bank.worker_url, own_server, standby)
        with (
            workers.crew(bank.url, worker_url) as crew,
            serving(free_port, BANKAGENT_API_DATABASE_URL=api_url) as api,
        ):
            caller = Caller(api.url)
            for _ in range(2):
                crew.hire()
            with caller.going_on():
                caller.more(30)
                own_server.stop("immediate")
                with connect(later.url) as conn:
                    assert rows.one(conn, "select pg_promote(wait => true)")
                caller.more(30)
            crew.conn.close()
            crew.conn = psycopg.connect(later.url, autocommit=True)
            crew.wait_processed(sorted(caller.acknowledged.values()))
            assert all(worker.alive for worker in crew.workers)
            assert databases.gaps(later) == []
            assert replays.differences(later) == []
            print(f"\n{len(caller.acknowledged)} acknowledged, longest {caller.longest_s:.1f} s")


async def the_doctor_knows_a_standby(database: Database) -> None:
    async with await pool.connect(database.url) as conn:
        (finding,) = await of_the_server.server(conn, CheckContext(database_is_local=True))
        assert finding.message == "This server is a standby, which takes no writes."


async def test_a_standby_is_named_through_a_pooler_too_and_each_call_is_503(
    own_server: EmbeddedServer, folder: Path
) -> None:
    name = databases.clone(own_server.url(), databases.template(own_server.url())).name
    with (
        synchronous_standby(own_server, folder / "standby") as standby,
        pooler(databases.named(standby.url(), name)) as found,
    ):
        url = found.through(databases.named(standby.url(), name).api_url)
        async with calling(Settings(api_database_url=url)) as api:
            assert (await api.get("/requests")).status_code == 503
            assert "is a standby" in (await api.get("/readyz")).text
            trade = {"client_id": "C", "request_type": "trade_review", "payload": PAYLOAD}
            assert (await api.post("/requests", json=trade)).status_code == 503
