"""Other processes that hold a server, as tests see them."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "src"
SCRIPT = Path(__file__).with_name("server_holder.py")


class Holder:
    """A process that holds the server of `root`; `begin` without waiting, then `ready`."""

    def __init__(self, root: Path, **popen: Any) -> None:
        env = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]} | popen.pop("env", {})
        python = popen.pop("python", sys.executable)
        self.process = subprocess.Popen(
            [python, str(SCRIPT), str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=env,
            **popen,
        )

    def line(self) -> dict[str, Any]:
        assert self.process.stdout
        said = self.process.stdout.readline()
        assert self.process.stderr
        return json.loads(said) if said else {"failed": self.process.stderr.read()}

    def let_go(self) -> bool:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.line()["stopped"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def holding(root: Path, number: int = 1, **popen: Any) -> Iterator[list[Holder]]:
    """Start so many holders at the same time; kill those that are left at the end."""
    holders = [Holder(root, **popen) for _ in range(number)]
    try:
        yield holders
    finally:
        for holder in holders:
            holder.kill()
            for pipe in (holder.process.stdin, holder.process.stdout, holder.process.stderr):
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
