"""`bankagent approval claim …` and `bankagent exception claim …` against an API of its own."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.support import approvals, exceptions, people, work
from tests.support.api_process import serving
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect

Said = Callable[..., str]
pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def said(db: Database, dba: Conn, free_port: int) -> Iterator[Said]:
    """Run a command by anna, or another reviewer, and return what it prints."""
    keys = {name: people.add_key(dba, "reviewer", name) for name in ("anna", "ben")}
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:

        def run(*words: str, by: str = "anna", code: int = 0) -> str:
            done = in_process(*words, BANKAGENT_KEY=keys[by], BANKAGENT_URL=api.url)
            assert done.returncode == code, done.stderr + done.stdout
            return done.stdout

        yield run


def test_approvals_are_moved_one_or_many_and_each_is_told(dba: Conn, said: Said) -> None:
    one, two = approvals.waiting(dba, n=2)
    claimed = said("approval", "claim", str(one), str(two))
    assert claimed.startswith(f"Request {one}: anna has it until 2")
    assert f"Request {two}: anna has it until 2" in claimed
    refused = said("approval", "claim", str(one), by="ben", code=1)
    assert refused.startswith(f"Request {one}: not done: Anna has request {one} in hand until")
    mine = ("approval", "list", "--show", "mine")
    assert "anna" in said(*mine)
    assert said(*mine, by="ben") == "No request waits for people.\n"
    given = said("approval", "assign", str(one), "--to", "ben", "--reason", "Yours.")
    assert given == f"Request {one}: ben has it.\n"
    assert "owner    ben\n" in said("approval", "show", str(one))
    back = json.loads(said("approval", "hand-back", str(one), "--json", by="ben"))
    assert back["items"][0]["item"]["owner"] == "anna"
    moved = said("approval", "team", str(one), "--to", "compliance")
    assert moved == f"Request {one}: the team compliance has it.\n"
    until = f"{work.later(dba, '5 minutes'):%Y-%m-%dT%H:%M:%SZ}"
    assert ", snoozed until 2" in said("approval", "snooze", str(two), "--until", until)
    assert said(*mine) == "No request waits for people.\n"
    assert "anna" in said(*mine, "--snoozed")
    assert "snoozed  until 2" in said("approval", "show", str(two))


def test_a_comment_stands_below_the_approval(dba: Conn, said: Said) -> None:
    (one,) = approvals.waiting(dba)
    comment = ("comment", str(one), "--text", "For the desk.", "--for-caller")
    assert said("approval", *comment) == f"Comment 1 is on request {one}.\n"
    shown = said("approval", "show", str(one), by="ben")
    assert "anna (its caller reads it): For the desk." in shown


def test_exceptions_are_moved_by_their_own_numbers(dba: Conn, said: Said) -> None:
    number = exceptions.opened(dba)
    claimed = said("exception", "claim", str(number))
    assert claimed.startswith(f"Exception {number}: anna has it until 2")
    assert "assigned" in said("exception", "work")
    assert said("exception", "work", by="ben") == "No exception is listed there.\n"
    assert said("exception", "release", str(number)) == f"Exception {number}: the team has it.\n"
    assert "open" in said("exception", "work", "--show", "unassigned", by="ben")
