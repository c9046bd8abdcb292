"""Exceptions under more than one vote: closed by the votes of all stages, and by no one alone."""

import contextlib
import random
from typing import Any

import psycopg
import pytest

from tests.support import approvals, exceptions, people, rows
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")

STRICT = ("dual_control", "escalate")
CLOSING = {
    "write_off": ("written_off", "approved"),
    "cancellation": ("trade_cancelled", "rejected"),
    "forced_match": ("rematched", "approved"),
}
OPEN = "select closed_at is null from bankagent.trade_exceptions where id = %s"


@pytest.fixture(autouse=True)
def team(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben", "cleo", "desk-7")
    approvals.allow(dba, "sam", "senior")


def opened(conn: Conn, outcome: str, state: str = "open", pair: int = 1) -> int:
    """Open an exception that the policy leaves to people by this outcome."""
    comparison = {"outcome": outcome, "pair": exceptions.pair(pair)}
    end = exceptions.with_comparison(approvals.end(outcome), exceptions.COMPARISON | comparison)
    (request_id,) = exceptions.settled(conn, end, actor="desk-7")
    number = exceptions.of_request(conn, request_id)
    if state == "repaired":
        assert exceptions.vote(conn, exceptions.propose(conn, number)).state == "repaired"
    return number


@pytest.mark.parametrize("kind", CLOSING)
@pytest.mark.parametrize("outcome", STRICT)
def test_a_closing_takes_the_votes_of_all_stages_beside_its_proposer(
    dba: Conn, outcome: str, kind: str
) -> None:
    number = opened(dba, outcome, "repaired")
    proposal = exceptions.propose(dba, number, kind, by="anna")
    first = exceptions.vote(dba, proposal, by="ben")
    assert first[1:] == ("repaired", "awaiting_approval", None)
    if outcome == "escalate":
        with refused("BA403", "a vote in the role senior is asked for, and cleo votes as compl"):
            exceptions.vote(dba, proposal, by="cleo")
    last = "sam" if outcome == "escalate" else "cleo"
    state, decision = CLOSING[kind]
    assert exceptions.vote(dba, proposal, by=last)[1:] == (state, "processed", decision)
    assert exceptions.actions(dba, number)[-2] == "voted"
    kept = rows.fetch(
        dba,
        "select reviewer, stage from bankagent.exception_votes where kind = %s order by id",
        kind,
    )
    assert [tuple(one) for one in kept] == [("ben", 1), (last, 2)]
    assert rows.gaps(dba) == []


@pytest.mark.parametrize("kind", CLOSING)
def test_one_rejection_ends_a_proposal_at_any_stage(dba: Conn, kind: str) -> None:
    number = opened(dba, "dual_control", "repaired")
    for voters in (["ben"], ["ben", "cleo"]):
        proposal = exceptions.propose(dba, number, kind, by="anna")
        *before, last = voters
        for name in before:
            exceptions.vote(dba, proposal, by=name)
        assert exceptions.vote(dba, proposal, "reject", by=last).state == "repaired"
        with refused("BA409", "is rejected already"):
            exceptions.vote(dba, proposal, by="sam")


@pytest.mark.parametrize("outcome", STRICT)
@pytest.mark.parametrize("to_state", ["trade_cancelled", "rematched"])
def test_no_one_closes_alone_what_more_people_must_decide(
    dba: Conn, outcome: str, to_state: str
) -> None:
    number = opened(dba, outcome, "repaired")
    kind = {"trade_cancelled": "cancellation", "rematched": "forced_match"}[to_state]
    with (
        rows.nothing_written(dba),
        refused("BA403", f"sam may not close exception {number} alone: propose a {kind}"),
    ):
        exceptions.move(dba, number, to_state, by="sam", reason="Gone.")


def test_a_demand_of_more_votes_under_a_review_is_kept_too(dba: Conn) -> None:
    approvals.demand(dba, ("any", "review", 1, "senior", 1))
    alone = opened(dba, "review")
    with refused("BA403", "in the role senior"):
        exceptions.move(dba, alone, "trade_cancelled", by="anna", reason="Gone.")
    proposal = exceptions.propose(dba, alone, "write_off")
    with refused("BA403", "in the role senior"):
        exceptions.vote(dba, proposal, by="ben")
    assert exceptions.vote(dba, proposal, by="sam").decision == "approved"
    approvals.demand(dba, ("any", "review", 1, "any", 2))
    number = opened(dba, "review", pair=2)
    with refused("BA403", "alone"):
        exceptions.move(dba, number, "trade_cancelled", by="sam", reason="Gone.")


def test_one_person_votes_once_on_a_proposal_under_any_spelling(dba: Conn) -> None:
    number = opened(dba, "dual_control")
    proposal = exceptions.propose(dba, number, "cancellation", by="anna")
    exceptions.vote(dba, proposal, by="ben")
    with rows.triggers_off(dba):
        dba.execute("insert into bankagent.reviewers (name, role) values ('B.EN', 'compliance')")
    dba.execute("select bankagent.grant_authority('B.EN', 'senior', 'x')")
    for name in ("ben", "B.EN"):
        with rows.nothing_written(dba), refused("BA409", f"{name} has voted on proposal"):
            exceptions.vote(dba, proposal, by=name)


def test_a_later_request_that_makes_it_stricter_asks_for_its_stages(dba: Conn) -> None:
    end = exceptions.with_comparison(
        approvals.end("review"), exceptions.COMPARISON | {"outcome": "review"}
    )
    (request_id,) = exceptions.settled(dba, end, actor="desk-7")
    number = exceptions.of_request(dba, request_id)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.trade_exceptions set outcome = 'escalate'")
    with refused("BA403", "alone"):
        exceptions.move(dba, number, "trade_cancelled", by="sam", reason="Gone.")
    proposal = exceptions.propose(dba, number, "cancellation")
    assert exceptions.vote(dba, proposal, by="ben").decision is None
    assert exceptions.vote(dba, proposal, by="sam").decision == "rejected"


def test_a_proposal_from_before_stages_is_rejected_and_made_again_and_not_approved(
    dba: Conn,
) -> None:
    number = opened(dba, "dual_control")
    proposal = exceptions.propose(dba, number, "write_off", by="anna")
    with rows.triggers_off(dba):
        dba.execute("update bankagent.exception_proposals set stages = null")
        dba.execute(
            "update bankagent.exception_proposals as p set digest = ops.proposal_digest(p, x) "
            "from bankagent.trade_exceptions as x"
        )
    digest = rows.one(dba, "select digest from bankagent.exception_proposals")
    with rows.nothing_written(dba), refused("BA409", "has not the stages that are asked for now"):
        exceptions.vote(dba, proposal, by="ben", digest=digest)
    assert exceptions.vote(dba, proposal, "reject", by="ben", digest=digest).decision is None
    again = exceptions.propose(dba, number, "write_off", by="anna")
    exceptions.vote(dba, again, by="ben")
    assert exceptions.vote(dba, again, by="cleo").decision == "approved"


# What one person may try, each with the number of the exception and their name.
MOVE = (
    "with entered as (insert into bankagent.agent_audit_log (request_id, action, actor, "
    "from_status, to_status, job_id, attempt, result) select x.request_id, 'processed', "
    "%(name)s, 'awaiting_approval', 'processed', x.job_id, x.attempt, jsonb_build_object("
    "'exception_id', x.id, 'move', 'trade_cancelled', 'to_state', 'trade_cancelled') "
    "from bankagent.trade_exceptions as x where x.id = %(number)s returning id, request_id), "
    "decided as (insert into bankagent.decisions (request_id, decision, decided_by, actor, job_id, "
    "attempt) select x.request_id, 'rejected', 'people', %(name)s, x.job_id, x.attempt "
    "from bankagent.trade_exceptions as x where x.id = %(number)s), "
    "closed as (update bankagent.approvals as a set closed_at = now() from entered as e "
    "where a.request_id = e.request_id), moved as (update bankagent.banking_requests as r "
    "set status = 'processed', status_xid = pg_current_xact_id() from entered as e "
    "where r.id = e.request_id), changed as (update bankagent.trade_exceptions "
    "set state = 'trade_cancelled', closed_at = now(), closed_reason = 'x' "
    "where id = %(number)s) insert into bankagent.exception_moves (exception_id, action, "
    "from_state, to_state, actor, reason, audit_entry_id) select %(number)s, 'trade_cancelled', "
    "x.state, 'trade_cancelled', %(name)s, 'x', e.id from entered as e, "
    "bankagent.trade_exceptions as x where x.id = %(number)s"
)


def some_try(conn: Conn, chance: random.Random, number: int, by: str) -> None:
    """Do one thing that a person may do with an exception, chosen by chance."""
    what = chance.choice(["move", "propose", "vote", "raw"])
    if what == "move":
        state = chance.choice(["investigating", "open", "trade_cancelled", "rematched"])
        exceptions.move(conn, number, state, by=by, reason="Alone.")
    elif what == "propose":
        exceptions.propose(conn, number, chance.choice(["repair", *CLOSING]), by=by)
    elif what == "vote":
        waits = rows.fetch(
            conn,
            "select id as proposal_id, digest from bankagent.exception_proposals "
            "where exception_id = %s and closed_at is null",
            number,
        )
        for one in waits:
            exceptions.vote(conn, one, by=by)
    else:
        conn.execute(MOVE, {"number": number, "name": conn.info.user})


@pytest.mark.parametrize("outcome", STRICT)
@pytest.mark.parametrize("seed", range(4))
def test_whatever_one_person_does_they_cancel_no_trade_that_more_people_must_decide(
    dba: Conn, outcome: str, seed: int
) -> None:
    chance = random.Random(seed)
    number = opened(dba, outcome, chance.choice(["open", "repaired"]))
    colleague = exceptions.propose(dba, number, "cancellation", by="ben") if seed % 2 else None
    done = 0
    for _ in range(40):
        with contextlib.suppress(psycopg.Error):
            some_try(dba, chance, number, "sam")
            done += 1
        dba.execute("reset role")
        assert rows.one(dba, OPEN, number) is True
    assert done > 0
    assert colleague is None or rows.gaps(dba) == []


def test_a_raw_closing_by_one_person_is_legal_under_a_review_and_else_refused(dba: Conn) -> None:
    for n, outcome in enumerate(("review", *STRICT)):
        number = opened(dba, outcome, pair=n)
        given: dict[str, Any] = {"number": number, "name": dba.info.user}
        if outcome == "review":
            dba.execute(MOVE, given)
        else:
            with refused("BA403", "is no legal move"):
                dba.execute(MOVE, given)
        assert rows.one(dba, OPEN, number) is (outcome != "review")


def test_a_superuser_stores_no_vote_on_a_stage_that_does_not_wait(dba: Conn) -> None:
    number = opened(dba, "dual_control")
    exceptions.propose(dba, number, "write_off", by="anna")
    insert = (
        "insert into bankagent.exception_votes (proposal_id, exception_id, request_id, kind, "
        "reviewer, proposer, maker, on_behalf_of, verdict, reason, digest, authority_id, stage) "
        "select p.id, p.exception_id, p.request_id, p.kind, 'ben', p.proposer, r.maker, "
        "r.on_behalf_of, 'approve', 'x', p.digest, (select max(a.id) from bankagent.authorities "
        "as a where a.reviewer = 'ben'), %s from bankagent.exception_proposals as p "
        "inner join bankagent.banking_requests as r on r.id = p.request_id"
    )
    for stage in (2, None):
        with refused("BA403", "stage 1 waits"):
            dba.execute(insert, [stage])
