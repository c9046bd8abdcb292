"""Supervisor of child processes: restarts one that dies, stops all when asked to stop."""

import asyncio
import contextlib
import ctypes
import signal
import sys
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 10.0
STABLE_S = 30.0  # after a run of this length the next pause is the first one again
# The exit code of our programs, and of argparse, when a person must change something first.
DO_NOT_RESTART = 2
MAX_LINE_BYTES = 1 << 20

# Takes the name of a program and a line about it, or of its output.
Report = Callable[[str, str], None]
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """A program to keep alive.

    Its output goes where ours goes, or line by line to `on_line` with the program's name. `once`:
    an end with exit code 0 is final. `patience_s`: how long it may take to stop before it is
    killed; None: for ever.
    """

    name: str
    argv: tuple[str, ...]
    on_line: Report | None = None
    once: bool = False
    patience_s: float | None = 30.0


@dataclass(frozen=True, slots=True)
class Stop:
    """Requests to stop: `asked` is set by the first, `urged` by the second, which does not wait."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    urged: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self) -> None:
        """Request a stop; the second time, a stop at once."""
        (self.urged if self.asked.is_set() else self.asked).set()


@contextlib.contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Yield a Stop that Ctrl-C, SIGTERM and a closed terminal set."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop.ask)
    try:
        yield stop
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def keep(program: Program, stop: Stop, report: Report) -> int:
    """Run a program until a stop is requested, and start it again whenever it dies.

    Returns its last exit code; at once when the code is DO_NOT_RESTART.
    """
    pause = FIRST_PAUSE_S
    while True:
        began = time.monotonic()
        code = await _run(program, stop)
        if stop.asked.is_set() or code == DO_NOT_RESTART or (program.once and code == 0):
            return code
        if time.monotonic() - began > STABLE_S:
            pause = FIRST_PAUSE_S
        report(program.name, f"{_why(code)}; it starts again in {pause:g} s")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.asked.wait(), pause)
            return 0
        pause = min(pause * 2, LONGEST_PAUSE_S)


async def _run(program: Program, stop: Stop) -> int:
    child = await asyncio.create_subprocess_exec(
        *program.argv,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE if program.on_line is not None else None,
        stderr=STDOUT if program.on_line is not None else None,
        limit=MAX_LINE_BYTES,
        start_new_session=True,  # Ctrl-C reaches only us: we stop the children in order
        preexec_fn=_die_with_parent if _LIBC else None,
    )
    relay = asyncio.create_task(_relay(program, child))
    try:
        return await _ended(child, stop, program.patience_s)
    finally:
        if child.returncode is None:
            child.kill()
        with contextlib.suppress(TimeoutError):  # a grandchild may hold the pipe open
            await asyncio.wait_for(relay, 1)


async def _ended(child: Process, stop: Stop, patience_s: float | None) -> int:
    """Wait for the end of a child; once a stop is requested, terminate it, then kill it."""
    end = asyncio.ensure_future(child.wait())
    await _first(end, stop.asked)
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not end.done():
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(number)
            await _first(end, stop.urged, patience_s)
    return await end


async def _first(
    end: asyncio.Future[Any], event: asyncio.Event, seconds: float | None = None
) -> None:
    """Wait until the child has ended, the event happens or the time is up."""
    waiter: asyncio.Future[Any] = asyncio.ensure_future(event.wait())
    await asyncio.wait((end, waiter), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()


async def _relay(program: Program, child: Process) -> None:
    while program.on_line is not None and child.stdout:
        try:
            line = await child.stdout.readline()
        except ValueError:
            line = b"(a line too long to show)\n"
        if not line:
            return
        program.on_line(program.name, line.decode(errors="replace").rstrip())


def _why(code: int) -> str:
    if code < 0:
        return f"was killed by signal {-code} ({signal.strsignal(-code)})"
    return f"ended with exit code {code}"


def _die_with_parent() -> None:
    """Have Linux terminate the child when we are killed; no other process would do it."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
