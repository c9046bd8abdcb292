"""Votes and ends in the name of somebody else: an operator and a superuser write none by hand."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.test_raw_votes import VOTE, raw
from tests.support import approvals, cases, exceptions, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

VOTE_ON_PROPOSAL = (
    "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, reviewer, "
    "proposer, maker, on_behalf_of, verdict, reason, digest, stage, authority_id) "
    "select p.id, p.exception_id, p.request_id, p.kind, %(reviewer)s, p.proposer, r.maker, "
    "r.on_behalf_of, 'approve', 'x', p.digest, 1, (select max(a.id) "
    "from bankagent.authorities as a where a.reviewer = %(reviewer)s) "
    "from bankagent.exception_proposals as p "
    "inner join bankagent.banking_requests as r on r.id = p.request_id where p.id = %(proposal)s"
)


def test_an_operator_votes_in_no_name_by_raw_sql(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    with people.logins(dba, db.url, "olga") as (operator,):
        olga = str(rows.one(operator, "select session_user"))
        people.add_reviewers(dba, olga)
        for name in ("anna", olga):
            with rows.nothing_written(dba), refused("BA403", "people vote through the API"):
                operator.execute(VOTE, raw(one, reviewer=name))
    with rows.nothing_written(dba), refused("BA403", "people vote through the API"):
        dba.execute(VOTE, raw(one))


@pytest.mark.expect_differences("comparisons of a test, which no facts make")
def test_an_operator_votes_on_no_proposal_by_raw_sql(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    number = exceptions.opened(dba, actor="desk-7")
    proposal = exceptions.propose(dba, number, by="anna")
    with people.logins(dba, db.url, "olga") as (operator,):
        olga = str(rows.one(operator, "select session_user"))
        people.add_reviewers(dba, olga)
        for name in ("ben", olga):
            with refused("BA403", "people vote through the API"):
                operator.execute(
                    VOTE_ON_PROPOSAL, {"reviewer": name, "proposal": proposal.proposal_id}
                )
    assert rows.fetch(dba, "select from bankagent.exception_votes") == []


END_ANNA = (
    "select bankagent.end_authority(a.id, 'Left.') from bankagent.authorities as a "
    "where a.reviewer = 'anna'"
)
LEVELS = pytest.mark.parametrize("level", ["repeatable read", "serializable"])
ENDS = pytest.mark.parametrize(
    "end",
    [
        END_ANNA,
        "select bankagent.disable_holder('reviewer', 'anna')",
    ],
)


def snapshot(api: Conn, level: str) -> None:
    api.execute(f"begin isolation level {level}")
    api.execute("select count(*) from bankagent.votes")


@LEVELS
@ENDS
def test_a_vote_on_an_old_snapshot_is_refused_once_its_authority_has_ended(
    db: Database, dba: Conn, level: str, end: str
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    shown = people.digest(dba, one)
    with connect(db.api_url) as api:
        snapshot(api, level)
        dba.execute(end)
        with pytest.raises(psycopg.errors.SerializationFailure):
            api.execute(approvals.CAST, [one, "approve", "x", shown, "anna", None])
    assert rows.fetch(dba, "select from bankagent.votes") == []


@LEVELS
def test_a_vote_on_an_old_snapshot_counts_where_its_authority_stands(
    db: Database, dba: Conn, level: str
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba, "review")
    shown = people.digest(dba, one)
    with connect(db.api_url) as api:
        snapshot(api, level)
        api.execute(approvals.CAST, [one, "approve", "x", shown, "anna", None])
        api.execute("commit")
    assert rows.status(dba, one) == "processed"


@pytest.mark.expect_differences("comparisons of a test, which no facts make")
@ENDS
def test_nothing_about_an_exception_is_decided_on_an_old_snapshot(
    db: Database, dba: Conn, end: str
) -> None:
    people.add_reviewers(dba, "ben", "anna")
    number = exceptions.opened(dba, actor="desk-7")
    proposal = exceptions.propose(dba, number, by="ben")
    with connect(db.api_url) as api, connect(db.api_url) as other:
        snapshot(api, "repeatable read")
        snapshot(other, "repeatable read")
        dba.execute(end)
        with pytest.raises(psycopg.errors.SerializationFailure):
            api.execute(
                exceptions.VOTE, [proposal.proposal_id, "approve", "x", proposal.digest, "anna"]
            )
        with pytest.raises(psycopg.errors.SerializationFailure):
            other.execute(exceptions.MOVE, [number, "trade_cancelled", "x", None, "anna"])


@pytest.mark.expect_differences("facts of a test, which no request type makes")
@ENDS
def test_findings_on_a_case_are_not_given_on_an_old_snapshot(
    db: Database, dba: Conn, end: str
) -> None:
    people.add_reviewers(dba, "anna")
    one = cases.waiting(dba)
    with connect(db.api_url) as api:
        snapshot(api, "repeatable read")
        dba.execute(end)
        with pytest.raises(psycopg.errors.SerializationFailure):
            api.execute(cases.GIVE, [one, Jsonb({"verdicts": [cases.REJECT]}), "anna"])
