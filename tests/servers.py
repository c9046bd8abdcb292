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
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from bankagent.db.embedded import EmbeddedServer
from bankagent.db.migrate import migrate
from bankagent.errors import BankagentError
from bankagent.settings import Settings

SQL = Path(__file__).parents[1] / "sql"
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
}
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
    path = Path(tempfile.mkdtemp(prefix="bankagent-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    """Return a TCP port that nobody on this machine listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def shared_server(run: str, settings: Settings) -> Iterator[str]:
    """Give the server of this test run, which its processes share; the last one out removes it."""
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    with _one_at_a_time():
        _sweep(settings.pg_bin)
        server = quick_server(_temporary(run[:8]), pg_bin=settings.pg_bin)
        url = server.start()
    try:
        yield url
    finally:
        with _one_at_a_time():
            if server.release():
                # A thousand databases take half a minute, for which nobody need wait.
                _remove_meanwhile(server.root)


def _remove_meanwhile(root: Path) -> None:
    # Without our output, or whoever reads that would wait for it after all.
    nowhere = subprocess.DEVNULL
    remove = ["sh", "-c", 'rm -rf "$0" &', str(root)]
    subprocess.run(remove, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=True)


def quick_server(root: Path, *, pg_bin: Path | None) -> EmbeddedServer:
    """Make a server that forgets all when the machine stops, and is quick for it."""
    root.mkdir(mode=0o711, exist_ok=True)
    return EmbeddedServer(root, settings=QUICK, pg_bin=pg_bin)


def template(url: str) -> str:
    """Return the name of the template database of our schema as it stands, built if need be."""
    name = f"tpl_{_digest()}"
    with _one_at_a_time(), psycopg.connect(url, autocommit=True) as conn:
        if conn.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        conn.execute(f"drop database if exists {name}_new")
        conn.execute(f"create database {name}_new")
        migrate(_changed(url, f"{name}_new"), log=lambda _: None)
        _make_logins(url, conn)
        conn.execute(f"alter database {name}_new is_template true allow_connections false")
        conn.execute(f"alter database {name}_new rename to {name}")
    return name


def clone(url: str, template: str | None) -> Database:
    """Create a database from the template (None: an empty one) and return its URLs."""
    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as conn:
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


def _temporary(name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"bankagent-test-{os.getuid()}-{name}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with _temporary("lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep(pg_bin: Path | None) -> None:
    """Remove the servers of runs that were killed: nobody holds them any more."""
    for root in _temporary("x").parent.glob(_temporary("????????").name):
        server = quick_server(root, pg_bin=pg_bin)
        with suppress(BankagentError):
            server.start()
            if not server.release():
                continue
        shutil.rmtree(server.root, ignore_errors=True)
