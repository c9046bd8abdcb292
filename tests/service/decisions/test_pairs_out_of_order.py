"""Pairs that are settled in another order than they came in, or of which one is cancelled."""

from collections.abc import Iterator

import pytest

from tests.support import exceptions, people, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.pairs import numbered
from tests.support.recon import decide, exception_of, fail, rules, submit, trail
from tests.support.rows import Conn, connect

OPEN = "select count(*) from ops.exceptions_open"
HOLD = "update procrastinate.procrastinate_jobs set scheduled_at = now() + %s where id = %s"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna")
        yield conn


async def decide_but(db: Database, conn: Conn, failed: int) -> None:
    """Decide all that waits but for one request, which fails first and is requeued afterwards."""
    fail(conn, failed)
    await decide(db, conn)
    conn.execute("select bankagent.requeue_request(%s)", [failed])


async def decide_now(db: Database, conn: Conn) -> None:
    verbs.make_due(conn)
    await decide_all(db)


@pytest.mark.parametrize("missing", [None, "ours", "theirs"])
async def test_an_older_pair_opens_nothing_once_a_later_one_has_matched(
    db: Database, dba: Conn, missing: str | None
) -> None:
    older = numbered(1, quantity=900) | ({missing: None} if missing else {})
    first, corrected = submit(dba, older, numbered(1))
    await decide_but(db, dba, first)
    assert (rows.status(dba, corrected), rows.status(dba, first)) == ("processed", "received")
    await decide_now(db, dba)
    assert rows.status(dba, first) == "processed"
    assert "TE-022" in rules(dba, first)
    assert rows.one(dba, OPEN) == 0
    entry = rows.entries(dba, first)[-1]
    assert entry.result["comparison"]["earlier"] == {"request_id": corrected, "word": "corrected"}


async def test_a_later_pair_that_is_broken_opens_although_an_older_one_matched(
    db: Database, dba: Conn
) -> None:
    submit(dba, numbered(1))
    await decide_now(db, dba)
    (broken,) = submit(dba, numbered(1, quantity=900))
    await decide_now(db, dba)
    assert exceptions.row(dba, exceptions.of_request(dba, broken)).state == "open"


async def test_a_match_of_another_record_or_client_corrects_nothing(
    db: Database, dba: Conn
) -> None:
    (first,) = submit(dba, numbered(1, quantity=900))
    other = numbered(1)
    other["theirs"]["record_number"] = "theirs-2"
    other["theirs"]["reference"] = "another"
    submit(dba, other)
    verbs.put(
        dba,
        {"client_id": "OTHER", "request_type": "trade_exception", "payload": numbered(1)},
    )
    await decide_but(db, dba, first)
    await decide_now(db, dba)
    assert exceptions.row(dba, exceptions.of_request(dba, first)).state == "open"


async def test_an_older_pair_leaves_what_a_later_one_has_opened_as_it_is(
    db: Database, dba: Conn
) -> None:
    first, later = submit(dba, numbered(1, quantity=900), numbered(1, quantity=950))
    await decide_but(db, dba, first)
    await decide(db, dba)
    assert "TE-020" in rules(dba, first)
    assert [one["theirs"] for one in exception_of(dba, later).breaks] == ["950"]


async def test_a_repeat_is_not_rejected_before_the_first_one_is_settled(
    db: Database, dba: Conn
) -> None:
    first, again = submit(dba, *[numbered(1, quantity=900)] * 2)
    dba.execute(HOLD, ["1 day", rows.job(dba, first).id])
    await decide_all(db)
    assert (rows.status(dba, again), trail(dba, again)) == ("received", ["received"])
    await decide(db, dba)
    assert exception_of(dba, first).state == "open"
    assert (rows.status(dba, again), rows.one(dba, OPEN)) == ("processed", 1)


async def test_a_pair_that_was_cancelled_does_not_block_the_same_pair(
    db: Database, dba: Conn
) -> None:
    first, again = submit(dba, *[numbered(1, quantity=900)] * 2)
    dba.execute(HOLD, ["1 day", rows.job(dba, first).id])
    await decide_all(db)
    dba.execute("select bankagent.cancel_request(%s)", [first])
    await decide(db, dba)
    assert exception_of(dba, again).state == "open"
    assert rows.one(dba, OPEN) == 1


async def test_a_cancellation_in_hand_does_not_lose_the_pair(db: Database, dba: Conn) -> None:
    first, again = submit(dba, *[numbered(1, quantity=900)] * 2)
    dba.execute(HOLD, ["1 day", rows.job(dba, first).id])
    with connect(db.url) as other:
        with other.transaction():
            other.execute("select bankagent.cancel_request(%s)", [first])
            await decide_all(db)
        assert rows.status(dba, first) == "cancelled"
    await decide_now(db, dba)
    assert exception_of(dba, again).state == "open"


async def test_a_request_with_an_open_exception_is_closed_and_not_cancelled(
    db: Database, dba: Conn
) -> None:
    (first,) = submit(dba, numbered(1, quantity=900))
    await decide_now(db, dba)
    with rows.refused("BA409", "has the open exception"):
        dba.execute("select bankagent.cancel_request(%s)", [first])


async def test_what_a_stop_holds_back_opens_no_exception_and_people_vote_on_it(
    db: Database, dba: Conn
) -> None:
    submit(dba, numbered(1, quantity=900))
    await decide_now(db, dba)
    dba.execute("select bankagent.stop_decisions('trade_exception', 'Wrong file.')")
    again, matches = submit(dba, numbered(1, quantity=900), numbered(2))
    await decide_now(db, dba)
    assert {rows.status(dba, one) for one in (again, matches)} == {"awaiting_approval"}
    assert rows.one(dba, OPEN) == 1
    people.vote(dba, again, verdict="reject")
    people.vote(dba, matches)
    assert {rows.status(dba, one) for one in (again, matches)} == {"processed"}
