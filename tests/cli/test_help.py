"""What `--help` says: every command, every option, in sentences that fit a terminal."""

import json
import re
import textwrap
from pathlib import Path

import psycopg

from tests.support.cli import commands, in_process
from tests.support.databases import Database

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
# What people use, or what prints one plain value: nothing for --json to do.
WITHOUT_JSON = {"run", "worker", "psql", "url"}


ALL = commands()
LEAVES = {path: one for path, one in ALL.items() if not hasattr(one, "commands")}


def test_every_command_says_in_a_sentence_what_it_does() -> None:
    assert len(LEAVES) > 20
    for path, command in ALL.items():
        first = (command.help or "").split("\n\n")[0]
        assert re.fullmatch(r"[A-Z].+\.", first, re.DOTALL), path
    for path, command in LEAVES.items():
        for parameter in command.params:
            assert parameter.help, (path, parameter.name)


def test_every_answer_that_a_script_would_read_comes_as_json_too() -> None:
    for path, command in LEAVES.items():
        has_it = any("--json" in option.opts for option in command.params)
        assert has_it != (path[0] in WITHOUT_JSON), path


def test_no_line_of_help_breaks_where_it_broke_in_the_source() -> None:
    columns = 80
    for path, command in LEAVES.items():
        said = in_process(*path, "--help", COLUMNS=columns).stdout
        lines = [line.strip() for line in said.splitlines()]
        for paragraph in (command.help or "").split("\n\n"):
            wanted = " ".join(paragraph.replace("`", "").split())
            for line in textwrap.wrap(wanted, columns - 2, break_on_hyphens=False):
                assert line in lines, path


def test_the_exit_codes_are_in_the_help_and_in_the_docs() -> None:
    said = " ".join(in_process("--help", COLUMNS=100).stdout.split())
    assert "Exit codes: 0 success; 1 failure, or something needs a person; 2 a wrong" in said
    assert "## Exit codes" in DOCS.read_text()


def test_what_scripts_read_of_versions_and_migrations(db: Database, empty_db: Database) -> None:
    told = json.loads(in_process("version", "--json").stdout)
    assert told.keys() == {"bankagent", "schema", "procrastinate"}
    first = json.loads(in_process("migrate", "--json", DATABASE_URL=empty_db.url).stdout)
    assert first["schema_version"] == told["schema"]
    assert "tables/banking_requests.sql" in first["applied"]
    with psycopg.connect(db.url) as conn:
        conn.execute("create function ops.mine() returns integer language sql return 1")
    again = json.loads(in_process("migrate", "--json", DATABASE_URL=db.url).stdout)
    assert again["applied"] == []
    assert again["said"] == ["drift: function ops.mine() added by hand; see ops.schema_drift"]
