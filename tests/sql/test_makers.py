"""Makers as people: no spelling of their name votes on their request or closes its exception."""

import pytest

from tests.support import exceptions, people, rows
from tests.support.people import vote
from tests.support.rows import Conn, refused, triggers_off

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")

SPELLINGS = [("anna", "anna"), ("ANNA", "anna"), ("an.na", "anna"), ("anna", "An-na")]
VOTE_ON_PROPOSAL = (
    "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, reviewer, "
    "proposer, maker, on_behalf_of, verdict, reason, digest, authority_id) "
    "select p.id, p.exception_id, "
    "p.request_id, p.kind, %s, p.proposer, r.maker, r.on_behalf_of, 'approve', 'x', p.digest, 0 "
    "from bankagent.exception_proposals as p "
    "inner join bankagent.banking_requests as r on r.id = p.request_id"
)


@pytest.mark.parametrize(("maker", "reviewer"), SPELLINGS)
def test_the_maker_does_not_vote_under_another_spelling(
    dba: Conn, api: Conn, maker: str, reviewer: str
) -> None:
    people.add_reviewers(dba, reviewer, "ben")
    (request_id,) = people.waiting(dba, actor=maker, on_behalf_of="Zed")
    with rows.nothing_written(dba), refused("BA403", f"{maker} made request", "another reviewer"):
        vote(api, request_id, by=reviewer)
    with refused("23514", "votes_reviewer_is_not_the_maker"):
        dba.execute(
            people.INSERT_VOTE.replace(
                "reviewer, maker,", "reviewer, maker, on_behalf_of,"
            ).replace("%(maker)s,", "%(maker)s, 'Zed',"),
            {"reviewer": reviewer, "maker": maker, "digest": None, "request_id": request_id},
        )
    assert vote(api, request_id, by="ben").decision == "approved"


@pytest.mark.parametrize(("maker", "reviewer"), SPELLINGS)
def test_the_maker_neither_closes_an_exception_nor_votes_on_a_proposal(
    dba: Conn, maker: str, reviewer: str
) -> None:
    people.add_reviewers(dba, reviewer, "ben", "cara")
    number = exceptions.opened(dba, actor=maker)
    with refused("BA403", f"{maker} made request", "another reviewer"):
        exceptions.move(dba, number, "trade_cancelled", by=reviewer, reason="Gone.")
    proposal = exceptions.propose(dba, number, "write_off", by="ben")
    with refused("BA403", f"{maker} made request", "another reviewer"):
        exceptions.vote(dba, proposal, by=reviewer)
    with refused("23514", "exception_votes_reviewer_is_not_the_maker"):
        dba.execute(VOTE_ON_PROPOSAL, [reviewer])
    assert exceptions.vote(dba, proposal, by="cara").decision == "approved"


@pytest.mark.expect_gaps
def test_a_vote_of_the_maker_from_before_the_constraint_is_a_gap(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (request_id,) = people.waiting(dba, actor="ANNA")
    vote_by_ben = {"reviewer": "ben", "maker": "ANNA", "digest": None, "request_id": request_id}
    with triggers_off(dba):
        dba.execute(people.INSERT_VOTE, vote_by_ben)
        dba.execute("update bankagent.banking_requests set maker = 'B.E.N'")
    codes = rows.fetch(dba, "select code from ops.audit_gaps")
    assert "vote_of_the_maker" in {one.code for one in codes}
