"""Raw SQL of each role and of superusers on decisions, proposals, votes, reopenings and comments.

Each row of them has its move or its request, or its author's own session.
"""

import pytest

from tests.sql.test_raw_sql import EACH_ROLE, session, state
from tests.support import exceptions, people, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")

ITS = "from bankagent.trade_exceptions as x where x.id = %(number)s"
DECIDE = (
    "insert into bankagent.decisions (request_id, decision, decided_by, actor, job_id, attempt) "
)
PROPOSE = (
    "insert into bankagent.exception_proposals (exception_id, request_id, kind, content, reason, "
    "proposer, digest, closed_at, disposition) select x.id, x.request_id, 'repair', '{}', 'x', "
    "'anna', repeat('0', 64), @closed " + ITS
)
REOPEN = (
    "insert into bankagent.exception_reopenings (request_id, exception_id, reason, reopened_by) "
)
CLOSE = "update bankagent.exception_proposals set closed_at = now(), disposition = '{}' "
WAITS = "where closed_at is null and exception_id = %(number)s"
VOTE = (
    "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, reviewer, "
    "proposer, maker, on_behalf_of, verdict, reason, digest, authority_id) "
    "select p.id, p.exception_id, p.request_id, p.kind, 'ben', p.proposer, r.maker, "
    "r.on_behalf_of, 'approve', 'x', p.digest, (select max(a.id) from bankagent.authorities as a "
    "where a.reviewer = 'ben') from bankagent.exception_proposals as p "
    "inner join bankagent.banking_requests as r on r.id = p.request_id "
    "where p.closed_at is null and p.exception_id = %(number)s"
)
FORGED = {
    "a decision beside an open exception": DECIDE
    + f"select x.request_id, 'approved', 'people', 'anna', x.job_id, x.attempt {ITS}",
    "a decision by policy beside one": DECIDE
    + f"select x.request_id, 'approved', 'policy', 'x', x.job_id, x.attempt {ITS}",
    "an approval that is closed": "update bankagent.approvals as a set closed_at = now() "
    "from bankagent.trade_exceptions as x where x.id = %(number)s and a.request_id = x.request_id",
    "a proposal that is approved without a vote": CLOSE.format("approved") + WAITS,
    "a proposal that is rejected without a vote": CLOSE.format("rejected") + WAITS,
    "a proposal that is withdrawn without a move": CLOSE.format("withdrawn") + WAITS,
    "a vote that moves nothing": VOTE,
    "a vote that closes its proposal, and moves nothing": f"with voted as ({VOTE}) "
    + CLOSE.format("approved")
    + WAITS,
    "a reopening of an open exception by its own request": REOPEN
    + f"select x.request_id, x.id, 'x', 'ben' {ITS}",
    "a reopening of a closed exception by a request of another": REOPEN
    + "select x.request_id, y.id, 'x', 'ben' from bankagent.trade_exceptions as x, "
    "bankagent.trade_exceptions as y where x.id = %(number)s and y.state = 'trade_cancelled'",
    "a comment in the name of another": "insert into bankagent.exception_comments "
    "(exception_id, visibility, text, author) values (%(number)s, 'internal', 'x', 'ben')",
    "a label in the name of another": "insert into bankagent.exception_labels "
    "(exception_id, label, is_set, changed_by) values (%(number)s, 'late', true, 'ben')",
}


@pytest.fixture
def number(dba: Conn) -> int:
    """An open exception whose write-off is proposed, beside one that is closed."""
    people.add_reviewers(dba, "anna", "ben")
    closed = exceptions.opened(dba, comparison={"pair": exceptions.pair(1)})
    exceptions.move(dba, closed, "trade_cancelled", reason="By both sides.")
    number = exceptions.opened(dba)
    exceptions.propose(dba, number, "write_off")
    return number


@EACH_ROLE
@pytest.mark.parametrize("statement", FORGED.values(), ids=FORGED)
def test_no_row_about_an_exception_is_written_without_its_move_or_its_author(
    db: Database, dba: Conn, number: int, role: str, statement: str
) -> None:
    with session(db, dba, role) as conn, refused(state(role)):
        conn.execute(statement, {"number": number})
    assert exceptions.vote(dba, waiting_proposal(dba, number)).decision == "approved"


def waiting_proposal(conn: Conn, number: int) -> object:
    query = (
        "select id as proposal_id, digest from bankagent.exception_proposals "
        "where closed_at is null and exception_id = %s"
    )
    (found,) = rows.fetch(conn, query, number)
    return found


def test_no_proposal_is_made_without_its_move_or_closed_at_once(dba: Conn, number: int) -> None:
    exceptions.move(dba, number, "investigating")
    for closing in ("null, null", "now(), 'approved'", "now(), 'withdrawn'"):
        with refused("BA403", "proposal"):
            dba.execute(PROPOSE.replace("@closed", closing), {"number": number})


def test_a_move_of_a_person_is_signed_by_that_person(dba: Conn, number: int) -> None:
    with refused("BA403", "in the name of"):
        dba.execute(
            "with entered as (insert into bankagent.agent_audit_log "
            "(request_id, action, actor, from_status, to_status, job_id, attempt, result) "
            "select x.request_id, 'exception_moved', 'ben', 'awaiting_approval', "
            "'awaiting_approval', x.job_id, x.attempt, jsonb_build_object('exception_id', x.id, "
            f"'move', 'moved', 'to_state', 'investigating') {ITS} returning id), "
            "changed as (update bankagent.trade_exceptions set state = 'investigating' "
            "where id = %(number)s) insert into bankagent.exception_moves (exception_id, action, "
            "from_state, to_state, actor, audit_entry_id) "
            "select %(number)s, 'moved', 'open', 'investigating', 'ben', id from entered",
            {"number": number},
        )


@pytest.mark.parametrize("settled", [False, True], ids=["received", "awaiting approval"])
def test_no_request_has_a_decision_before_it_is_processed(dba: Conn, settled: bool) -> None:
    (request_id,) = people.waiting(dba) if settled else verbs.submit(dba)
    decide = DECIDE + "values (%s, 'approved', 'policy', 'x', 1, 1)"
    with rows.nothing_written(dba), refused("BA403", "would be approved while it is"):
        dba.execute(decide, [request_id])


def test_an_approval_is_open_as_long_as_its_request_awaits_it(dba: Conn) -> None:
    (request_id,) = people.waiting(dba)
    close = "update bankagent.approvals set closed_at = now() where request_id = %s"
    with rows.nothing_written(dba), refused("BA403", "is awaiting_approval"):
        dba.execute(close, [request_id])
    dba.execute("select bankagent.cancel_request(%s)", [request_id])
    again = (
        "insert into bankagent.approvals (job_id, attempt, request_id, digest) "
        "select e.job_id, e.attempt, e.request_id, repeat('0', 64) from bankagent.evaluations as e "
        "where e.attempt = 2"
    )
    with rows.triggers_off(dba):
        dba.execute(
            "insert into bankagent.evaluations (job_id, attempt, request_id, outcome, policy_key, "
            "policy_version, policy_sha256, facts, fired) select job_id, 2, request_id, outcome, "
            "policy_key, policy_version, policy_sha256, facts, fired from bankagent.evaluations"
        )
    with refused("BA403", "is cancelled"):
        dba.execute(again)


@pytest.mark.expect_gaps
def test_rows_past_the_triggers_are_seen_as_gaps(dba: Conn, number: int) -> None:
    assert rows.gaps(dba) == []
    request_id = exceptions.row(dba, number).request_id
    closed = rows.one(dba, "select min(id) from bankagent.trade_exceptions")
    with rows.triggers_off(dba):
        dba.execute(CLOSE.format("approved") + WAITS, {"number": number})
        dba.execute(REOPEN + "values (%s, %s, 'x', 'ben')", [request_id, closed])
    found = rows.fetch(dba, "select request_id, code from ops.audit_gaps order by code")
    assert [tuple(one) for one in found] == [
        (request_id, "proposal_differs"),
        (request_id, "reopening_differs"),
    ]


@pytest.mark.expect_gaps
def test_a_vote_past_the_triggers_is_seen_as_a_gap(dba: Conn, number: int) -> None:
    request_id = exceptions.row(dba, number).request_id
    with rows.triggers_off(dba):
        dba.execute(VOTE, {"number": number})
    found = rows.fetch(dba, "select request_id, code from ops.audit_gaps")
    assert [tuple(one) for one in found] == [(request_id, "exception_vote_differs")]


def test_a_reopening_leaves_no_gap(dba: Conn, number: int) -> None:
    closed = rows.one(dba, "select min(id) from bankagent.trade_exceptions")
    exceptions.ask(dba, "anna", exceptions.REOPEN, closed, "Again.")
    assert rows.gaps(dba) == []


@pytest.mark.expect_gaps
def test_a_cause_that_is_none_is_named_as_the_cause(dba: Conn) -> None:
    first, second = verbs.submit(dba, 2)
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.agent_audit_log set result = jsonb_build_object('caused_by', %s) "
            "where request_id = %s",
            [first, second],
        )
    gap = f"the entry names request {first}, which did not cause it"
    assert rows.gaps(dba) == [(second, gap)]
