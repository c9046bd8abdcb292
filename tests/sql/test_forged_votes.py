"""Votes and ends in the name of somebody else: an operator and a superuser write none by hand."""

import pytest

from tests.sql.test_raw_votes import VOTE, raw
from tests.support import approvals, exceptions, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, refused

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
