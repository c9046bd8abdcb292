"""Folders of tests: in memory where there is room, and locks among the processes of test runs."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOM = 2 * 1024**3


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder with a short path that the account of an embedded server can enter."""
    path = Path(tempfile.mkdtemp(prefix="bankagent-", dir=_quick_folder()))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def _quick_folder() -> Path:
    """Return a folder in memory where there is one with room: it halves what a database costs."""
    memory = Path("/dev/shm")  # noqa: S108
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(tempfile.gettempdir())


def temporary(name: str) -> Path:
    """Return a path that all test runs of this user know by this name."""
    return _quick_folder() / f"bankagent-test-{os.getuid()}-{name}"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Do what is inside in one process at a time, those of other test runs included."""
    with temporary("lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_free(lock: IO[str]) -> bool:
    """Take a lock that no other process holds; return whether it was free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
