"""Who starts the server and who stops it, however its users begin and end."""

import fcntl
import os
import signal
from pathlib import Path

import psycopg
import pytest

from bankagent.db.embedded import EmbeddedServer
from tests.support.server_holders import holding


def test_six_processes_that_start_together_share_one_server_and_the_last_one_stops_it(folder):
    with holding(folder / "d", 6) as holders:
        said = [holder.line() for holder in holders]
        assert len({one["pid"] for one in said}) == 1
        assert len({one["url"] for one in said}) == 1
        assert sum("making a new" in line for one in said for line in one["log"]) == 1
        with psycopg.connect(said[0]["url"]) as conn:
            assert conn.execute("select current_database()").fetchone() == ("bankagent",)
        assert [holder.let_go() for holder in holders] == [False] * 5 + [True]
    assert EmbeddedServer(folder / "d").pid is None


def test_a_killed_user_leaves_the_server_to_the_next_which_stops_it_in_the_end(folder):
    server = EmbeddedServer(folder / "d")
    with holding(folder / "d") as [holder]:
        pid = holder.line()["pid"]
        holder.kill()
    assert server.pid == pid
    url = server.start()
    assert server.pid == pid
    with psycopg.connect(url) as conn:
        assert conn.execute("select 1").fetchone() == (1,)
    assert server.release()
    assert server.pid is None


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(folder):
    with holding(folder / "d", start_new_session=True) as [holder]:
        pid = holder.line()["pid"]
        os.killpg(holder.process.pid, signal.SIGINT)
        assert holder.line() == {"interrupted": True, "pid": pid}
        assert holder.line() == {"stopped": True}
    assert "database system is shut down" in (folder / "d/pg/server.log").read_text()


def test_a_killed_initdb_leaves_nothing_that_counts(folder):
    root = folder / "d"
    with holding(root) as [holder]:
        while not list(root.glob("pg.new-*/PG_VERSION")):
            assert holder.process.poll() is None
        holder.kill()
    assert not (root / "pg").exists()
    server = EmbeddedServer(root, settings={"fsync": "off"})
    with psycopg.connect(server.start()) as conn:
        assert conn.execute("select 1").fetchone() == (1,)
    assert server.release()


def test_releasing_twice_or_before_the_start_is_no_harm(own_server):
    stranger = EmbeddedServer(own_server.root)
    assert not stranger.release()
    assert own_server.pid
    assert own_server.release()
    assert not own_server.release()


def test_data_is_found_again_at_the_same_url(own_server: EmbeddedServer):
    url = own_server.url()
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("create table kept as select 42 as answer")
    own_server.release()
    assert own_server.url() == url == own_server.start()
    with psycopg.connect(url) as conn:
        assert conn.execute("select answer from kept").fetchone() == (42,)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_ends_all_sessions_and_comes_back_at_the_same_url(own_server, mode):
    with psycopg.connect(own_server.url(), autocommit=True) as conn:
        before = own_server.pid
        own_server.restart(mode)
        with pytest.raises(psycopg.OperationalError):
            conn.execute("select 1")
    assert own_server.pid != before
    with psycopg.connect(own_server.url()) as conn:
        assert conn.execute("select 1").fetchone() == (1,)


def in_place(pid_file: Path, text: str) -> None:
    """Write as PostgreSQL does: the file is never empty in between."""
    with pid_file.open("r+") as written:
        written.write(text)


def free(lock_file: Path) -> bool:
    with lock_file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_user_waits_for_a_server_that_is_still_coming_up(own_server: EmbeddedServer):
    pid_file = own_server.data / "postmaster.pid"
    ready = pid_file.read_text()
    assert "ready" in ready
    in_place(pid_file, ready.replace("ready   ", "starting"))
    with holding(own_server.root) as [holder]:
        while free(own_server.root / "start.lock"):
            assert holder.process.poll() is None
        in_place(pid_file, ready)
        assert holder.line()["pid"] == own_server.pid
