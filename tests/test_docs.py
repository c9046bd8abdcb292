"""What the documentation tells a reader to type does what it says."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from bankagent import settings
from bankagent.cli import main as cli
from bankagent.db import session
from bankagent.service.operations.doctor import settings as settings_check
from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import connect

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([\w-]+):.*## ", re.MULTILINE)
TOOL = re.compile(r"\b(tools/\w+\.\w+|examples/\w+\.py)\b")
SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!http|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_sql_on_a_page_runs(page: Path, db: Database) -> None:
    anna = f"anna_{db.name}"  # roles belong to the whole server
    with connect(db.url) as conn:
        conn.execute("set search_path to bankagent, procrastinate, ops")
        waiting, failed = seed(conn)
        for block in SQL.findall(page.read_text()):
            if block.startswith("-- as anna\n"):
                conn.execute(f"set session authorization {anna}")
            conn.execute(block.replace("anna", anna))
            conn.execute("reset session authorization")
        if page.name in ("dba.md", "policies.md"):
            conn.execute(f"drop owned by {anna}; drop role {anna}")
        if page.name == "dba.md":
            assert rows.entries(conn, waiting)[-1][2:4] == ("cancelled", anna)
            assert rows.entries(conn, failed)[-1][2:4] == ("requeued", anna)


def seed(conn: rows.Conn) -> tuple[int, int]:
    """Bring in the two requests that pages speak of: 17 waits, 4 has failed."""
    numbered = "select setval('bankagent.banking_requests_id_seq', %s, false)"
    conn.execute(numbered, [4])
    failed = verbs.fail(conn)
    conn.execute(numbered, [17])
    (waiting,) = verbs.submit(conn)
    assert (waiting, failed) == (17, 4)
    return waiting, failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_on_a_page_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def commands(page: Path) -> list[list[str]]:
    """Return the lines of a page's shell blocks as words, without comments and variables."""
    text = "\n".join(SHELL.findall(page.read_text())).replace("\\\n", " ")
    lines = (re.sub(r"(^|\s)#.*", "", line) for line in text.splitlines())
    return [re.sub(r"^(\w+=\S+ +)+", "", line).split() for line in lines if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_on_a_page_are_there(page: Path) -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text())
    for program, *words in commands(page):
        if program == "make":
            assert words[0] in targets
        if program == "bankagent":
            assert_there(typer.main.get_command(cli.app), words)
    for path in TOOL.findall(page.read_text()):
        assert (ROOT / path).exists(), path


def assert_there(command: Any, words: list[str]) -> None:
    """See that a command of bankagent has the subcommands and options of a line."""
    while getattr(command, "commands", None):
        if words[:1] == ["--help"] or not words:
            return
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    if not command.context_settings.get("ignore_unknown_options"):
        assert {word for word in words if word.startswith("--")} <= known, (command.name, words)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    assert settings.KNOWN
    for name in settings.KNOWN:
        assert f"`{name}`" in text


def test_the_tests_that_a_page_names_are_there() -> None:
    for page in PAGES:
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text()):
            assert f"def {name}" in (ROOT / path).read_text(), (page.name, path, name)


def test_the_settings_that_we_pin_are_those_on_the_page() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    ours = page.partition("**What we set ourselves**")[2].partition("**What we need**")[0]
    named = set(re.findall(r"`([A-Za-z_.]+)`", ours)) - {
        "migrate",
        "db/session.sql",
        "off",
        "local",
    }
    assert named - {"on"} == session.PINNED


def test_the_settings_that_the_doctor_knows_are_on_the_page() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    rest = page.partition("**What we need**")[2].partition("## Upgrade")[0]
    assert set(settings_check.NAMES) <= set(re.findall(r"`(\w+)`", rest))
