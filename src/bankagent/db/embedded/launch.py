"""Start and stop of a data folder's server, also after a crash."""

import shlex
import time
from pathlib import Path

from bankagent.db.embedded.account import Account
from bankagent.db.embedded.binaries import Binaries
from bankagent.db.embedded.postmaster import replace_stale_pid, running
from bankagent.errors import Unavailable

SECONDS_TO_START = 120


def launch(data: Path, programs: Binaries, account: Account, options: dict[str, str]) -> None:
    """Start the server with these options.

    Raises:
        Unavailable: it did not start; the text has the last error of its log.
    """
    sockets = Path(options["unix_socket_directories"])
    for lock_file in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")):
        replace_stale_pid(lock_file, data)
    # pg_ctl hands the options to a shell, and macOS has a space in "Application Support".
    given = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    log_file = data / "server.log"
    begins = log_file.stat().st_size if log_file.exists() else 0
    # pg_ctl gives the server a session of its own: Ctrl-C in our terminal does not reach it.
    how = ("-D", data, "-w", "-t", str(SECONDS_TO_START), "-l", log_file, "-o", given)
    if account.run(programs["pg_ctl"], "start", *how).returncode:
        raise Unavailable(f"PostgreSQL did not start: {_last_error(log_file, begins)}.")


def wait_until_ready(data: Path) -> None:
    """Wait for a server that another process started and that still recovers from a crash."""
    end = time.monotonic() + SECONDS_TO_START
    while not ((postmaster := running(data)) and postmaster.ready):
        if time.monotonic() > end:
            raise Unavailable(f"PostgreSQL in {data} is not ready yet; try again later.")
        time.sleep(0.05)


def halt(data: Path, programs: Binaries, account: Account, mode: str) -> None:
    """Stop the server: `fast` ends its sessions, `immediate` leaves it to crash recovery."""
    account.run(programs["pg_ctl"], "stop", "-D", data, "-w", "-m", mode)


def _last_error(log_file: Path, begins: int) -> str:
    """Return the last error of the server's log, from its byte `begins` on."""
    if not log_file.exists():
        return "it wrote no log"
    lines = log_file.read_bytes()[begins:].decode(errors="replace").strip().splitlines()
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    last = (fatal or lines or ["it wrote nothing"])[-1].rstrip(".")
    return f"{last} (see {log_file})"
