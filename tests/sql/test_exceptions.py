"""Trade exceptions: opened by settle_jobs, moved by people, closed with their request."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support import exceptions, people, rows, verbs
from tests.support.exceptions import COMPARISON, QUANTITY, actions, move, propose, row, vote
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")


@pytest.fixture
def number(dba: Conn) -> int:
    """An open exception of desk-7, made on behalf of Carl."""
    people.add_reviewers(dba, "anna", "ben", "carl", "desk-7")
    return exceptions.opened(dba, actor="desk-7", on_behalf_of="Carl")


def request_of(conn: Conn, number: int) -> int:
    return int(row(conn, number).request_id)


def test_breaks_that_are_left_to_people_open_an_exception(dba: Conn, number: int) -> None:
    found = row(dba, number)
    assert (found.state, found.assignee, found.closed_at) == ("open", None, None)
    assert (found.our_record, found.their_record) == ("4711", "9")
    assert (found.match, found.primary_code, found.breaks) == ("broken", "DQUA", [QUANTITY])
    assert (found.exposure, found.currency) == (Decimal("100000.50"), "EUR")
    assert (found.priority, found.days_open) == (2, 2)
    assert rows.status(dba, found.request_id) == "awaiting_approval"
    (opened,) = rows.fetch(dba, "select * from bankagent.exception_moves")
    last = rows.entries(dba, found.request_id)[-1]
    assert (opened.audit_entry_id, opened.actor) == (last.id, last.actor)
    assert opened.actor == "policy:trade_review@1"


@pytest.mark.parametrize("outcome", ["review", "dual_control", "escalate", None])
def test_what_the_policy_asks_of_people_stands_in_the_exception_and_never_changes(
    dba: Conn, outcome: str | None
) -> None:
    number = exceptions.opened(dba, comparison={"outcome": outcome})
    assert row(dba, number).outcome == outcome
    assert rows.one(dba, "select outcome from ops.exceptions_open") == outcome
    for other in ("review", "escalate"):
        if other != outcome:
            with refused("BA403", "would show what no later request of its pair has compared"):
                dba.execute("update bankagent.trade_exceptions set outcome = %s", [other])


@pytest.mark.parametrize(
    "end",
    [
        exceptions.matched(),
        exceptions.with_comparison(people.asks_for_people(), COMPARISON | {"match": "exact"}),
        people.asks_for_people(),
        exceptions.with_comparison(verbs.approved(), COMPARISON),
    ],
    ids=["a match", "a match that people must see", "no pair", "breaks that policy resolves"],
)
def test_all_else_opens_none(dba: Conn, end: dict[str, Any]) -> None:
    exceptions.settled(dba, end)
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 0


def test_an_attempt_that_lost_its_job_opens_none(dba: Conn) -> None:
    verbs.submit(dba, payload=exceptions.payload_of(exceptions.broken()))
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    item = verbs.fence(job, worker_id) | exceptions.broken()
    assert verbs.settle(dba, item | {"attempts": 9}) == ["lost"]
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 0
    assert verbs.settle(dba, item, item) == ["settled", "lost"]
    assert verbs.settle(dba, item) == ["lost"]
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 1


def test_moves_leave_the_request_as_it_is_and_each_has_an_audit_entry(
    dba: Conn, number: int
) -> None:
    request_id = request_of(dba, number)
    before = len(rows.entries(dba, request_id))
    assert move(dba, number, "assigned", assignee="ben") == ("assigned", "awaiting_approval", None)
    assert row(dba, number).assignee == "ben"
    move(dba, number, "investigating", reason="Their desk knows more.")
    move(dba, number, "counterparty_contacted")
    assert row(dba, number).assignee == "ben"
    move(dba, number, "investigating")
    move(dba, number, "open")
    assert row(dba, number).assignee is None
    assert rows.status(dba, request_id) == "awaiting_approval"
    entries = rows.entries(dba, request_id)[before:]
    assert {entry.action for entry in entries} == {"exception_moved"}
    assert [entry.result["to_state"] for entry in entries] == [
        "assigned", "investigating", "counterparty_contacted", "investigating", "open",
    ]  # fmt: skip
    moved = rows.fetch(dba, "select audit_entry_id from bankagent.exception_moves order by id")
    assert [one.audit_entry_id for one in moved][1:] == [entry.id for entry in entries]


def test_an_approved_repair_waits_for_its_match_and_a_person_may_force_it(
    dba: Conn, number: int
) -> None:
    proposal = propose(dba, number)
    assert proposal.state == "repair_proposed"
    assert vote(dba, proposal)[1:] == ("repaired", "awaiting_approval", None)
    with refused("BA422", "reason must say why"):
        move(dba, number, "rematched")
    assert move(dba, number, "rematched", reason="The broker has amended.") == (
        "rematched", "processed", "approved",
    )  # fmt: skip
    found = row(dba, number)
    assert (found.closed_match, found.closed_by_request) == ("forced", None)
    assert actions(dba, number) == ["opened", "repair_proposed", "repaired", "match_forced"]
    decided_as(dba, number, "approved", "anna")


def test_an_approved_write_off_closes_it_and_decides_the_request(dba: Conn, number: int) -> None:
    assert vote(dba, propose(dba, number, "write_off"))[1:] == (
        "written_off", "processed", "approved",
    )  # fmt: skip
    assert row(dba, number).closed_reason == "Agreed."
    decided_as(dba, number, "approved", "ben")


def test_a_trade_that_is_cancelled_rejects_the_request(dba: Conn, number: int) -> None:
    assert move(dba, number, "trade_cancelled", reason="By both sides.").decision == "rejected"
    decided_as(dba, number, "rejected", "anna")


def decided_as(conn: Conn, number: int, decision: str, actor: str) -> None:
    request_id = request_of(conn, number)
    (found,) = rows.fetch(
        conn, "select * from bankagent.decisions where request_id = %s", request_id
    )
    assert (found.decision, found.decided_by, found.actor) == (decision, "people", actor)
    entry = rows.entries(conn, request_id)[-1]
    assert (entry.action, entry.to_status) == ("processed", "processed")
    assert (entry.result["decision"], entry.result["exception_id"]) == (decision, number)
    query = "select count(*) from bankagent.approvals where closed_at is null"
    assert rows.one(conn, query) == 0


def test_a_rejected_proposal_leaves_it_open_and_another_may_follow(dba: Conn, number: int) -> None:
    assert vote(dba, propose(dba, number), "reject").state == "investigating"
    assert vote(dba, propose(dba, number, "write_off"), "reject").state == "investigating"
    assert vote(dba, propose(dba, number)).state == "repaired"
    found = rows.fetch(dba, "select disposition from bankagent.exception_proposals order by id")
    assert [one.disposition for one in found] == ["rejected", "rejected", "approved"]


def test_another_move_withdraws_what_waits(dba: Conn, number: int) -> None:
    for kind in ("repair", "write_off"):
        proposal = propose(dba, number, kind)
        with refused("BA409", "waits for a vote already"):
            propose(dba, number)
        move(dba, number, "investigating" if kind == "repair" else "counterparty_contacted")
        with refused("BA409", "is withdrawn already"):
            vote(dba, proposal)


@pytest.mark.parametrize("kind", ["repair", "write_off"])
def test_the_proposer_the_maker_and_the_person_never_vote(
    dba: Conn, number: int, kind: str
) -> None:
    proposal = propose(dba, number, kind)
    for who, words in (
        ("anna", "may not vote on it"),
        ("desk-7", "made request"),
        ("carl", "was made on behalf of"),
    ):
        with refused("BA403", words):
            vote(dba, proposal, by=who)
    for who, words in (("desk-7", "made request"), ("carl", "was made on behalf of")):
        with refused("BA403", words):
            move(dba, number, "trade_cancelled", by=who, reason="Gone.")
    with refused("BA412", "has changed since"):
        vote(dba, proposal, digest="0" * 64)
    vote(dba, proposal)
    with refused("BA409", "is approved already"):
        vote(dba, proposal)


def test_only_reviewers_work_on_it_and_only_through_the_api(
    dba: Conn, api: Conn, number: int
) -> None:
    dba.execute("select bankagent.add_caller('desk-9')")
    dba.execute("select bankagent.disable_holder('reviewer', 'ben')")
    for who in ("desk-9", "ben", "nonesuch"):
        with refused("BA403", "only people who are reviewers"):
            rows.fetch(api, exceptions.MOVE, number, "investigating", None, None, who)
    with refused("BA403", "people do so through the API"):
        rows.fetch(dba, exceptions.MOVE, number, "investigating", None, None, None)


def test_the_request_is_not_decided_past_its_exception(dba: Conn, number: int) -> None:
    request_id = request_of(dba, number)
    for verdict in ("approve", "reject", "needs_info"):
        with refused("BA409", f"has the open exception {number}"):
            people.vote(dba, request_id, verdict=verdict)
    words = f"has the open exception {number} and is not cancelled: reviewers of the bank close"
    with refused("BA409", words):
        dba.execute("select bankagent.cancel_request(%s)", [request_id])


ILLEGAL = [
    ("rematched", "is open: match_forced to rematched is not a legal move"),
    ("open", "is open: moved to open is not a legal move"),
]


@pytest.mark.parametrize(("to_state", "words"), ILLEGAL)
def test_an_illegal_move_is_refused(dba: Conn, number: int, to_state: str, words: str) -> None:
    with refused("BA409", words):
        move(dba, number, to_state, reason="Try.")


def test_what_is_wrong_is_named(dba: Conn, number: int) -> None:
    with refused("BA404", "exception 999 does not exist"):
        move(dba, 999, "investigating")
    for state in ("repaired", "written_off", "repair_proposed", "nonesuch"):
        with refused("BA422", "to_state must be"):
            move(dba, number, state)
    for assignee in (None, "nonesuch"):
        with refused("BA422", "assignee must be a reviewer"):
            move(dba, number, "assigned", assignee=assignee)
    with refused("BA422", "assignee must be a reviewer"):
        move(dba, number, "investigating", assignee="ben")
    with refused("BA422", "kind must be"):
        propose(dba, number, "x")


def test_a_closed_exception_moves_no_more_but_takes_comments_and_labels(
    dba: Conn, number: int
) -> None:
    move(dba, number, "trade_cancelled", reason="By both sides.")
    with refused("BA409", "is trade_cancelled"):
        move(dba, number, "investigating")
    with refused("BA409", "is trade_cancelled"):
        propose(dba, number)
    assert exceptions.ask(dba, "anna", exceptions.COMMENT, number, "counterparty", "Closed.")[0]
    for is_set, answer in ((True, "set"), (True, "unchanged"), (False, "removed")):
        told = exceptions.ask(dba, "anna", exceptions.LABEL, number, "late-booking", is_set)
        assert told[0] == answer
    for text, words in (
        (" \t", "text must say something"),
        ("x" * 4001, "text must say something"),
    ):
        with refused("BA422", words):
            exceptions.ask(dba, "anna", exceptions.COMMENT, number, "internal", text)
    with refused("BA422", "visibility must be"):
        exceptions.ask(dba, "anna", exceptions.COMMENT, number, "public", "x")
    with refused("BA422", "label must have"):
        exceptions.ask(dba, "anna", exceptions.LABEL, number, "Late booking", True)


def test_reopening_makes_a_request_whose_exception_names_the_old_one(
    dba: Conn, number: int
) -> None:
    with refused("BA409", "only a closed exception is reopened"):
        exceptions.ask(dba, "ben", exceptions.REOPEN, number, "Wrong.")
    move(dba, number, "trade_cancelled", reason="By both sides.")
    (new_id,) = exceptions.ask(dba, "ben", exceptions.REOPEN, number, "It was not cancelled.")
    with refused("BA409", f"reopened already, by request {new_id}"):
        exceptions.ask(dba, "ben", exceptions.REOPEN, number, "Again.")
    old_id = request_of(dba, number)
    (old,), (new,) = (
        rows.fetch(dba, "select * from bankagent.banking_requests where id = %s", id_)
        for id_ in (old_id, new_id)
    )
    assert (new.payload, new.maker, new.on_behalf_of) == (old.payload, "desk-7", "Carl")
    assert rows.entries(dba, new_id)[0].result["reopens_exception"] == number
    assert rows.entries(dba, old_id)[-1].result["reopened_by"] == new_id
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    assert verbs.settle(dba, verbs.fence(job, worker_id) | exceptions.broken()) == ["settled"]
    again = exceptions.of_request(dba, new_id)
    assert (row(dba, again).reopens_id, row(dba, number).state) == (number, "trade_cancelled")
    assert rows.status(dba, old_id) == "processed"
