"""sql/schema.sql, the written snapshot, is what an installed database has."""

import subprocess
import sys

import pytest

from bankagent import settings
from bankagent.db.embedded import find_program
from tests.support import databases
from tests.support.databases import Database
from tests.support.rows import Conn

TOOL = databases.SQL.parent / "tools" / "schema_snapshot.py"


def check(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, TOOL, "--check", "--database", url],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(autouse=True)
def _needs_pg_dump(dba: Conn) -> None:
    program = find_program("pg_dump", settings.load().pg_bin)
    if program is None:
        pytest.skip("no pg_dump runs on this machine")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    major = int(said.stdout.split()[2].partition(".")[0])
    if major < dba.info.server_version // 10000:
        pytest.skip(f"pg_dump {major} is older than the server")


def test_the_snapshot_is_what_an_installed_database_has(db: Database) -> None:
    done = check(db.url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            "alter table bankagent.votes add column note text",
            "+    note text,",
        ),
        (
            "drop index bankagent.votes_request_idx",
            "-CREATE INDEX votes_request_idx ON bankagent.votes USING btree (request_id, id);",
        ),
        (
            "alter table bankagent.votes disable trigger votes_append_only",
            "+ALTER TABLE bankagent.votes DISABLE TRIGGER votes_append_only;",
        ),
    ],
    ids=["a column", "an index", "a trigger"],
)
def test_a_table_that_differs_from_the_snapshot_is_shown(
    db: Database, dba: Conn, change: str, line: str
) -> None:
    dba.execute(change)
    done = check(db.url)
    assert done.returncode == 1
    first, *diff = done.stdout.splitlines()
    assert first == "sql/schema.sql is stale: run python tools/schema_snapshot.py"
    assert line in diff
