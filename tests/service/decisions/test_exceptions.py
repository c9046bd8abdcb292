"""Pairs as workers decide them: what opens an exception, what closes it, and what opens nothing."""

from collections.abc import Iterator

import pytest

from tests.support import exceptions, people, rows
from tests.support.databases import Database
from tests.support.pairs import numbered
from tests.support.recon import decide, submit
from tests.support.rows import Conn, connect

OPEN = "select count(*) from ops.exceptions_open"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna", "ben")
        yield conn


async def test_a_broken_pair_opens_and_the_corrected_one_closes_it(db: Database, dba: Conn) -> None:
    (broken,) = submit(dba, numbered(1, quantity=900))
    await decide(db, dba)
    found = exceptions.row(dba, exceptions.of_request(dba, broken))
    assert (found.state, found.primary_code) == ("open", "DQUA")
    assert (found.our_record, found.their_record) == ("ours-1", "theirs-1")
    assert (found.calendars, found.zone) == (["XNYS", "USD"], "America/New_York")
    days = "select ops.business_days('2026-11-25', (now() at time zone %s)::date, %s)"
    age = rows.one(dba, "select age from ops.exceptions_open where id = %s", found.id)
    assert age == rows.one(dba, days, found.zone, found.calendars)
    (corrected,) = submit(dba, numbered(1))
    await decide(db, dba)
    found = exceptions.row(dba, found.id)
    assert (found.state, found.closed_match) == ("rematched", "exact")
    assert found.closed_by_request == corrected
    assert rows.entries(dba, corrected)[-1].result["closed_exceptions"] == [found.id]


async def test_what_the_policy_escalates_is_the_most_urgent(db: Database, dba: Conn) -> None:
    """Not by its amount nor by its cut-off: the instrument is on the restricted list."""
    restricted = numbered(1, quantity=900) | {"stage": "position", "exposure": 5}
    usual = numbered(2, quantity=900) | {"stage": "position", "exposure": 2_000_000}
    for side in ("ours", "theirs"):
        restricted[side]["symbol"] = "FICTIONAL.RESTRICTED"
        for payload in (restricted, usual):
            # Without a date it does not age, whatever today is.
            del payload[side]["trade_date"], payload[side]["settlement_date"]
    ids = submit(dba, restricted, usual)
    await decide(db, dba)
    found = [exceptions.row(dba, exceptions.of_request(dba, id_)) for id_ in ids]
    assert [one.outcome for one in found] == ["escalate", "dual_control"]
    assert found[0].priority == 1 < found[1].priority
    first = rows.fetch(dba, "select id, outcome from ops.exceptions_open order by priority")[0]
    assert (first.id, first.outcome) == (found[0].id, "escalate")
    result = rows.entries(dba, ids[0])[-1].result["comparison"]
    assert (result["outcome"], result["priority"]) == ("escalate", 1)


async def test_a_side_that_comes_later_closes_what_was_unmatched(db: Database, dba: Conn) -> None:
    alone = numbered(1) | {"theirs": None}
    other = numbered(1) | {"ours": None}
    ids = submit(dba, alone, other)
    await decide(db, dba)
    found = [exceptions.row(dba, exceptions.of_request(dba, id_)) for id_ in ids]
    assert [one.match for one in found] == ["unmatched_ours", "unmatched_theirs"]
    submit(dba, numbered(1))
    await decide(db, dba)
    assert [exceptions.row(dba, one.id).state for one in found] == ["rematched", "rematched"]


@pytest.mark.parametrize("end", ["open", "written_off", "trade_cancelled"])
async def test_an_unchanged_pair_opens_nothing_whatever_became_of_the_first(
    db: Database, dba: Conn, end: str
) -> None:
    (first,) = submit(dba, numbered(1, quantity=900))
    await decide(db, dba)
    number = exceptions.of_request(dba, first)
    if end == "written_off":
        exceptions.vote(dba, exceptions.propose(dba, number, "write_off"))
    elif end == "trade_cancelled":
        exceptions.move(dba, number, "trade_cancelled", reason="Both sides.")
    (again,) = submit(dba, numbered(1, quantity=900))
    await decide(db, dba)
    assert rows.status(dba, again) == "processed"
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 1
    assert exceptions.row(dba, number).state == end
    comparison = rows.one(
        dba,
        "select known #> '{comparison,earlier}' from bankagent.evaluations where request_id = %s",
        again,
    )
    assert comparison["request_id"] == first


@pytest.mark.parametrize("end", ["written_off", "trade_cancelled"])
async def test_a_reopened_exception_is_compared_again_and_names_the_old_one(
    db: Database, dba: Conn, end: str
) -> None:
    (first,) = submit(dba, numbered(1, quantity=900))
    await decide(db, dba)
    number = exceptions.of_request(dba, first)
    if end == "written_off":
        exceptions.vote(dba, exceptions.propose(dba, number, "write_off"))
    else:
        exceptions.move(dba, number, "trade_cancelled", reason="Both sides.")
    (later,) = exceptions.ask(dba, "ben", exceptions.REOPEN, number, "It is not over.")
    await decide(db, dba)
    again = exceptions.row(dba, exceptions.of_request(dba, later))
    assert (again.state, again.reopens_id) == ("open", number)


async def test_a_thousand_pairs_sent_twice_open_each_exception_once(
    db: Database, dba: Conn
) -> None:
    """200 broken ones among 1,000 pairs, the whole file twice before any is decided."""
    file = [numbered(n, **({"quantity": 900} if n % 5 == 0 else {})) for n in range(1000)]
    submit(dba, *file)
    submit(dba, *file)
    await decide(db, dba)
    assert rows.one(dba, OPEN) == 200
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 200
    assert rows.one(dba, "select count(distinct our_record) from ops.exceptions_open") == 200
    statuses = rows.fetch(
        dba, "select status, count(*) from bankagent.banking_requests group by 1 order by 1"
    )
    assert statuses == [("awaiting_approval", 200), ("processed", 1800)]
    corrected = [numbered(n) for n in range(0, 1000, 5)]
    submit(dba, *corrected)
    await decide(db, dba)
    assert rows.one(dba, OPEN) == 0
