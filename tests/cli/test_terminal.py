"""Commands on a terminal, or into a file, that is not UTF-8."""

import json
import subprocess

import pytest

from tests.support.cli import COMMAND, environment
from tests.support.databases import Database
from tests.support.rows import connect

# Beyond the plane of which one escape is enough.
REASON = "Łódź is late \U0001f4c9"


def run(*args: str, encoding: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command, and read what it writes in this encoding."""
    return subprocess.run(
        [*COMMAND, *args],
        env=environment(**settings),
        encoding=encoding,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "cp1252"])
def test_what_a_terminal_lacks_is_escaped(db: Database, encoding: str) -> None:
    with connect(db.url) as conn:
        conn.execute("select bankagent.pause('queue', 'trade_review', %s)", [REASON])
        conn.execute("alter table bankagent.votes disable trigger votes_append_only")
    on = {"DATABASE_URL": db.url, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = run("doctor", encoding=encoding, **on)
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\u2192 alter table bankagent.votes enable trigger" in done.stdout
    # Click takes ASCII for a misconfiguration, and writes UTF-8 there.
    written = "utf-8" if encoding == "ascii" else encoding
    done = run("pause", "list", "--json", encoding=written, **on)
    assert (done.returncode, done.stderr) == (0, "")
    assert REASON in str(json.loads(done.stdout))
