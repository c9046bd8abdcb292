"""Trade exceptions on the work list: their assignee is the owner, and one verb changes both."""

import pytest

from tests.support import exceptions, people, rows, work
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")


@pytest.fixture
def number(dba: Conn) -> int:
    """An open exception, and three people."""
    people.add_reviewers(dba, "anna", "ben", "carl")
    return exceptions.opened(dba)


@pytest.fixture
def one(dba: Conn, number: int) -> int:
    """The request of the exception."""
    request_id: int = exceptions.row(dba, number).request_id
    return request_id


def state(conn: Conn, number: int) -> tuple[str, str | None]:
    found = exceptions.row(conn, number)
    return found.state, found.assignee


def test_a_claim_assigns_the_exception_in_one_entry(
    dba: Conn, api: Conn, number: int, one: int
) -> None:
    claimed = work.move(api, one, "claim")
    assert state(dba, number) == ("assigned", "anna")
    assert rows.actions(dba, one)[-1] == "exception_moved"
    found = work.item(dba, one)
    assert (found.exception_id, found.owner) == (number, "anna")
    assert found.owned_until == claimed.owned_until
    with refused("BA409", "anna has request"):
        work.move(api, one, "claim", by="ben")
    # To go on is no move of the exception.
    work.move(api, one, "claim")
    assert exceptions.actions(dba, number) == ["opened", "assigned"]
    assert rows.actions(dba, one)[-1] == "claimed"


def test_a_claim_that_has_ended_leaves_the_assignee_and_is_no_owner(
    dba: Conn, api: Conn, number: int, one: int
) -> None:
    work.move(api, one, "claim")
    work.let_lapse(dba, one)
    assert state(dba, number) == ("assigned", "anna")
    assert work.owner(dba, one) is None
    work.move(api, one, "snooze", by="ben", until=work.later(dba, "1 hour"))
    assert work.owner(dba, one) is None
    work.move(api, one, "claim", by="ben")
    assert state(dba, number) == ("assigned", "ben")
    assert work.owner(dba, one) == "ben"


def test_release_and_hand_back_make_the_move_of_the_exception(
    dba: Conn, api: Conn, number: int, one: int
) -> None:
    work.move(api, one, "claim")
    work.move(api, one, "release", reason="Lunch.")
    assert state(dba, number) == ("open", None)
    work.move(api, one, "claim")
    work.move(api, one, "assign", to="ben")
    assert state(dba, number) == ("assigned", "ben")
    assert work.move(api, one, "hand_back", by="ben").owner == "anna"
    assert state(dba, number) == ("assigned", "anna")
    work.move(api, one, "move", to="compliance")
    assert state(dba, number) == ("open", None)
    assert work.item(dba, one).team == "compliance"


@pytest.mark.parametrize("to", ["investigating", "counterparty_contacted"])
def test_another_owner_goes_on_where_the_last_one_was(
    dba: Conn, api: Conn, number: int, one: int, to: str
) -> None:
    work.move(api, one, "claim")
    exceptions.move(api, number, to)
    work.move(api, one, "assign", to="ben")
    assert state(dba, number) == (to, "ben")
    work.move(api, one, "release", by="ben")
    assert state(dba, number) == (to, None)
    work.move(api, one, "claim", by="carl")
    assert state(dba, number) == (to, "carl")


def test_a_proposal_waits_on_when_the_owner_changes(
    dba: Conn, api: Conn, number: int, one: int
) -> None:
    work.move(api, one, "claim")
    proposal = exceptions.propose(api, number)
    work.move(api, one, "release")
    work.move(api, one, "claim", by="carl")
    assert state(dba, number) == ("repair_proposed", "carl")
    assert exceptions.vote(api, proposal).state == "repaired"
    work.move(api, one, "release", by="carl")
    assert state(dba, number) == ("repaired", None)
    work.move(api, one, "assign", to="anna")
    assert state(dba, number) == ("repaired", "anna")


def test_a_move_of_the_exception_sets_the_owner(
    dba: Conn, api: Conn, number: int, one: int
) -> None:
    exceptions.move(api, number, "assigned", assignee="ben", reason="Yours.")
    found = work.item(dba, one)
    assert (found.owner, found.owned_until) == ("ben", None)
    exceptions.move(api, number, "assigned", assignee="carl")
    assert work.move(api, one, "hand_back", by="carl").owner == "ben"
    exceptions.move(api, number, "open")
    assert work.owner(dba, one) is None
    assert [row.action for row in rows.fetch(dba, "select * from bankagent.work_moves")] == [
        "assigned",
        "assigned",
        "handed_back",
        "released",
    ]


def test_a_move_of_the_exception_ends_no_claim_of_another(
    dba: Conn, api: Conn, number: int, one: int
) -> None:
    work.move(api, one, "claim")
    for to_state, assignee in (("assigned", "ben"), ("open", None)):
        with refused("BA409", "anna has request"):
            exceptions.move(api, number, to_state, by="ben", assignee=assignee)
    exceptions.move(api, number, "investigating", by="ben")
    assert state(dba, number) == ("investigating", "anna")


def test_the_maker_does_not_claim_the_exception(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "desk-7")
    number = exceptions.opened(dba, actor="desk-7")
    one = exceptions.row(dba, number).request_id
    with refused("BA403", "desk-7 made request"):
        work.move(api, one, "claim", by="desk-7")


def test_an_exception_may_be_snoozed_past_the_time_of_its_approval(
    dba: Conn, api: Conn, one: int
) -> None:
    until = work.later(dba, "29 days")
    work.move(api, one, "snooze", until=until)
    assert work.item(dba, one).snoozed_until == until


def test_a_closed_exception_is_no_item(dba: Conn, api: Conn, number: int, one: int) -> None:
    work.move(api, one, "claim")
    exceptions.move(api, number, "trade_cancelled", by="ben", reason="Gone.")
    assert rows.fetch(dba, work.ITEM, one) == []
    with refused("BA409", "is processed"):
        work.move(api, one, "claim")
