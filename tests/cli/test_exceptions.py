"""`bankagent exception …` against an API as a process of its own."""

import json
from collections.abc import Iterator

import pytest

from tests.support import exceptions, people
from tests.support.api_process import serving
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def test_a_reviewer_lists_shows_moves_comments_and_labels(
    db: Database, dba: Conn, free_port: int
) -> None:
    number = exceptions.opened(dba)
    key = people.add_key(dba, "reviewer", "anna")
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:
        anna = {"BANKAGENT_KEY": key, "BANKAGENT_URL": api.url}

        def said(*words: str) -> str:
            done = in_process("exception", *words, **anna)
            assert done.returncode == 0, done.stderr
            return done.stdout

        listed = said("list")
        assert "100000.50 EUR" in listed
        assert "open 1" in listed
        assert "review" in listed
        assert json.loads(said("list", "--state", "open", "--json"))
        moved = said("move", str(number), "--to", "assigned", "--assignee", "anna")
        assert moved == f"Exception {number} is assigned.\n"
        assert "is on exception" in said("comment", str(number), "--text", "Their desk looks.")
        assert said("label", str(number), "late-booking").endswith("late-booking set.\n")
        shown = said("show", str(number))
        for words in (
            "outcome   review",
            "ours      OMS 4711",
            "DQUA  quantity  ours 1000, theirs 900",
            "late-booking",
            "anna  assigned it to anna\n",
            "opened it\n",
            "Their desk looks.",
        ):
            assert words in shown, shown
        reason = ("--reason", "By both sides.")
        closed = said("move", str(number), "--to", "trade_cancelled", *reason)
        assert closed == f"Exception {number} is trade_cancelled; its request is rejected.\n"
        shown = said("show", str(number))
        for words in ("closed it as trade_cancelled: By both sides.\n", "value     2026-11-24\n"):
            assert words in shown, shown
        assert "age" not in shown
        again = in_process("exception", "move", str(number), "--to", "open", **anna)
        assert (again.returncode, again.stdout) == (1, "")
        assert "is trade_cancelled" in again.stderr
