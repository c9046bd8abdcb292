"""Raw SQL of each role and of superusers on exceptions: none contradicts its request."""

import pytest

from tests.sql.test_raw_sql import EACH_ROLE, session, state
from tests.support import exceptions, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")

TABLES = """
select c.relname
from pg_catalog.pg_class as c
where c.relnamespace = 'bankagent'::regnamespace
    and c.relkind = 'r'
    and (c.relname like 'exception%' or c.relname = 'trade_exceptions')
order by 1
"""
CHANGES = {
    "trade_exceptions": "breaks = '[]'",
    "exception_proposals": "content = '{}'",
}


@pytest.fixture
def number(dba: Conn) -> int:
    """An open exception whose write-off is proposed, beside one that is closed and reopened."""
    people.add_reviewers(dba, "anna", "ben")
    closed = exceptions.written_off(dba, comparison={"pair": exceptions.pair(1)})
    exceptions.ask(dba, "anna", exceptions.REOPEN, closed, "Again.")
    exceptions.ask(dba, "anna", exceptions.COMMENT, closed, "internal", "Look.")
    exceptions.ask(dba, "anna", exceptions.LABEL, closed, "late", True)
    number = exceptions.opened(dba)
    exceptions.propose(dba, number, "write_off")
    return number


@EACH_ROLE
@pytest.mark.parametrize("kind", ["update", "delete", "truncate"])
def test_no_raw_statement_changes_or_removes_a_row(
    db: Database, dba: Conn, number: int, role: str, kind: str
) -> None:
    names = [row.relname for row in rows.fetch(dba, TABLES)]
    assert len(names) == 9
    column = (
        "select min(attname::text) from pg_catalog.pg_attribute "
        "where attrelid = %s::regclass and attnum > 0 and attidentity = ''"
    )
    with session(db, dba, role) as conn:
        for name in names:
            a_column = rows.one(dba, column, f"bankagent.{name}")
            statement = {
                "update": f"update bankagent.{name} set "
                + CHANGES.get(name, f"{a_column} = {a_column}"),
                "delete": f"delete from bankagent.{name}",
                "truncate": f"truncate bankagent.{name} cascade",
            }[kind]
            with refused(state(role)):
                conn.execute(statement)


FORGED_STATES = [
    "state = 'investigating'",
    "assignee = 'ben'",
    "state = 'written_off', closed_at = now(), closed_reason = 'x'",
    "state = 'trade_cancelled', closed_at = now(), closed_reason = 'x'",
    "state = 'rematched', closed_at = now(), closed_reason = 'x', closed_match = 'forced'",
    "changed_at = now()",
]


@EACH_ROLE
@pytest.mark.parametrize("change", FORGED_STATES)
def test_no_exception_changes_its_state_without_a_move(
    db: Database, dba: Conn, number: int, role: str, change: str
) -> None:
    with session(db, dba, role) as conn, refused(state(role)):
        conn.execute(f"update bankagent.trade_exceptions set {change} where id = {number}")
    assert exceptions.row(dba, number).state == "open"


def with_entry(entry: str, rest: str) -> str:
    """Return a statement that writes an audit entry of the request, and the rest beside it."""
    return (
        "with entered as (insert into bankagent.agent_audit_log "
        "(request_id, action, actor, from_status, to_status, job_id, attempt, result) "
        f"select x.request_id, {entry} from bankagent.trade_exceptions as x "
        f"where x.id = %(number)s returning id, request_id) {rest}"
    )


DECIDED = "'processed', session_user, 'awaiting_approval', 'processed', x.job_id, x.attempt, '{}'"
MOVED = (
    "'exception_moved', session_user, 'awaiting_approval', 'awaiting_approval', x.job_id, "
    "x.attempt, "
    "jsonb_build_object('exception_id', x.id, 'move', 'moved', 'to_state', 'investigating')"
)
ITS_REQUEST = (
    "update bankagent.banking_requests as r "
    "set status = 'processed', status_xid = pg_current_xact_id() "
    "from entered where r.id = entered.request_id"
)
MOVE = (
    "insert into bankagent.exception_moves "
    "(exception_id, action, from_state, to_state, actor, audit_entry_id, reason, vote_id, "
    "proposal_id) select %(number)s, '{}', 'open', '{}', session_user, entered.id, 'x', "
    "(select max(id) from bankagent.exception_votes), "
    "(select max(id) from bankagent.exception_proposals) from entered"
)
PUT = (
    ", changed as (update bankagent.trade_exceptions set state = '{0}', closed_at = {1}, "
    "closed_reason = {2} where id = %(number)s) "
)
CONTRADICTIONS = {
    "its request is decided without it": with_entry(DECIDED, ITS_REQUEST),
    "its request is cancelled without it": with_entry(
        DECIDED.replace("'processed'", "'cancelled'"), ITS_REQUEST.replace("processed", "cancelled")
    ),
    "an entry without a move": with_entry(MOVED, "select from entered"),
    "a move without its entry": MOVE.format("moved", "investigating")
    .replace("entered.id", "1")
    .replace("from entered", ""),
    "a move without its state": with_entry(MOVED, MOVE.format("moved", "investigating")),
    "a move that is not legal": with_entry(
        MOVED, PUT.format("repaired", "null", "null") + MOVE.format("moved", "repaired")
    ),
    "a write-off by the vote on another exception": with_entry(
        DECIDED,
        PUT.format("written_off", "now()", "'x'") + MOVE.format("written_off", "written_off"),
    ),
    "a closing that leaves its request": with_entry(
        MOVED.replace("'moved'", "'trade_cancelled'").replace("investigating", "trade_cancelled"),
        PUT.format("trade_cancelled", "now()", "'x'")
        + MOVE.format("trade_cancelled", "trade_cancelled"),
    ),
}


@EACH_ROLE
@pytest.mark.parametrize("statement", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_no_statement_leaves_an_exception_that_contradicts_its_request(
    db: Database, dba: Conn, number: int, role: str, statement: str
) -> None:
    with session(db, dba, role) as conn, refused(state(role)):
        conn.execute(statement, {"number": number})
    assert exceptions.row(dba, number).state == "open"
    assert rows.status(dba, exceptions.row(dba, number).request_id) == "awaiting_approval"


INSERT_VOTE = (
    "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, reviewer, "
    "proposer, maker, on_behalf_of, verdict, reason, digest, authority_id) "
    "select p.id, p.exception_id, p.request_id, p.kind, %s, {proposer}, {maker}, r.on_behalf_of, "
    "'approve', 'x', {digest}, 0 from bankagent.exception_proposals as p "
    "inner join bankagent.banking_requests as r on r.id = p.request_id "
    "where p.closed_at is null"
)


def test_constraints_hold_the_four_eyes_of_a_vote(dba: Conn, number: int) -> None:
    own = {"proposer": "p.proposer", "maker": "r.maker", "digest": "p.digest"}
    with refused("23514", "exception_votes_reviewer_is_not_the_proposer"):
        dba.execute(INSERT_VOTE.format(**own), ["anna"])
    with refused("23503", "exception_votes_on_what_was_shown"):
        dba.execute(INSERT_VOTE.format(**own | {"proposer": "'ben'"}), ["anna"])
    with refused("23503", "exception_votes_maker_and_person_are_the_requests"):
        dba.execute(INSERT_VOTE.format(**own | {"maker": "'x'"}), ["ben"])
    with refused("23503", "exception_votes_on_what_was_shown"):
        dba.execute(INSERT_VOTE.format(**own | {"digest": "repeat('0', 64)"}), ["ben"])
    maker = rows.one(dba, "select session_user")
    dba.execute("insert into bankagent.reviewers (name, role) values (%s, 'x')", [maker])
    with refused("23514", "exception_votes_reviewer_is_not_the_maker"):
        dba.execute(INSERT_VOTE.format(**own), [maker])


@pytest.mark.expect_gaps
def test_past_the_triggers_the_gap_is_seen(dba: Conn, number: int) -> None:
    assert rows.gaps(dba) == []
    request_id = exceptions.row(dba, number).request_id
    proposal = rows.one(dba, "select max(id) from bankagent.exception_proposals")
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.trade_exceptions set state = 'written_off', closed_at = now(), "
            "closed_reason = 'x' where id = %s",
            [number],
        )
    assert rows.gaps(dba) == [
        (request_id, f"exception {number} is written_off, but its last move says open"),
        (request_id, f"exception {number} is written_off, but its request is awaiting_approval"),
        (request_id, f"exception {number} is written_off, but no vote of another person says so"),
        (
            request_id,
            f"proposal {proposal} on exception {number} is waiting, which the moves do not say",
        ),
    ]
