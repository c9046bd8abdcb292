"""Servers of tests: one that a whole run shares, and copies of a stopped one."""

import fcntl
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bankagent.db.embedded import EmbeddedServer
from bankagent.errors import BankagentError
from bankagent.settings import Settings
from tests.support import databases
from tests.support.folders import is_free, one_at_a_time, temporary

QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    # A login costs 2 ms instead of 7; tests make some thousands.
    "scram_iterations": "1",
    # A client that stops in its login, as a frozen one does, holds up each create and drop of a
    # database until then: all tests waited for it, up to a minute.
    "authentication_timeout": "5s",
}


def free_port() -> int:
    """Return a TCP port that nobody on this machine listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_folder(run: str, settings: Settings) -> Iterator[Path]:
    """Give a folder that all processes of this test run share; the last one out removes it."""
    root = temporary(run[:8])
    with one_at_a_time():
        _sweep(settings.pg_bin)
        root.mkdir(mode=0o711, exist_ok=True)
        lock = (root / "run.lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_SH)  # the kernel drops it if we are killed
    try:
        yield root
    finally:
        with one_at_a_time(), lock:
            if is_free(lock):
                shutil.rmtree(root, ignore_errors=True)


def stopped_server(root: Path, settings: Settings) -> Path:
    """Return the folder of a stopped server with the template database: made once, then copied."""
    with one_at_a_time():
        if not (made := root / "stopped").exists():
            server = quick_server(root / "new", pg_bin=settings.pg_bin)
            url = server.start()
            with psycopg.connect(url, autocommit=True) as conn:
                # Its first password was hashed before the setting scram_iterations was there.
                conn.execute(f"alter role current_user password '{urlsplit(url).password}'")
            databases.make_template(url)
            server.release()
            server.root.rename(made)
    return made


@contextmanager
def shared_server(root: Path, settings: Settings) -> Iterator[str]:
    """Give the server of this test run, which its processes share; the last one out stops it."""
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    stopped = stopped_server(root, settings)
    with one_at_a_time():
        if not (folder := root / "shared").exists():
            copy_server(stopped, folder)
        server = quick_server(folder, pg_bin=settings.pg_bin)
        url = server.start()
    try:
        yield url
    finally:
        with one_at_a_time():
            server.release()


def copy_server(stopped: Path, to: Path) -> None:
    """Copy a stopped server, the owners of its files too."""
    subprocess.run(["cp", "-a", stopped, to], check=True)


def quick_server(root: Path, *, pg_bin: Path | None) -> EmbeddedServer:
    """Make a server that forgets all when the machine stops, and is quick for it."""
    root.mkdir(mode=0o711, exist_ok=True)
    return EmbeddedServer(root, settings=QUICK, pg_bin=pg_bin)


def _sweep(pg_bin: Path | None) -> None:
    """Stop the servers and remove the folders of runs that were killed."""
    for root in temporary("x").parent.glob(temporary("????????").name):
        with (root / "run.lock").open("a") as lock:
            if is_free(lock):
                for data in root.glob("*/pg"):
                    with suppress(BankagentError):
                        quick_server(data.parent, pg_bin=pg_bin).stop("immediate")
                shutil.rmtree(root, ignore_errors=True)
