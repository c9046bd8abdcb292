"""Accounts that run the server: our own, or another one when we are root."""

import hashlib
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bankagent.errors import CannotRun

ACCOUNTS = ("bankagent", "postgres", "nobody")
CLOSED_ROOT_MOVES_TO = Path("/var/lib")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine; `other` is true when it is not the one that we run under."""

    name: str
    uid: int
    gid: int
    other: bool

    def run(
        self, *argv: str | Path, stdin: str = "", seconds: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a PostgreSQL program as this account; `stdout` has both of its outputs."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(
            argv,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=seconds,
            cwd="/",
            env=env | {"LC_ALL": "C", "TZ": "UTC"},
            user=self.uid if self.other else None,
            group=self.gid if self.other else None,
            extra_groups=[] if self.other else None,
        )

    def can_run(self, program: Path) -> bool:
        """Whether this account can run the program: it may lack access to a folder on the path."""
        try:
            return self.run(program, "--version", seconds=20).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def give(self, path: Path) -> Path:
        """Make this account the owner of a file or folder that we made; return the path."""
        if self.other:
            os.chown(path, self.uid, self.gid)
        return path

    def closed_part(self, path: Path) -> Path | None:
        """Return the first folder on the way to `path` that this account cannot enter."""
        for folder in reversed([path, *path.parents]):
            if folder.is_dir() and not self._may_enter(folder):
                return folder
        return None

    def _may_enter(self, folder: Path) -> bool:
        if not self.other:
            return os.access(folder, os.X_OK)
        stat = folder.stat()
        if stat.st_uid == self.uid:
            return bool(stat.st_mode & 0o100)
        return bool(stat.st_mode & (0o010 if stat.st_gid == self.gid else 0o001))


def account_for(data: Path) -> Account:
    """Choose who runs the server of this data folder: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account("this account", os.geteuid(), os.getegid(), other=False)
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()  # the owner of the data keeps it
        return Account(f"number {owner.st_uid}", owner.st_uid, owner.st_gid, other=True)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, other=True)
    raise CannotRun(
        "PostgreSQL does not run as root, and this machine has no account "
        f"{', '.join(ACCOUNTS[:-1])} or {ACCOUNTS[-1]}; make one, or set DATABASE_URL."
    )


def open_root(root: Path, log: Callable[[str], None]) -> Path:
    """Return `root`, or a folder under /var/lib where `root` is closed to the server's account.

    A closed home stays closed: the data moves, its parents' modes are never touched.
    """
    root = root.expanduser().resolve()
    if os.geteuid() != 0 or not account_for(root / "pg").closed_part(root):
        return root
    tag = hashlib.sha256(str(root).encode()).hexdigest()[:10]
    moved = CLOSED_ROOT_MOVES_TO / f"bankagent-{tag}"
    if not moved.exists():
        log(f"{root} is closed to the account that runs PostgreSQL, so its data is in {moved}")
        moved.mkdir(mode=0o711)
    return moved
