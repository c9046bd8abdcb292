"""Data folder of a new server: made in a temporary folder, so that it is complete or absent."""

import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bankagent.db.embedded.account import Account
from bankagent.db.embedded.binaries import Binaries
from bankagent.errors import CannotRun, Unavailable

DATABASE = "bankagent"
SUPERUSER = "postgres"
DEFAULTS = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # A container's /dev/shm has 64 MB: parallel queries fail there, and gain us nothing.
    "max_parallel_workers_per_gather": "0",
}


def make_cluster(
    root: Path, binaries: Binaries, account: Account, settings: Mapping[str, str]
) -> None:
    """Run initdb in a folder `pg.new-…` and rename it `pg`, so that a killed one leaves no `pg`.

    The password of the superuser is random; it is in `root/password`, which only we can read.
    """
    if closed := account.closed_part(root):
        raise CannotRun(
            f"{closed} is closed to account {account.name}, which runs PostgreSQL; "
            "set BANKAGENT_DATA to a folder that it can enter."
        )
    password = secrets.token_urlsafe(24)
    _write_secret(root / "password", password)
    for left_over in root.glob("pg.new-*"):  # its orphaned initdb may still write there
        shutil.rmtree(left_over, ignore_errors=True)
    new = account.give(Path(tempfile.mkdtemp(prefix="pg.new-", dir=root)))
    for_initdb = account.give(_write_secret(root / "pg.password", password))
    try:
        _initdb(new, for_initdb, binaries, account, quick=settings.get("fsync") == "off")
    finally:
        for_initdb.unlink()
    with (new / "postgresql.conf").open("a") as conf:
        conf.write("\n# bankagent\n")
        conf.writelines(
            f"{name} = '{value}'\n" for name, value in (DEFAULTS | {**settings}).items()
        )
    _create_database(new, binaries, account)
    new.rename(root / "pg")


def _write_secret(path: Path, secret: str) -> Path:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secret)
    return path


def _initdb(
    new: Path, password_file: Path, binaries: Binaries, account: Account, *, quick: bool
) -> None:
    done = account.run(
        binaries["initdb"],
        f"--pgdata={new}",
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        *(["--no-sync"] if quick else []),
    )
    if done.returncode:
        why = (done.stdout.strip().splitlines() or ["no output"])[-1]
        raise Unavailable(f"PostgreSQL could not make its data folder {new}: {why}")


def _create_database(new: Path, binaries: Binaries, account: Account) -> None:
    """Create the database in single-user mode, which needs no server and no password."""
    statement = f"create database {DATABASE};\n"
    done = account.run(binaries["postgres"], "--single", "-D", new, "postgres", stdin=statement)
    if done.returncode or "ERROR" in done.stdout:
        raise Unavailable(f"PostgreSQL could not create its first database in {new}.")
