"""Running `bankagent …` as its users do: another process, its exit code and what it said."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
COMMAND = (sys.executable, "-c", "from bankagent.cli import main; main()")


def environment(**settings: object) -> dict[str, str]:
    """Return the environment of a process with these settings and no others of ours."""
    path = os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": path} | {name: str(it) for name, it in settings.items()}


def bankagent(
    *args: str, cwd: Path = SOURCE, stdin: str = "", **settings: object
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; `settings` are environment variables."""
    return subprocess.run(
        [*COMMAND, *args],
        cwd=cwd,
        env=environment(**settings),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
