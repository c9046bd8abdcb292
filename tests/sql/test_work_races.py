"""Races for an item of work: of many who claim it at once, one has it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import psycopg
import pytest

from tests.support import approvals, exceptions, people, rows, work
from tests.support.databases import Database
from tests.support.rows import Conn, connect

NAMES = [f"r{n}" for n in range(8)]
ROUNDS = 10


def raced(db: Database, request_id: int, *actions: str) -> list[tuple[str, str, str]]:
    """Let each reviewer make these moves as the API, all at once; return who did what, and how."""
    start = Barrier(len(NAMES))

    def moves(conn: Conn, name: str) -> list[tuple[str, str, str]]:
        start.wait()
        said = []
        for action in actions:
            try:
                conn.execute(work.MOVE, [request_id, action, None, None, None, name])
                said.append((name, action, "done"))
            except psycopg.Error as error:
                said.append((name, action, str(error.sqlstate)))
        return said

    with ExitStack() as left, ThreadPoolExecutor(len(NAMES)) as pool:
        conns = [left.enter_context(connect(db.api_url)) for _ in NAMES]
        found = pool.map(moves, conns, NAMES)
        return [one for of_one in found for one in of_one]


def test_of_many_claimers_one_has_it(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, *NAMES)
    for one in approvals.waiting(dba, n=ROUNDS):
        said = raced(db, one, "claim")
        (winner,) = [name for name, _, end in said if end == "done"]
        assert {end for _, _, end in said} == {"done", "BA409"}
        assert work.owner(dba, one) == winner
        assert rows.actions(dba, one).count("claimed") == 1


def test_claims_and_releases_of_many_follow_one_another(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, *NAMES)
    (one,) = approvals.waiting(dba)
    said = raced(db, one, *["claim", "release"] * ROUNDS)
    assert {end for _, _, end in said} == {"done", "BA409"}
    moves = rows.fetch(dba, "select action, actor, owner from bankagent.work_moves order by id")
    assert len(moves) == sum(end == "done" for _, _, end in said)
    held = None
    for move in moves:
        # A claim finds it free, or in the hands of its actor; a release is of who has it.
        assert held in ({None, move.actor} if move.action == "claimed" else {move.actor})
        held = move.owner


@pytest.mark.expect_differences("comparisons of a test, which no facts make")
def test_of_many_claimers_of_an_exception_one_has_it(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, *NAMES)
    for number in range(ROUNDS // 2):
        exception = exceptions.opened(dba, comparison={"pair": exceptions.pair(number)})
        one = exceptions.row(dba, exception).request_id
        said = raced(db, one, "claim")
        (winner,) = [name for name, _, end in said if end == "done"]
        assert exceptions.row(dba, exception).assignee == winner == work.owner(dba, one)
