"""Raw SQL of each role and of superusers on the work list: no move and no comment is forged."""

import pytest

from tests.sql.test_raw_sql import EACH_ROLE, session, state
from tests.support import approvals, people, rows, work
from tests.support.databases import Database
from tests.support.rows import Conn, refused


@pytest.fixture
def one(dba: Conn, api: Conn) -> int:
    """A request that anna has claimed, with two comments."""
    people.add_reviewers(dba, "anna", "ben", "desk-7")
    (found,) = approvals.waiting(dba)
    work.move(api, found, "claim")
    work.comment(api, found, "Internal.")
    work.comment(api, found, "Shared.", shared=True)
    return found


def make_reviewer(dba: Conn, name: str) -> None:
    """Add a reviewer of the session's own name, to whom the verb grants nothing."""
    dba.execute("insert into bankagent.reviewers (name, role) values (%s, 'compliance')", [name])


@EACH_ROLE
@pytest.mark.parametrize(
    "statement",
    [
        "update bankagent.{} set request_id = request_id",
        "delete from bankagent.{}",
        "truncate bankagent.{} cascade",
    ],
)
def test_no_raw_statement_changes_or_removes_a_row(
    db: Database, dba: Conn, one: int, role: str, statement: str
) -> None:
    with session(db, dba, role) as conn:
        for name in ("work_moves", "request_comments"):
            with refused(state(role)):
                conn.execute(statement.format(name))


ENTRY = (
    "with entered as (insert into bankagent.agent_audit_log "
    "(request_id, action, actor, from_status, to_status) values "
    "(%(one)s, '{0}', {1}, 'awaiting_approval', 'awaiting_approval') returning id) "
)
ROW = (
    "insert into bankagent.work_moves "
    "(request_id, job_id, attempt, action, actor, owner, owned_until, audit_entry_id) "
    "select a.request_id, a.job_id, a.attempt, '{0}', {1}, {2}, {3}, {4} "
    "from bankagent.approvals as a where a.request_id = %(one)s"
)
OWN = "session_user"
LEASE = "clock_timestamp() + interval '29 minutes'"
ITS_ENTRY = "(select id from entered)"
LAST = "(select max(id) from bankagent.agent_audit_log)"
FORGERIES = {
    "an entry without a move": ENTRY.format("claimed", OWN) + "select from entered",
    "a comment without its row": ENTRY.format("commented", OWN) + "select from entered",
    "a move without its entry": ROW.format("released", OWN, "null", "null", LAST),
    "a move with the entry of another action": ENTRY.format("snoozed", OWN)
    + ROW.format("released", OWN, "null", "null", ITS_ENTRY),
    "a move in another's name": ENTRY.format("released", "'anna'")
    + ROW.format("released", "'anna'", "null", "null", ITS_ENTRY),
    "a comment of another": "insert into bankagent.request_comments "
    "(request_id, visibility, text, author) values (%(one)s, 'internal', 'x', 'anna')",
    "a shared comment with the entry of another": "insert into bankagent.request_comments "
    "(request_id, visibility, text, author, audit_entry_id) select %(one)s, 'caller', 'x', "
    f"{OWN}, max(id) from bankagent.agent_audit_log where action = 'received'",
}


@EACH_ROLE
@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES)
def test_no_statement_forges_a_move_or_a_comment(
    db: Database, dba: Conn, one: int, role: str, statement: str
) -> None:
    with session(db, dba, role) as conn:
        user = rows.one(conn, "select session_user")
        make_reviewer(dba, user)
        with refused(state(role)):
            conn.execute(statement, {"one": one})


def test_a_superuser_takes_no_claim_from_another(dba: Conn, one: int) -> None:
    user = rows.one(dba, "select session_user")
    make_reviewer(dba, user)
    for action, owner, until in (
        ("claimed", OWN, LEASE),
        ("assigned", "'ben'", "null"),
        ("released", "null", "null"),
    ):
        statement = ENTRY.format(action, OWN) + ROW.format(action, OWN, owner, until, ITS_ENTRY)
        with refused("BA409", "anna has request"):
            dba.execute(statement, {"one": one})


def test_a_superuser_gives_it_to_no_maker(dba: Conn, one: int) -> None:
    user = rows.one(dba, "select session_user")
    make_reviewer(dba, user)
    work.let_lapse(dba, one)
    statement = ENTRY.format("assigned", OWN)
    statement += ROW.format("assigned", OWN, "'desk-7'", "null", ITS_ENTRY)
    with refused("BA403", "desk-7 may not have it in hand"):
        dba.execute(statement, {"one": one})


@pytest.mark.parametrize(
    ("action", "owner", "until", "constraint"),
    [
        ("claimed", OWN, "clock_timestamp() + interval '31 min'", "lease_lasts_30_minutes"),
        ("claimed", "'ben'", LEASE, "claim_is_for_its_actor"),
        ("claimed", OWN, "null", "claim_is_for_its_actor"),
        ("assigned", "null", "null", "assigned_to_a_reviewer"),
        ("released", OWN, "null", "leave_no_owner"),
        ("moved", "null", "null", "moved_to_a_team"),
        ("snoozed", "null", LEASE, "lease_has_an_owner"),
        ("voted", "null", "null", "action_is_known"),
    ],
)
def test_constraints_hold_what_a_move_is(
    dba: Conn, one: int, action: str, owner: str, until: str, constraint: str
) -> None:
    user = rows.one(dba, "select session_user")
    make_reviewer(dba, user)
    statement = ROW.format(action, OWN, owner, until, LAST)
    with refused("23514", f"work_moves_{constraint}"):
        dba.execute(statement, {"one": one})


@pytest.mark.expect_gaps
def test_past_the_triggers_the_gap_is_seen(dba: Conn, one: int) -> None:
    assert rows.gaps(dba) == []
    with rows.triggers_off(dba):
        dba.execute("update bankagent.work_moves set actor = 'ben', owner = 'ben'")
        dba.execute("delete from bankagent.request_comments")
    number = rows.one(dba, "select id from bankagent.work_moves")
    assert rows.gaps(dba) == [
        (one, f"move of work {number} differs from its audit entry"),
        (one, "the entry commented has no row of work_moves or request_comments"),
    ]
