"""take_turn: each kind of housekeeping is done by whichever worker asks first when it is due."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support import rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

TAKE = "select bankagent.take_turn(%s, %s)"
GO_ON = "select bankagent.take_turn(%s, %s, true)"
SHIFT = "update bankagent.housekeeping_turns set next_at = next_at + %s::interval where kind = %s"
KEPT = "select from bankagent.housekeeping_turns where kind = 'rescue' for update"


def test_a_turn_is_taken_once_and_is_due_again_when_it_is_over(worker: Conn, dba: Conn) -> None:
    assert rows.one(worker, TAKE, "rescue", "10 s")
    assert not rows.one(worker, TAKE, "rescue", "10 s")
    assert rows.one(worker, TAKE, "pauses", "10 s")
    dba.execute(SHIFT, ["-10 s", "rescue"])
    assert rows.one(worker, TAKE, "rescue", "10 s")


def test_of_eight_at_once_one_takes_the_turn(db: Database, dba: Conn) -> None:
    # What is overdue for 5 seconds is taken by several.
    dba.execute("update bankagent.housekeeping_turns set next_at = now()")

    def take(_: int) -> bool:
        with connect(db.worker_url) as conn:
            return rows.one(conn, TAKE, "mending", "30 s")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [*[False] * 7, True]


def test_a_worker_that_goes_on_keeps_its_turn(worker: Conn, dba: Conn) -> None:
    assert rows.one(worker, TAKE, "embeddings", "60 s")
    dba.execute(SHIFT, ["-59 s", "embeddings"])
    assert rows.one(worker, GO_ON, "embeddings", "60 s")
    dba.execute(SHIFT, ["-59 s", "embeddings"])
    assert not rows.one(worker, TAKE, "embeddings", "60 s")


@pytest.mark.parametrize("step", ["-1 hour", "1 hour", "100 years"])
def test_a_clock_that_steps_keeps_nobody_from_a_turn(worker: Conn, dba: Conn, step: str) -> None:
    assert rows.one(worker, TAKE, "rescue", "60 s")
    dba.execute(SHIFT, [step, "rescue"])
    assert rows.one(worker, TAKE, "rescue", "60 s")
    assert not rows.one(worker, TAKE, "rescue", "60 s")


def test_a_row_that_is_kept_locked_stops_nothing_and_is_not_waited_for(
    db: Database, worker: Conn, dba: Conn
) -> None:
    worker.execute("set statement_timeout to '2s'")
    assert rows.one(worker, TAKE, "rescue", "1 s")
    dba.execute(SHIFT, ["-2 s", "rescue"])
    with connect(db.url) as holder, holder.transaction():
        holder.execute(KEPT)
        assert not rows.one(worker, TAKE, "rescue", "1 s")
        assert rows.one(worker, TAKE, "pauses", "1 s")
    dba.execute(SHIFT, ["-6 s", "rescue"])
    with connect(db.url) as holder, holder.transaction():
        holder.execute(KEPT)
        assert rows.one(worker, TAKE, "rescue", "1 s")


def test_a_row_that_is_gone_is_made_again(worker: Conn, dba: Conn) -> None:
    dba.execute("delete from bankagent.housekeeping_turns")
    assert rows.one(worker, TAKE, "rescue", "10 s")
    assert not rows.one(worker, TAKE, "rescue", "10 s")


@pytest.mark.parametrize("lasts", ["0 s", "-1 s", "61 s", "1 year", None])
def test_no_turn_is_taken_for_ever(worker: Conn, dba: Conn, lasts: str | None) -> None:
    with rows.nothing_written(dba), refused("BA422", "lasts must be"):
        worker.execute(TAKE, ["rescue", lasts])


@pytest.mark.parametrize("kind", ["", "Rescue", "tea", None])
def test_another_kind_has_no_turn(worker: Conn, dba: Conn, kind: str | None) -> None:
    with rows.nothing_written(dba), refused("BA422", "kind must be"):
        worker.execute(TAKE, [kind, "1 s"])
