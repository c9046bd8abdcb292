"""Votes and ends in the name of somebody else: an operator and a superuser write none by hand."""

import pytest
from psycopg.types.json import Jsonb

from tests.sql.test_raw_votes import VOTE, raw
from tests.support import approvals, cases, exceptions, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

VOTE_ON_PROPOSAL = (
    "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, reviewer, "
    "proposer, maker, on_behalf_of, verdict, reason, digest, authority_id) "
    "select p.id, p.exception_id, p.request_id, p.kind, %(reviewer)s, p.proposer, r.maker, "
    "r.on_behalf_of, 'approve', 'x', p.digest, (select max(a.id) from bankagent.authorities as a "
    "where a.reviewer = %(reviewer)s) from bankagent.exception_proposals as p "
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


def test_a_vote_on_an_old_snapshot_is_refused_whatever_has_ended_meanwhile(
    db: Database, dba: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    shown = people.digest(dba, one)
    authority = rows.one(dba, "select max(id) from bankagent.authorities")
    for level in ("repeatable read", "serializable"):
        with connect(db.api_url) as api:
            api.execute(f"begin isolation level {level}")
            api.execute("select count(*) from bankagent.votes")
            if level == "repeatable read":
                dba.execute("select bankagent.end_authority(%s, 'Left.')", [authority])
            with refused("BA403", "read committed"):
                api.execute(approvals.CAST, [one, "approve", "x", shown, "anna", None])
    assert rows.fetch(dba, "select from bankagent.votes") == []


@pytest.mark.expect_differences("comparisons of a test, which no facts make")
def test_nothing_about_an_exception_is_decided_on_an_old_snapshot(db: Database, dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    number = exceptions.opened(dba, actor="desk-7")
    proposal = exceptions.propose(dba, number, by="anna")
    for query, given in (
        (exceptions.VOTE, [proposal.proposal_id, "approve", "x", proposal.digest, "ben"]),
        (exceptions.MOVE, [number, "trade_cancelled", "x", None, "ben"]),
    ):
        with connect(db.api_url) as api:
            api.execute("begin isolation level repeatable read")
            api.execute("select count(*) from bankagent.votes")
            with refused("BA403", "read committed"):
                api.execute(query, given)


@pytest.mark.expect_differences("a case of a test, which no facts make")
def test_findings_on_a_case_are_not_given_on_an_old_snapshot(db: Database, dba: Conn) -> None:
    one = cases.waiting(dba)
    with connect(db.api_url) as api:
        api.execute("begin isolation level repeatable read")
        with refused("BA403", "read committed"):
            api.execute(cases.GIVE, [one, Jsonb({"verdicts": [cases.REJECT]}), "eva"])
