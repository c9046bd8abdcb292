"""Locks of `bankagent run`: one run at a time on a data folder, and a port that is free."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bankagent.errors import BadSettings, CannotRun, Unavailable


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder's lock, which the kernel releases if we die.

    Raises:
        CannotRun: the folder cannot be used.
        Unavailable: another run holds the lock.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "run.lock").open("a+")
    except OSError as error:
        raise CannotRun(
            f"{data} cannot be used ({error.strerror}); set BANKAGENT_DATA to another folder."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Unavailable(
                f"bankagent already runs here (process {lock.read()}); stop it, or give this one "
                "a BANKAGENT_DATA and a PORT of its own."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse to begin when another program has the port, instead of failing again and again."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise BadSettings(f"This account may not use port {port}; set PORT to 8000.") from None
        except OSError:
            raise Unavailable(f"Port {port} is taken; set PORT to another one.") from None
