"""Who can reach the server and its data: nobody but us, and no folder is opened for it."""

import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bankagent.db.embedded import EmbeddedServer
from bankagent.db.embedded.account import account_for
from bankagent.db.embedded.binaries import pick, reachable
from bankagent.errors import CannotRun
from tests.support import folders, postgres
from tests.support.server_holders import SOURCE, Holder, holding

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


@pytest.fixture(scope="module")
def calm_server(stopped_server) -> Iterator[EmbeddedServer]:
    """A running server that these tests only look at."""
    with folders.temporary_folder() as root:
        postgres.copy_server(stopped_server, root / "calm")
        server = EmbeddedServer(root / "calm")
        server.start()
        yield server
        server.release()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_password_socket_and_data_are_for_the_owner_only(calm_server):
    assert mode(calm_server.root / "password") == 0o600
    assert mode(calm_server.root / "s") == 0o700
    assert mode(calm_server.data) == 0o700
    assert not list(calm_server.root.glob("pg.*"))


def test_a_wrong_password_is_refused_on_the_socket_too(calm_server):
    right = (calm_server.root / "password").read_text()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(calm_server.url().replace(right, "wrong"))


def test_no_tcp_port_is_open_unless_asked_for(calm_server):
    with psycopg.connect(calm_server.url()) as conn:
        assert conn.execute("show listen_addresses").fetchone() == ("",)


def test_a_port_that_is_asked_for_is_open_on_this_machine_with_the_password(folder, free_port):
    server = EmbeddedServer(folder / "d", port=free_port, settings={"fsync": "off"})
    password = server.start().split(":")[2].split("@")[0]
    try:
        with psycopg.connect(
            host="127.0.0.1", port=free_port, user="postgres", password=password, dbname="bankagent"
        ) as conn:
            assert conn.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
    finally:
        server.release()


@pytest.mark.parametrize("name", ["d" * 120, "a folder, with 'all' sorts"])
def test_a_folder_whose_name_is_no_good_for_sockets_works_too(folder, name):
    server = EmbeddedServer(folder / name, settings={"fsync": "off"})
    with psycopg.connect(server.start()) as conn:
        [(sockets,)] = conn.execute("show unix_socket_directories").fetchall()
    assert server.release()
    assert mode(Path(sockets)) == 0o700
    shutil.rmtree(sockets)


def test_a_socket_folder_that_somebody_else_put_there_is_refused(folder):
    (folder / "s").mkdir(mode=0o777)
    (folder / "s").chmod(0o777)
    server = EmbeddedServer(folder, settings={"fsync": "off"})
    with pytest.raises(CannotRun, match="is not a closed folder"):
        server.start()


def test_the_settings_of_a_new_server_are_ours_and_the_callers(calm_server):
    with psycopg.connect(calm_server.url()) as conn:
        asked = ("max_connections", "fsync", "timezone", "max_parallel_workers_per_gather")
        found = [conn.execute(f"show {name}").fetchone() for name in asked]
        assert found == [("200",), ("off",), ("UTC",), ("0",)]


@as_root
def test_under_root_the_server_runs_as_another_account(calm_server):
    assert calm_server.data.stat().st_uid == account_for(calm_server.data).uid != 0


@as_root
def test_data_under_a_closed_folder_moves_and_the_folder_stays_closed(folder):
    home = folder / "home"
    home.mkdir(mode=0o700)
    said: list[str] = []
    server = EmbeddedServer(home / "data", settings={"fsync": "off"}, log=said.append)
    try:
        assert server.root.parent == Path("/var/lib")
        assert mode(server.root) == 0o711
        assert f"{home}/data is closed to the account" in said[0]
        url = server.start()
        assert EmbeddedServer(home / "data").url() == url
        assert server.release()
        assert mode(home) == 0o700
        assert mode(folder) == 0o711
    finally:
        shutil.rmtree(server.root)


@as_root
def test_programs_in_a_closed_folder_are_copied_with_their_libraries(folder):
    package = pick(None).package
    if not package:
        pytest.skip("no wheel of PostgreSQL here")
    closed = folder / "venv"
    closed.mkdir(mode=0o700)
    for name in (package.name, f"{package.name}.libs"):
        (closed / name).symlink_to(package.with_name(name))
    inside = pick(closed / package.name / pick(None).folder.relative_to(package))
    account = account_for(folder / "none")
    with pytest.raises(CannotRun, match="is closed to account"):
        reachable(inside, account, folder)
    wheel = type(inside)(inside.source, inside.folder, inside.major, closed / package.name)
    copied = reachable(wheel, account, folder)
    assert copied.folder.is_relative_to(folder / copied.package.parent.name)
    assert account.run(copied["initdb"], "--version").returncode == 0
    assert mode(closed) == 0o700
    assert reachable(wheel, account, folder) == copied


@as_root
def test_an_ordinary_account_runs_its_own_server_and_not_anothers(folder, calm_server):
    nobody = pwd.getpwnam("nobody")
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if not python or not SOURCE.stat().st_mode & 0o001:
        pytest.skip("no Python that another account can run")
    home = folder / "nobodys"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    other = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "python": python}
    with holding(home / "d", **other, cwd="/") as [holder]:
        said = holder.line()
        if "No module named" in said.get("failed", ""):
            pytest.skip("that Python lacks our libraries")
        assert (home / "d/pg").stat().st_uid == nobody.pw_uid
        assert holder.let_go()
    intruder = Holder(calm_server.root, **other, cwd="/")
    assert "Permission denied" in intruder.line()["failed"]
    intruder.process.communicate()
