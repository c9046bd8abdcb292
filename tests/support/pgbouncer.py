"""PgBouncer in transaction mode with a small pool, before a server of tests."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bankagent.db.embedded.account import account_for
from tests.support.databases import Database
from tests.support.folders import temporary_folder
from tests.support.workers import wait_for

MISSING = "PgBouncer is not installed (Debian: pgbouncer)"
PORT = 6432
POOL = 3
CONFIG = """
[databases]
* = host={host} port={port}
[pgbouncer]
pool_mode = {mode}
default_pool_size = {size}
max_client_conn = 500
listen_addr =
listen_port = {own_port}
unix_socket_dir = {folder}
auth_type = scram-sha-256
auth_file = {folder}/users
server_idle_timeout = 10
server_login_retry = 1
logfile = {folder}/log
pidfile = {folder}/pid
"""


class Pooler:
    """A running PgBouncer; `through` gives the URL that leads through it."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder = folder
        self._log = log

    def through(self, url: str) -> str:
        """Return the URL of the same database and login through this PgBouncer."""
        parts = urlsplit(url)
        login = parts.netloc.rpartition("@")[0]
        return parts._replace(
            netloc=f"{login}@", query=f"host={quote(str(self._folder), safe='')}&port={PORT}"
        ).geturl()

    def before(self, database: Database) -> Database:
        """Return a database whose API comes through this PgBouncer."""
        return replace(database, api_url=self.through(database.api_url))

    def said(self) -> str:
        """Return its log."""
        return self._log.read_text()


def program() -> str | None:
    """Return the path of PgBouncer, where it is installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pooler(*databases: Database, mode: str = "transaction", size: int = POOL) -> Iterator[Pooler]:
    """Run PgBouncer before the server of these databases, and let their logins in."""
    found = program()
    if not found:
        pytest.skip(MISSING)
    account = account_for(Path("/nowhere"))  # PgBouncer does not run as root either
    with temporary_folder() as folder:
        account.give(folder)
        at = conninfo_to_dict(databases[0].url)
        config = CONFIG.format(
            host=at["host"], port=at["port"], mode=mode, size=size, own_port=PORT, folder=folder
        )
        _write(folder / "config", config)
        _write(folder / "users", "".join(f'"{u}" "{p}"\n' for u, p in _logins(databases)))
        _write(folder / "log", "")
        for path in folder.iterdir():
            account.give(path)
        process = subprocess.Popen(
            [found, "-q", folder / "config"],
            user=account.uid if account.other else None,
            group=account.gid if account.other else None,
            extra_groups=[] if account.other else None,
            cwd="/",
        )
        try:
            running = Pooler(folder, folder / "log")
            wait_for("PgBouncer answers", lambda: _answers(running.through(databases[0].api_url)))
            yield running
            assert process.poll() is None, f"PgBouncer has ended by itself:\n{running.said()}"
        finally:
            process.terminate()
            process.wait(10)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _logins(databases: tuple[Database, ...]) -> set[tuple[str, str]]:
    urls = [
        urlsplit(url)
        for one in databases
        for url in (one.url, one.api_url, one.worker_url, one.auditor_url)
    ]
    return {(unquote(one.username or ""), unquote(one.password or "")) for one in urls}


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True
