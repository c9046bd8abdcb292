"""Lock files of a running server; their pids are checked, because pids are reused."""

import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

LINES_OF_A_STARTED_SERVER = 8


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The first process of a server that answers: its pid, port, socket folder, readiness."""

    pid: int
    port: int
    socket_folder: str
    ready: bool


def running(data: Path) -> Postmaster | None:
    """Return the server that answers on the socket that `postmaster.pid` names.

    An answer is the only proof: after a reboot the pid in the file may be another program's.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < LINES_OF_A_STARTED_SERVER:
        return None
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
        except OSError:
            return None
    return Postmaster(int(lines[0]), int(lines[3]), lines[4], ready=lines[7].strip() == "ready")


def replace_stale_pid(lock_file: Path, data: Path) -> None:
    """Write our pid into a lock file when its pid is not a server of this data folder.

    PostgreSQL ignores a lock of its parents but still looks for orphans in the old shared memory,
    a check that deleting the file would remove. Without this it never starts again where the pid is
    another program's by now, or a zombie that is not reaped (containers).
    """
    try:
        first, *others = lock_file.read_text().split("\n")
    except FileNotFoundError:
        return
    if not (first.isdigit() and _is_server_of(data, int(first))):
        lock_file.write_text("\n".join([str(os.getpid()), *others]))


def _is_server_of(data: Path, pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        command = _command_by_ps(pid)
    return "postgres" in command and str(data) in command


def _command_by_ps(pid: int) -> str:
    """Return the command of a process as ps shows it, where there is no /proc (macOS)."""
    ps = ["ps", "-o", "command=", "-p", str(pid)]
    try:
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
