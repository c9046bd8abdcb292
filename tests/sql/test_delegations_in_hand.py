"""Delegations and break-glass that change while another session has them, or a vote, in hand."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import approvals, delegations, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

WAITING = "select pid from pg_stat_activity where wait_event_type = 'Lock' and pid = %s"


@pytest.fixture(autouse=True)
def team(dba: Conn) -> None:
    approvals.allow(dba, "sam", "senior")
    for name in ("ben", "cleo", "dora"):
        approvals.allow(dba, name, "operations", max_amount=10, currency="USD")


def meanwhile(pool: ThreadPoolExecutor, dba: Conn, conn: Conn, query: str, *given: Any) -> Future:  # type: ignore[type-arg]
    """Start a statement that waits for a lock; return it once it does."""
    started = pool.submit(rows.fetch, conn, query, *given)
    wait_for("it waits", lambda: bool(rows.fetch(dba, WAITING, conn.info.backend_pid)))
    return started


@pytest.mark.parametrize("ends", ["break-glass", "delegation", "what it is from"])
def test_a_vote_that_waited_rests_on_nothing_that_ended_meanwhile(
    dba: Conn, db: Database, ends: str
) -> None:
    if ends == "break-glass":
        ask = delegations.break_glass(dba, "ben", "senior")
        number = delegations.confirm(dba, ask, "cleo")
    else:
        number = delegations.lent(dba, "sam", "ben")
        if ends == "what it is from":
            number = delegations.own(dba, "sam")
    (one,) = approvals.waiting(dba, "review")
    given = (one, "approve", "x", people.digest(dba, one), "ben", None)
    with connect(db.api_url) as api, connect(db.url) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute(
                "select from bankagent.banking_requests where id = %s for no key update", [one]
            )
            voted = meanwhile(pool, dba, api, approvals.CAST, *given)
            dba.execute("select bankagent.end_authority(%s, 'Over.')", [number])
        with refused("BA403", "ben may not vote on request"):
            voted.result()
    assert rows.status(dba, one) == "awaiting_approval"


def test_what_is_delegated_does_not_end_before_the_votes_that_are_being_cast(
    dba: Conn, db: Database
) -> None:
    delegations.lent(dba, "sam", "ben")
    (one,) = approvals.waiting(dba, "review")
    given = (one, "approve", "x", people.digest(dba, one), "ben", None)
    end = "select bankagent.end_authority(%s, 'Left.')"
    with connect(db.api_url) as api, connect(db.url) as other, ThreadPoolExecutor(1) as pool:
        with api.transaction():
            rows.fetch(api, approvals.CAST, *given)
            ended = meanwhile(pool, dba, other, end, delegations.own(dba, "sam"))
        ended.result()
    late = (
        "select v.created_at < e.ended_at from bankagent.votes as v, bankagent.authority_ends as e"
    )
    assert rows.one(dba, late) is True


def test_two_people_never_confirm_break_glass_for_each_other_at_once(
    dba: Conn, db: Database
) -> None:
    asks = {name: delegations.break_glass(dba, name, "senior") for name in ("ben", "cleo")}
    with connect(db.api_url) as one, connect(db.api_url) as other, ThreadPoolExecutor(1) as pool:
        with one.transaction():
            rows.fetch(one, delegations.CONFIRM, asks["ben"], "cleo")
            waits = meanwhile(pool, dba, other, delegations.CONFIRM, asks["cleo"], "ben")
        with refused("BA403", "ben has break-glass in force, and confirms nothing meanwhile"):
            waits.result()
    assert delegations.confirm(dba, asks["cleo"], "dora") > 0


def test_what_ends_while_it_is_being_delegated_is_delegated_no_more(
    dba: Conn, db: Database
) -> None:
    ask = delegations.delegate(dba, "sam", "ben")
    with connect(db.api_url) as api, connect(db.url) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            end = "select bankagent.end_authority(%s, 'Left.')"
            other.execute(end, [delegations.own(dba, "sam")])
            confirmed = meanwhile(pool, dba, api, delegations.CONFIRM, ask, "cleo")
        with refused("BA409", "can be confirmed no more", "is not in force"):
            confirmed.result()
    assert rows.one(dba, "select count(*) from bankagent.authority_confirmations") == 0
