"""Processes of a Python module: started from nothing, or as copies of one with all its imports.

A copy costs 20 ms of CPU instead of 400. It is a process of its own all the same, with its own
signals, log and end. What only a start from nothing shows is tried with one.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

FORK_SERVER = multiprocessing.get_context("forkserver")
FORK_SERVER.set_forkserver_preload(["tests.support.preloaded"])


class Process(Protocol):
    """The part of a Popen that tests need."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int) -> None: ...
    def kill(self) -> None: ...


def fresh_process(
    module: str, arguments: Sequence[str], *, env: Mapping[str, str], log: Path
) -> Process:
    """Run `python -m module *arguments`, its output in a file."""
    command = [sys.executable, "-m", module, *arguments]
    with log.open("a") as output:
        return subprocess.Popen(
            command, env=env, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent
        )


class CopiedProcess:
    """The same in a copy of a process that has imported the API and the worker."""

    def __init__(
        self, module: str, arguments: Sequence[str], *, env: Mapping[str, str], log: Path
    ) -> None:
        run = [module, [*arguments], dict(env), log]
        self._process = FORK_SERVER.Process(target=_run, args=run)
        self._process.start()
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@contextmanager
def frozen(pids: Sequence[int]) -> Iterator[None]:
    """Stop processes where they are, and let them go on at the end; one may end in between."""
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _run(module: str, arguments: list[str], env: dict[str, str], log: Path) -> None:
    os.chdir(log.parent)
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = env.get("PYTHONPATH", "").split(os.pathsep)
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
