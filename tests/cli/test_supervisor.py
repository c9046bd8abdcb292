"""What dies starts again, what is asked to stop stops, and what cannot run is left alone."""

import asyncio
import os
import signal
import sys

import pytest

from bankagent.cli import supervisor
from bankagent.cli.supervisor import Program, Stop, keep


class Heard(list[str]):
    """What a program and its keeper said, and a way to wait for it."""

    def __init__(self) -> None:
        self.more = asyncio.Event()

    def __call__(self, name: str, text: str) -> None:
        self.append(f"{name}: {text}")
        self.more.set()

    async def wait_for(self, text: str, times: int = 1) -> None:
        while sum(text in line for line in self) < times:
            self.more.clear()
            await self.more.wait()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE_S", 0.1)


def python(script: str, heard: Heard, **how: object) -> Program:
    return Program("child", (sys.executable, "-u", "-c", script), heard, **how)


FOREVER = "import os, time\nprint('pid', os.getpid())\ntime.sleep(600)"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FOREVER


def pid(line: str) -> int:
    return int(line.rsplit(" ", 1)[1])


async def test_a_child_that_is_killed_starts_again_and_why_is_said(heard):
    stop = Stop()
    keeping = asyncio.create_task(keep(python(FOREVER, heard), stop, heard))
    await heard.wait_for("pid")
    os.kill(pid(heard[0]), signal.SIGKILL)
    await heard.wait_for("pid", 2)
    assert heard[1] == "child: was killed by signal 9 (Killed); it starts again in 0.05 s"
    stop.ask()
    assert await keeping == -signal.SIGTERM


async def test_the_pause_grows_up_to_a_limit(heard):
    stop = Stop()
    keeping = asyncio.create_task(keep(python("raise SystemExit(3)", heard), stop, heard))
    await heard.wait_for("starts again", 4)
    stop.ask()
    await keeping
    pauses = [line.split(" in ")[1] for line in heard[:4]]
    assert pauses == ["0.05 s", "0.1 s", "0.1 s", "0.1 s"]
    assert heard[0].startswith("child: ended with exit code 3")


async def test_a_child_that_says_that_a_person_must_act_is_not_started_again(heard):
    assert await keep(python("raise SystemExit(2)", heard), Stop(), heard) == 2
    assert heard == []


async def test_a_child_that_may_end_in_good_order_is_left_alone_then(heard):
    assert await keep(python("pass", heard, once=True), Stop(), heard) == 0


async def test_a_child_that_does_not_stop_is_killed_when_patience_ends(heard):
    stop = Stop()
    keeping = asyncio.create_task(keep(python(DEAF, heard, patience_s=0.1), stop, heard))
    await heard.wait_for("pid")
    stop.ask()
    assert await keeping == -signal.SIGKILL


async def test_asking_twice_is_the_end_of_patience(heard):
    stop = Stop()
    keeping = asyncio.create_task(keep(python(DEAF, heard, patience_s=None), stop, heard))
    await heard.wait_for("pid")
    stop.ask()
    stop.ask()
    assert await keeping == -signal.SIGKILL


async def test_asked_to_stop_during_a_pause_it_does_not_start_again(heard, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 600)
    stop = Stop()
    keeping = asyncio.create_task(keep(python("raise SystemExit(1)", heard), stop, heard))
    await heard.wait_for("starts again")
    stop.ask()
    assert await keeping == 0


async def test_a_line_of_any_length_does_not_end_the_relay(heard):
    script = "print('x' * 3_000_000)\nprint('after')"
    await keep(python(script, heard, once=True), Stop(), heard)
    assert heard[0] == "child: (a line too long to show)"
    assert heard[-1] == "child: after"


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
async def test_a_child_stops_when_its_keeper_is_killed(heard):
    keeper = f"""
import asyncio, sys
from bankagent.cli.supervisor import Program, Stop, keep
child = (sys.executable, "-u", "-c", {FOREVER!r})
asyncio.run(keep(Program("inner", child), Stop(), print))
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", keeper, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    assert b"pid" in await process.stdout.readline()
    process.kill()
    assert await process.stdout.read() == b""  # the child had the other end of the pipe
    await process.wait()
