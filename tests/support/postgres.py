"""The PostgreSQL that tests run on: one server for a whole run, a new database for each test."""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from bankagent.db.embedded import EmbeddedServer
from bankagent.db.migrate import migrate
from bankagent.errors import BankagentError
from bankagent.settings import Settings

SQL = Path(__file__).parents[2] / "sql"
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    # A login costs 2 ms instead of 7; tests make some thousands.
    "scram_iterations": "1",
}
ROOM = 2 * 1024**3
LOGINS = {
    "api_user": "bankagent_api",
    "worker_user": "bankagent_worker",
    "auditor_user": "bankagent_auditor",
}


@dataclass(frozen=True, slots=True)
class Database:
    """One database: the URL of its owner, a superuser, and of a login for each of our roles."""

    name: str
    url: str
    api_url: str
    worker_url: str
    auditor_url: str


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder with a short path that the account of an embedded server can enter."""
    path = Path(tempfile.mkdtemp(prefix="bankagent-", dir=_quick_folder()))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    """Return a TCP port that nobody on this machine listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_folder(run: str, settings: Settings) -> Iterator[Path]:
    """Give a folder that all processes of this test run share; the last one out removes it."""
    root = _temporary(run[:8])
    with _one_at_a_time():
        _sweep(settings.pg_bin)
        root.mkdir(mode=0o711, exist_ok=True)
        lock = (root / "run.lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_SH)  # the kernel drops it if we are killed
    try:
        yield root
    finally:
        with _one_at_a_time(), lock:
            if _nobody_holds(lock):
                shutil.rmtree(root, ignore_errors=True)


def stopped_server(root: Path, settings: Settings) -> Path:
    """Return the folder of a stopped server with the template database: made once, then copied."""
    with _one_at_a_time():
        if not (made := root / "stopped").exists():
            server = quick_server(root / "new", pg_bin=settings.pg_bin)
            url = server.start()
            with psycopg.connect(url, autocommit=True) as conn:
                # Its first password was hashed before the setting scram_iterations was there.
                conn.execute(f"alter role current_user password '{urlsplit(url).password}'")
            _make_template(url)
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
    with _one_at_a_time():
        if not (folder := root / "shared").exists():
            copy_server(stopped, folder)
        server = quick_server(folder, pg_bin=settings.pg_bin)
        url = server.start()
    try:
        yield url
    finally:
        with _one_at_a_time():
            server.release()


def copy_server(stopped: Path, to: Path) -> None:
    """Copy a stopped server, the owners of its files too."""
    subprocess.run(["cp", "-a", stopped, to], check=True)


def quick_server(root: Path, *, pg_bin: Path | None) -> EmbeddedServer:
    """Make a server that forgets all when the machine stops, and is quick for it."""
    root.mkdir(mode=0o711, exist_ok=True)
    return EmbeddedServer(root, settings=QUICK, pg_bin=pg_bin)


def template(url: str) -> str:
    """Return the name of the template database of our schema as it stands, built if need be."""
    with _one_at_a_time():
        return _make_template(url)


def _make_template(url: str) -> str:
    name = f"tpl_{_digest()}"
    with psycopg.connect(url, autocommit=True) as conn:
        if conn.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        conn.execute(f"drop database if exists {name}_new")
        conn.execute(f"create database {name}_new")
        migrate(_changed(url, f"{name}_new"), log=lambda _: None)
        _make_logins(url, conn)
        conn.execute(f"alter database {name}_new is_template true allow_connections false")
        conn.execute(f"alter database {name}_new rename to {name}")
    return name


def clone(url: str, template: str | None, *, spent: list[Database] | None = None) -> Database:
    """Create a database from the template (None: an empty one) and return its URLs.

    The databases of tests that are over, `spent`, are dropped before: files that are gone need not
    be written to a disk. A moment after its test, since the end of a connection takes a moment,
    and dropping would wait for it in steps of 100 ms.
    """
    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as conn:
        while spent:
            conn.execute(f"drop database if exists {spent.pop().name} with (force)")
        # A copy of the files takes two thirds of the time that writing it all to the WAL does.
        conn.execute(
            f"create database {name} template {template or 'template1'} strategy file_copy"
        )
    return named(url, name)


def named(url: str, name: str) -> Database:
    """Return the URLs of a database of this name."""
    own = _changed(url, name)
    api, worker, auditor = (_changed(url, name, (who, _password(url, who))) for who in LOGINS)
    return Database(name, own, api, worker, auditor)


def make_logins(url: str) -> None:
    """Make a login for each of our roles on a server that has the roles."""
    with psycopg.connect(url, autocommit=True) as conn:
        _make_logins(url, conn)


def gaps(database: Database) -> list[tuple[object, ...]]:
    """Return the gaps in the audit trail of a database: there should be none."""
    with psycopg.connect(database.url) as conn:
        return conn.execute("select * from ops.audit_gaps").fetchall()


def drop(url: str, database: Database) -> None:
    """Drop a database under everybody's feet."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"drop database if exists {database.name} with (force)")


def _make_logins(url: str, conn: psycopg.Connection[tuple[object, ...]]) -> None:
    for login, role in LOGINS.items():
        if not conn.execute("select 1 from pg_roles where rolname = %s", [login]).fetchone():
            conn.execute(f"create role {login} login")
        conn.execute(f"alter role {login} password '{_password(url, login)}'")
        conn.execute(f"grant {role} to {login}")


def _changed(url: str, name: str, login: tuple[str, str] | None = None) -> str:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(
        netloc=f"{':'.join(login) if login else user}@{host}", path=f"/{name}"
    ).geturl()


def _password(url: str, login: str) -> str:
    """Derive a password that a later run on the same server derives again and nobody else can."""
    return hashlib.sha256(f"{urlsplit(url).password} {login}".encode()).hexdigest()[:24]


def _digest() -> str:
    files = sorted(path for path in SQL.rglob("*") if path.is_file())
    text = b"".join(str(path.relative_to(SQL)).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(text).hexdigest()[:16]


def _quick_folder() -> Path:
    """Return a folder in memory where there is one with room: it halves what a database costs."""
    memory = Path("/dev/shm")  # noqa: S108
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(tempfile.gettempdir())


def _temporary(name: str) -> Path:
    return _quick_folder() / f"bankagent-test-{os.getuid()}-{name}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with _temporary("lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _nobody_holds(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sweep(pg_bin: Path | None) -> None:
    """Stop the servers and remove the folders of runs that were killed."""
    for root in _temporary("x").parent.glob(_temporary("????????").name):
        with (root / "run.lock").open("a") as lock:
            if _nobody_holds(lock):
                for data in root.glob("*/pg"):
                    with suppress(BankagentError):
                        quick_server(data.parent, pg_bin=pg_bin).stop("immediate")
                shutil.rmtree(root, ignore_errors=True)
