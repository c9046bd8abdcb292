"""Rules of votes that the tables hold below the verbs, and breaks of them that are named."""

import psycopg
import pytest

from tests.support import people, rows
from tests.support.people import vote
from tests.support.rows import Conn, refused, triggers_off

# --- the constraints, tried by a superuser past the verb -------------------------


@pytest.mark.parametrize(
    ("given", "sqlstate", "constraint"),
    [
        ({"reviewer": "desk-7"}, "23514", "votes_reviewer_is_not_the_maker"),
        (
            {"reviewer": "desk-7", "maker": "else"},
            "23503",
            "votes_maker_and_person_are_the_requests",
        ),
        ({"digest": "0" * 64}, "23503", "votes_on_what_was_shown"),
        ({"reviewer": "mallory"}, "23503", "votes_reviewer_fkey"),
    ],
)
def test_a_vote_that_breaks_a_rule_cannot_be_stored(
    dba: Conn, request_id: int, given: dict[str, str], sqlstate: str, constraint: str
) -> None:
    usual = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": request_id}
    with pytest.raises(psycopg.Error) as caught:
        dba.execute(people.INSERT_VOTE, usual | given)
    assert (caught.value.sqlstate, caught.value.diag.constraint_name) == (sqlstate, constraint)


def test_a_reviewer_has_one_vote_and_a_request_one_open_approval_and_one_decision(
    dba: Conn, api: Conn, request_id: int
) -> None:
    vote(api, request_id)
    given = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": request_id}
    with refused("23505", "votes_one_for_each_reviewer"):
        dba.execute(people.INSERT_VOTE, given)
    with refused("23505", "decisions_pkey"):
        dba.execute(
            "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
            "values (%s, 'rejected', 'people', 'ben')",
            [request_id],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update bankagent.votes set verdict = 'reject'",
        "delete from bankagent.votes",
        "truncate bankagent.votes cascade",
        "delete from bankagent.approvals",
        "truncate bankagent.approvals cascade",
        "update bankagent.approvals set closed_at = null where closed_at is not null",
        "update bankagent.approvals set closed_at = now() where closed_at is not null",
        "update bankagent.approvals set closed_at = now(), digest = repeat('0', 64)",
    ],
)
def test_votes_stay_and_approvals_are_only_closed_whoever_asks(
    dba: Conn, api: Conn, request_id: int, statement: str
) -> None:
    vote(api, request_id)
    with rows.nothing_written(dba), refused("BA403", "is append-only"):
        dba.execute(statement)


def test_no_one_goes_past_the_votes_with_an_entry_and_an_update(dba: Conn, request_id: int) -> None:
    with refused("BA403", "without an audit entry"):
        dba.execute(
            "update bankagent.banking_requests set status = 'processed' where id = %s",
            [request_id],
        )


# --- past every trigger and foreign key: the break is named ----------------------

SECRET_VOTE = (
    "insert into bankagent.agent_audit_log "
    "(request_id, action, actor, from_status, to_status, result) values (%(request_id)s, "
    "'voted', 'anna', 'awaiting_approval', 'awaiting_approval', '{\"vote_id\": 9}')"
)
DECISION = (
    "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
    "values (%(request_id)s, 'approved', 'people', 'anna')"
)
BREAKS = {
    "a vote without its entry": (
        people.INSERT_VOTE,
        {"reviewer": "ben", "maker": "desk-7"},
        "vote 1 has no audit entry",
    ),
    "a vote of the maker": (
        people.INSERT_VOTE,
        {"reviewer": "desk-7", "maker": "somebody"},
        "vote 1 was cast by the maker, or names another maker than the request",
    ),
    "a vote on something else": (
        people.INSERT_VOTE,
        {"reviewer": "ben", "maker": "desk-7", "digest": "0" * 64},
        "vote 1 names another digest than its approval",
    ),
    "an entry without its vote": (
        SECRET_VOTE,
        {},
        "the entry voted names no vote that exists",
    ),
    "a decision that nobody voted for": (
        DECISION,
        {},
        "the decision is by people, but no vote agrees with it",
    ),
    "an approval that was closed in secret": (
        "update bankagent.approvals set closed_at = now() where request_id = %(request_id)s",
        {},
        "the request is awaiting_approval, but no approval is open",
    ),
    "another digest": (
        "update bankagent.approvals set digest = repeat('0', 64) where request_id = %(request_id)s",
        {},
        "reviewers are shown something else than the digest of the approval stands for",
    ),
}


@pytest.mark.expect_gaps
@pytest.mark.parametrize("broken", BREAKS)
def test_what_was_done_past_the_triggers_is_named(dba: Conn, request_id: int, broken: str) -> None:
    statement, given, gap = BREAKS[broken]
    with triggers_off(dba):
        dba.execute(statement, {"request_id": request_id, "digest": None} | given)
    found = rows.gaps(dba)
    assert (request_id, gap) in found
    assert {row.request_id for row in found} == {request_id}
    since = rows.fetch(dba, "select gap from ops.audit_gaps_since(now() - interval '1 hour')")
    assert sorted(row.gap for row in since) == sorted(row.gap for row in found)


@pytest.mark.expect_gaps
def test_a_decision_without_a_vote_is_refused_and_named_even_where_its_entries_are_in_order(
    dba: Conn, request_id: int
) -> None:
    # Status, entry and decision come together; only nobody voted, and it names no attempt.
    statement = (
        "with decided as (insert into bankagent.decisions (request_id, decision, decided_by, "
        "actor) values (%(id)s, 'approved', 'policy', 'policy:x@1')), closed as (update "
        "bankagent.approvals set closed_at = now() where request_id = %(id)s), entered as (insert "
        "into bankagent.agent_audit_log (request_id, action, actor, from_status, to_status) values "
        "(%(id)s, 'processed', 'x', 'awaiting_approval', 'processed')) update "
        "bankagent.banking_requests set status = 'processed', status_xid = pg_current_xact_id() "
        "where id = %(id)s"
    )
    with rows.nothing_written(dba), refused("BA403", "waits for people"):
        dba.execute(statement, {"id": request_id})
    with triggers_off(dba):
        dba.execute(statement, {"id": request_id})
    assert (request_id, "the entry processed names no vote that exists") in rows.gaps(dba)
