"""Matches and later values of a pair: which open exception they close, change or leave open."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import approvals, exceptions, people, rows
from tests.support.databases import Database
from tests.support.pairs import numbered
from tests.support.recon import decided, exception_of, result, rules, trail
from tests.support.rows import Conn, connect, refused

LOCK = "select from bankagent.banking_requests where id = %s for no key update"
STOP = "select bankagent.stop_decisions('trade_exception', 'Wrong file.')"
DECIDED = "select decision, decided_by, actor from bankagent.decisions where request_id = %s"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna", "ben", "desk")
        yield conn


def with_both(payload: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Give both sides of a pair other values; None takes a field away."""
    for side in ("ours", "theirs"):
        payload[side] |= fields
        payload[side] = {name: one for name, one in payload[side].items() if one is not None}
    return payload


async def test_a_match_that_people_approve_closes_the_exception_in_their_name(
    db: Database, dba: Conn
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    dba.execute(STOP)
    (matching,) = await decided(db, dba, numbered(1))
    assert (rows.status(dba, matching), exception_of(dba, broken).state) == (
        "awaiting_approval", "open",
    )  # fmt: skip
    people.vote(dba, matching, by="anna")
    found = exception_of(dba, broken)
    assert (found.state, found.closed_match, found.closed_by_request) == (
        "rematched", "exact", matching,
    )  # fmt: skip
    assert result(dba, matching)["closed_exceptions"] == [found.id]
    assert rows.fetch(dba, DECIDED, broken) == [("approved", "people", "anna")]
    assert result(dba, broken)["decided_by"] == "people"
    assert rows.gaps(dba) == []


@pytest.mark.parametrize("verdict", ["reject", "needs_info"])
async def test_a_vote_that_does_not_approve_closes_nothing(
    db: Database, dba: Conn, verdict: str
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    dba.execute(STOP)
    (matching,) = await decided(db, dba, numbered(1))
    # The policy would have approved it: to reject it says why.
    code = "facts_wrong" if verdict == "reject" else None
    approvals.vote(dba, matching, "anna", verdict, code=code)
    assert exception_of(dba, broken).state == "open"


async def test_the_maker_of_the_broken_pair_cannot_close_it_by_a_vote(
    db: Database, dba: Conn
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900), actor="desk")
    dba.execute(STOP)
    (matching,) = await decided(db, dba, numbered(1))
    with refused("BA403", "desk made request"):
        people.vote(dba, matching, by="desk")
    people.vote(dba, matching, by="ben")
    assert exception_of(dba, broken).state == "rematched"


async def test_a_vote_does_not_wait_for_an_exception_in_hand(db: Database, dba: Conn) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    dba.execute(STOP)
    (matching,) = await decided(db, dba, numbered(1))
    with connect(db.url) as person, person.transaction():
        person.execute(LOCK, [broken])
        with refused("BA409", "vote again"):
            people.vote(dba, matching)
    people.vote(dba, matching)
    assert exception_of(dba, broken).state == "rematched"


OTHERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "instrument": ({"isin": "US5949181045"}, {}),
    "uti": ({"uti": "5493001KJTIIGC8Y1R12ANOTHER"}, {}),
    "stage": ({}, {"stage": "position"}),
}


@pytest.mark.parametrize("differs_in", OTHERS)
async def test_a_match_of_another_trade_leaves_the_exception_open_and_says_so(
    db: Database, dba: Conn, differs_in: str
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    fields, beside = OTHERS[differs_in]
    (matching,) = await decided(db, dba, with_both(numbered(1), **fields) | beside)
    found = exception_of(dba, broken)
    told = result(dba, matching)
    assert (rows.status(dba, matching), found.state) == ("processed", "open")
    assert told["left_open"] == [{"exception_id": found.id, "differs_in": differs_in}]
    assert "closed_exceptions" not in told


async def test_a_smaller_stage_does_not_close_and_a_later_one_does(db: Database, dba: Conn) -> None:
    broken_then = numbered(1, quantity=900) | {"stage": "matching"}
    (broken,) = await decided(db, dba, broken_then)
    await decided(db, dba, numbered(1) | {"stage": "confirmation"})
    assert exception_of(dba, broken).state == "open"
    await decided(db, dba, numbered(1) | {"stage": "settlement"})
    assert exception_of(dba, broken).state == "rematched"


@pytest.mark.parametrize("fields", [{"uti": None}, {"isin": None}], ids=["no UTI", "no ISIN"])
async def test_an_identifier_that_one_of_them_lacks_is_no_other_trade(
    db: Database, dba: Conn, fields: dict[str, Any]
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    await decided(db, dba, with_both(numbered(1), **fields))
    assert exception_of(dba, broken).state == "rematched"


@pytest.mark.parametrize(
    "fields",
    [
        {"raw": {"FILE_DATE": "20261126"}},
        {"reference": "NEW"},
        {"received_at": "2026-11-26T07:00:00Z"},
    ],
    ids=["raw", "reference", "received_at"],
)
async def test_what_is_not_compared_does_not_change_a_pair(
    db: Database, dba: Conn, fields: dict[str, Any]
) -> None:
    (broken,) = await decided(db, dba, numbered(1, quantity=900))
    (again,) = await decided(db, dba, with_both(numbered(1, quantity=900), **fields))
    assert "TE-020" in rules(dba, again)
    assert exceptions.actions(dba, exception_of(dba, broken).id) == ["opened"]


async def test_other_values_are_shown_by_the_open_exception_which_keeps_its_work(
    db: Database, dba: Conn
) -> None:
    (first,) = await decided(db, dba, numbered(1, quantity=900))
    number = exception_of(dba, first).id
    exceptions.move(dba, number, "assigned", assignee="ben")
    exceptions.ask(dba, "ben", exceptions.LABEL, number, "late-booking", True)
    (second,) = await decided(db, dba, numbered(1, quantity=950))
    assert "TE-023" in rules(dba, second)
    assert result(dba, second)["changed_exceptions"] == [number]
    found = exceptions.row(dba, number)
    assert [one["theirs"] for one in found.breaks] == ["950"]
    assert (found.state, found.assignee, found.request_id) == ("assigned", "ben", first)
    assert exceptions.actions(dba, number) == ["opened", "assigned", "changed"]
    entry = rows.entries(dba, first)[-1]
    assert (entry.action, entry.result["changed_by"]) == ("exception_moved", second)
    (again,) = await decided(db, dba, numbered(1, quantity=950))
    assert "TE-020" in rules(dba, again)
    (back,) = await decided(db, dba, numbered(1, quantity=900))
    assert "TE-023" in rules(dba, back)
    assert [one["theirs"] for one in exceptions.row(dba, number).breaks] == ["900"]
    await decided(db, dba, numbered(1))
    assert exceptions.row(dba, number).state == "rematched"
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 1
    assert rows.gaps(dba) == []


@pytest.mark.parametrize("is_voted", [False, True])
async def test_a_repair_of_other_values_holds_no_longer(
    db: Database, dba: Conn, is_voted: bool
) -> None:
    (first,) = await decided(db, dba, numbered(1, quantity=900))
    number = exception_of(dba, first).id
    proposal = exceptions.propose(dba, number)
    if is_voted:
        exceptions.vote(dba, proposal)
    await decided(db, dba, numbered(1, quantity=950))
    assert exceptions.row(dba, number).state == "investigating"
    with refused("BA409", "already"):
        exceptions.vote(dba, proposal)


async def test_a_side_that_arrives_and_differs_is_shown_by_the_exception_of_the_other(
    db: Database, dba: Conn
) -> None:
    (alone,) = await decided(db, dba, numbered(1) | {"theirs": None})
    await decided(db, dba, numbered(1, quantity=900))
    found = exception_of(dba, alone)
    assert (found.match, found.their_record, found.primary_code) == ("broken", "theirs-1", "DQUA")


async def test_one_record_in_two_pairs_has_two_exceptions(db: Database, dba: Conn) -> None:
    other = numbered(1, quantity=900)
    other["theirs"] |= {"record_number": "another", "uti": "5493001KJTIIGC8Y1R12ANOTHER"}
    first, second = await decided(db, dba, numbered(1, quantity=900), other)
    states = [exception_of(dba, one).state for one in (first, second)]
    assert states == ["open", "open"]


async def test_an_exception_is_not_reopened_where_its_pair_is_open_or_in_work(
    db: Database, dba: Conn
) -> None:
    (first,) = await decided(db, dba, numbered(1, quantity=900))
    await decided(db, dba, numbered(1))
    number = exception_of(dba, first).id
    (second,) = await decided(db, dba, numbered(1, quantity=900))
    again = exception_of(dba, second)
    with refused("BA409", f"exception {again.id} about the pair of exception {number} is open"):
        exceptions.ask(dba, "ben", exceptions.REOPEN, number, "It is not over.")
    exceptions.move(dba, again.id, "trade_cancelled", reason="Both sides say so.")
    (reopened,) = exceptions.ask(dba, "ben", exceptions.REOPEN, number, "It is not over.")
    with refused("BA409", "is in work"):
        exceptions.ask(dba, "ben", exceptions.REOPEN, again.id, "It is not over.")
    assert trail(dba, reopened) == ["received"]


async def test_a_reopened_exception_is_compared_by_what_it_showed_last(
    db: Database, dba: Conn
) -> None:
    (first,) = await decided(db, dba, numbered(1, quantity=900))
    await decided(db, dba, numbered(1, quantity=950))
    number = exception_of(dba, first).id
    exceptions.move(dba, number, "trade_cancelled", reason="Both sides say so.")
    (reopened,) = exceptions.ask(dba, "ben", exceptions.REOPEN, number, "It is not over.")
    await decided(db, dba)
    found = exception_of(dba, reopened)
    assert (found.reopens_id, [one["theirs"] for one in found.breaks]) == (number, ["950"])
