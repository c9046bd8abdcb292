"""What a crash or a reboot leaves in the data folder never keeps the server from starting."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from psycopg.pq import PGconn

from bankagent.db.embedded import EmbeddedServer
from bankagent.errors import Unavailable


@contextmanager
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """Another program that got the pid of our old server."""
    wait = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(wait, stdin=subprocess.PIPE) as process:
        yield process


def kill_postmaster(server: EmbeddedServer) -> None:
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    while server.pid:
        pass


def works(server: EmbeddedServer) -> bool:
    with psycopg.connect(server.start()) as conn:
        return conn.execute("select 1").fetchone() == (1,)


def works_at_last(server: EmbeddedServer) -> bool:
    while True:
        with suppress(Unavailable):
            return works(server)


def test_a_pid_that_is_another_programs_by_now_is_neither_believed_nor_signalled(own_server):
    lock_files = [own_server.data / "postmaster.pid", own_server.root / "s/.s.PGSQL.5432.lock"]
    left = {path: path.read_text().split("\n", 1)[1] for path in lock_files}
    own_server.stop("immediate")
    with bystander() as other:
        for path, rest in left.items():
            path.write_text(f"{other.pid}\n{rest}")
        assert own_server.pid is None
        own_server.stop()  # pg_ctl would have signalled the bystander
        assert works(own_server)
        assert other.poll() is None


def test_a_killed_server_starts_again_though_nobody_reaped_it(own_server):
    kill_postmaster(own_server)
    assert works(own_server)


@pytest.mark.parametrize("left", ["", "what is this\n"])
def test_a_broken_lock_file_does_not_keep_the_server_down(own_server, left):
    own_server.stop()
    (own_server.data / "postmaster.pid").write_text(left)
    assert works(own_server)


def test_a_busy_orphan_keeps_postgresqls_own_check_and_the_next_start_after_it_works(own_server):
    session = PGconn.connect(own_server.url().encode())
    session.send_query(b"select count(*) from generate_series(1, 1000000000000)")
    kill_postmaster(own_server)
    with pytest.raises(Unavailable, match="pre-existing shared memory block") as caught:
        own_server.start()
    assert "\n" not in str(caught.value)
    os.kill(session.backend_pid, signal.SIGKILL)
    session.finish()
    assert works_at_last(own_server)


def test_why_it_does_not_start_is_said_in_one_sentence(own_server):
    own_server.stop()
    with (own_server.data / "postgresql.conf").open("a") as conf:
        conf.write("shared_buffers = '1kB'\n")
    with pytest.raises(Unavailable) as caught:
        own_server.start()
    assert "contains errors" in str(caught.value)
    assert "\n" not in str(caught.value)
