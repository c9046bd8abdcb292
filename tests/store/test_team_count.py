"""The count beside My work, which has a statement of its own, is that of the list."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from bankagent.domain.approval import Page
from bankagent.store.approvals import pending
from bankagent.store.approvals import work as lists
from tests.support import approvals, exceptions, people, reference, work
from tests.support.databases import Database
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("a comparison of an exception, which no facts make")
UNTIL = datetime.now(UTC) + timedelta(hours=1)
READERS = {"anna": 8, "ben": 9, "olga": 11, "rita": 3, "sam": 5, "paul": 10, "dora": 1, "nina": 0}


@pytest.fixture(scope="module")
def floor(module_db: Database) -> Iterator[Conn]:
    """Reviewers of all kinds, beside requests of all kinds."""
    with connect(module_db.url) as conn:
        reference.rates_of(conn, 1, "USD")
        people.add_reviewers(conn, "anna", "ben")
        approvals.allow(conn, "olga", "operations")
        approvals.allow(conn, "rita", max_amount=1000000, currency="USD")
        approvals.allow(conn, "sam", "senior", max_amount=1000000, currency="EUR")
        approvals.allow(conn, "paul", request_type="trade_review")
        approvals.allow(conn, "dora", desk="rates")
        approvals.allow(conn, "nina", request_type="trade_capture")
        _fill(conn)
        yield conn


def _fill(conn: Conn) -> None:
    plain = approvals.waiting(conn, "review", 4)
    approvals.waiting(conn, "review", 2, facts={"notional": 100, "currency": "USD"})
    approvals.waiting(conn, "review", facts={"notional": 100, "currency": "EUR"})
    approvals.waiting(conn, "review", facts={})
    approvals.waiting(conn, "review", on_behalf_of="Anna")
    approvals.waiting(conn, "review", payload={"symbol": "AAPL", "desk": "rates"})
    first, second = approvals.waiting(conn, "dual_control", 2)
    approvals.vote(conn, first, "anna")
    approvals.vote(conn, second, "ben")
    approvals.demand(conn, ("any", "review", 1, "senior", 1))
    approvals.waiting(conn, "review", 2, facts={"notional": 100, "currency": "EUR"})
    exceptions.opened(conn)
    work.move(conn, plain[0], "snooze", until=UNTIL)
    work.move(conn, plain[1], "claim", by="ben")
    work.move(conn, plain[2], "move", to="operations", reason="Static data.")


@pytest.mark.parametrize("reader", READERS)
def test_the_count_is_that_of_the_list(floor: Conn, reader: str) -> None:
    page = asdict(Page(reader, "team", most=51))
    listed = floor.execute(pending.SQL["page"], page).fetchall()
    (counted,) = floor.execute(lists.SQL["team"], {"reviewer": reader}).fetchall()
    assert counted[0] == len(listed)
    assert len(listed) == READERS[reader], [row[0] for row in listed]
