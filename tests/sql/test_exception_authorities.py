"""Authorities in the work on exceptions: votes on proposals, and closings by one person."""

import psycopg
import pytest

from tests.support import approvals, exceptions, people, rows
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")

# The exposure of exceptions.COMPARISON is 100,000.50 EUR.
OVER = "its exposure of 100,000.5 EUR is over the limit of cleo, 100,000 EUR"
VOTE = (
    "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, reviewer, "
    "proposer, maker, on_behalf_of, verdict, reason, digest, authority_id) "
    "select p.id, p.exception_id, p.request_id, p.kind, 'cleo', p.proposer, r.maker, "
    "r.on_behalf_of, 'approve', 'x', p.digest, "
    "(select max(a.id) from bankagent.authorities as a where a.reviewer = %s) "
    "from bankagent.exception_proposals as p "
    "inner join bankagent.banking_requests as r on r.id = p.request_id"
)


@pytest.fixture
def number(dba: Conn) -> int:
    """An open exception, which ben may work on, and cleo up to 100,000 EUR."""
    people.add_reviewers(dba, "anna", "ben")
    approvals.allow(dba, "cleo", "operations", max_amount=100000, currency="EUR")
    return exceptions.opened(dba, actor="desk-7")


def test_a_vote_on_a_proposal_rests_on_an_authority_that_covers_the_exposure(
    dba: Conn, number: int
) -> None:
    proposal = exceptions.propose(dba, number, "write_off", by="ben")
    for verdict in ("approve", "reject"):
        with rows.nothing_written(dba), refused("BA403", OVER):
            exceptions.vote(dba, proposal, by="cleo", verdict=verdict)
    dba.execute("select bankagent.grant_authority('cleo', 'senior', 'x', null, 100000.50, 'EUR')")
    assert exceptions.vote(dba, proposal, by="cleo").decision == "approved"
    role = (
        "select a.role from bankagent.exception_votes as v "
        "inner join bankagent.authorities as a on a.id = v.authority_id"
    )
    assert rows.one(dba, role) == "senior"


def test_a_superuser_stores_no_vote_past_an_authority(dba: Conn, number: int) -> None:
    exceptions.propose(dba, number, "write_off", by="ben")
    with refused("BA403", OVER):
        dba.execute(VOTE, ["cleo"])
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="of_its_reviewer"):
        dba.execute(VOTE, ["ben"])
    with pytest.raises(psycopg.errors.CheckViolation, match="rest_on_an_authority"):
        dba.execute(VOTE, ["nobody"])


def test_an_exception_is_closed_by_one_whose_authority_covers_its_exposure(
    dba: Conn, number: int
) -> None:
    exceptions.move(dba, number, "investigating", by="cleo")
    with rows.nothing_written(dba), refused("BA403", "may not close exception", OVER):
        exceptions.move(dba, number, "trade_cancelled", by="cleo", reason="Gone.")
    closed = exceptions.move(dba, number, "trade_cancelled", by="ben", reason="Gone.")
    assert closed.decision == "rejected"
