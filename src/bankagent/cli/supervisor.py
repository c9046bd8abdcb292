"""Keeping programs alive: one that dies starts again, one that is asked to stop stops."""

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
CALM_S = 30.0  # who lived so long begins again with the first pause
NO_USE_TO_RESTART = (
    2  # what our programs and argparse exit with when a person must change something
)
LONGEST_LINE = 1 << 20

Say = Callable[[str, str], None]
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """A program to keep alive.

    Its output is ours, or goes line by line to `hear` with the program's name. `once`: it may end
    in good order, with 0. `patience_s`: how long it may take to stop before it is killed.
    """

    name: str
    argv: tuple[str, ...]
    hear: Say | None = None
    once: bool = False
    patience_s: float | None = 30.0


@dataclass(frozen=True, slots=True)
class Stop:
    """Whether we were asked to stop, and whether somebody asked again and so will not wait."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    urged: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self) -> None:
        """Ask to stop; the second time, to stop at once."""
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


async def keep(program: Program, stop: Stop, say: Say) -> int:
    """Run a program until it is asked to stop, starting it again whenever it dies.

    Returns its last exit code; 2 at once when it says that a restart is of no use.
    """
    pause = FIRST_PAUSE_S
    while True:
        began = time.monotonic()
        code = await _run(program, stop)
        if stop.asked.is_set() or code == NO_USE_TO_RESTART or (program.once and code == 0):
            return code
        if time.monotonic() - began > CALM_S:
            pause = FIRST_PAUSE_S
        say(program.name, f"{_why(code)}; it starts again in {pause:g} s")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.asked.wait(), pause)
            return 0
        pause = min(pause * 2, LONGEST_PAUSE_S)


async def _run(program: Program, stop: Stop) -> int:
    child = await asyncio.create_subprocess_exec(
        *program.argv,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE if program.hear is not None else None,
        stderr=STDOUT if program.hear is not None else None,
        limit=LONGEST_LINE,
        start_new_session=True,  # Ctrl-C is for us: we stop the children in good order
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
    """Wait for the end of a child; once asked to stop, ask the child, and in the end kill it."""
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
    while program.hear is not None and child.stdout:
        try:
            line = await child.stdout.readline()
        except ValueError:
            line = b"(a line too long to show)\n"
        if not line:
            return
        program.hear(program.name, line.decode(errors="replace").rstrip())


def _why(code: int) -> str:
    if code < 0:
        return f"was killed by signal {-code} ({signal.strsignal(-code)})"
    return f"ended with exit code {code}"


def _die_with_parent() -> None:
    """Have Linux stop the child when we are killed: nobody else would."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
