"""`bankagent run`: from nothing to a decision, through the death of each part, to a clean stop."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from bankagent.db.embedded import EmbeddedServer
from tests.support import folders, policies, postgres
from tests.support.cli import COMMAND, SOURCE, bankagent, environment
from tests.support.workers import wait_for

QUICKSTART = Path(__file__).parents[2] / "examples" / "quickstart.py"


class Run:
    """A running `bankagent run` and its log."""

    def __init__(self, folder: Path, port: int, **settings: object) -> None:
        self.data, self.port, self.log = folder / "data", port, folder / "run.log"
        env = environment(BANKAGENT_DATA=self.data, PORT=port, **settings)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "run"], cwd=SOURCE, env=env, stdout=log, stderr=subprocess.STDOUT
            )

    def hears(self, text: str, times: int = 1) -> None:
        def heard() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            return len(re.findall(text, self.log.read_text())) >= times

        wait_for(f"{text!r} from bankagent run", heard, within_s=30)

    def quickstart(self) -> str:
        argv = [sys.executable, QUICKSTART, f"http://127.0.0.1:{self.port}"]
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout

    def decides(self) -> bool:
        return '"decision": "approved"' in self.quickstart()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


@contextmanager
def running(folder: Path, port: int, **settings: object) -> Iterator[Run]:
    run = Run(folder, port, **settings)
    try:
        run.hears("Ctrl-C stops everything")
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def test_from_nothing_to_a_decision_and_again_with_the_data_kept(folder, free_port):
    with running(folder, free_port) as run:
        said = run.quickstart()
        assert '"decision": "approved"' in said
        assert '"request_id": 1' in said
        run.hears(f"request 1  received → processed  by {policies.actor('trade_review')}")
        keys = re.findall(r"bak_\w+_[\w-]{57,}", run.log.read_text())
        kinds = [key.split("_")[1] for key in keys]
        assert kinds == ["caller", "reviewer", "reviewer", "reviewer"]
        assert run.stop(signal.SIGINT) == 0
    assert (folder / "data" / "pg").exists()
    assert not (folder / "data" / "pg" / "postmaster.pid").exists()
    with running(folder, free_port) as run:
        assert '"request_id": 2' in run.quickstart()
        assert all(key in run.log.read_text() for key in keys)
        assert run.stop(signal.SIGTERM) == 0
    assert not (folder / "data" / "pg" / "postmaster.pid").exists()


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """A running service that these tests hurt, but leave working."""
    with folders.temporary_folder() as folder, running(folder, postgres.free_port()) as run:
        yield run
        assert run.stop() == 0


def test_a_second_run_says_so_in_one_sentence(run, folder):
    second = bankagent("run", BANKAGENT_DATA=run.data, PORT=run.port)
    assert second.returncode == 1
    assert second.stderr.startswith(
        f"bankagent: bankagent already runs here (process {run.process.pid}); stop it"
    )
    assert second.stderr.count("\n") == 1
    other = bankagent("run", BANKAGENT_DATA=folder / "other", PORT=run.port)
    assert other.returncode == 1
    assert other.stderr == f"bankagent: Port {run.port} is taken; set PORT to another one.\n"


def test_workers_that_are_killed_come_back(run):
    with psycopg.connect(EmbeddedServer(run.data).url(), autocommit=True) as conn:
        look = "select pid from bankagent.worker_processes order by worker_id desc limit 2"
        rows = wait_for("workers", lambda: (found := conn.execute(look).fetchall())[1:] and found)
    begun = run.log.read_text().count("Launching a worker")
    for (pid,) in rows:
        os.kill(pid, signal.SIGKILL)
    run.hears(r"worker \d +was killed by signal 9 \(Killed\); it starts again", 2)
    run.hears("Launching a worker", begun + 2)
    assert run.decides()


def test_an_embedded_server_that_is_killed_comes_back(run):
    server = EmbeddedServer(run.data)
    os.kill(server.pid or 0, signal.SIGKILL)
    run.hears("database +was down; it runs again")
    wait_for("a decision", run.decides)


def test_with_a_database_of_ones_own_nothing_is_embedded(folder, free_port, empty_db):
    with running(folder, free_port, DATABASE_URL=empty_db.url) as run:
        assert run.decides()
        assert not (run.data / "pg").exists()
        assert empty_db.name in run.log.read_text()
        assert "password" not in run.log.read_text()
        assert run.stop() == 0


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_killed_with_its_children_it_leaves_nothing_that_keeps_the_next_from_starting(
    folder, free_port
):
    with running(folder, free_port) as run:
        run.process.kill()
        run.process.wait()
    wait_for("the port", lambda: bankagent_starts(folder, free_port))


def bankagent_starts(folder: Path, port: int) -> bool:
    try:
        with running(folder, port) as run:
            return run.stop() == 0
    except AssertionError as error:
        if "is taken" in str(error):
            return False
        raise
