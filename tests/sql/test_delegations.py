"""Delegations and break-glass: asked for, confirmed by a second person, ended, reviewed."""

from typing import Any

import pytest

from tests.support import approvals, cases, delegations, exceptions, people, rows, verbs
from tests.support.approvals import vote
from tests.support.delegations import break_glass, confirm, delegate, lent, own, review
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")


@pytest.fixture(autouse=True)
def team(dba: Conn) -> None:
    """anna and sam are seniors, anna up to 9,000,000 USD; the others have no authority for it."""
    approvals.allow(dba, "anna", "senior", max_amount=9000000, currency="USD")
    approvals.allow(dba, "sam", "senior")
    for name in ("ben", "cleo", "desk-7"):
        approvals.allow(dba, name, "operations", max_amount=10, currency="USD")


def test_a_delegation_is_in_force_once_another_person_has_confirmed_it(
    dba: Conn, api: Conn
) -> None:
    (one,) = approvals.waiting(dba, "review")
    ask = delegate(dba, "anna", "ben")
    with refused("BA403", "is over the limit of ben, 10 USD"):
        vote(api, one, "ben")
    for name in ("anna", "ben"):
        with refused("BA403", f"{name} asked for it, or would have it"):
            confirm(dba, ask, name)
    authority = confirm(dba, ask, "cleo")
    assert vote(api, one, "ben").decision == "approved"
    assert rows.one(dba, "select authority_id from bankagent.votes") == authority
    with refused("BA409", f"ask {ask} is confirmed already"):
        confirm(dba, ask, "sam")
    (shown,) = rows.fetch(dba, "select * from ops.authority_asks")
    assert (shown.state, shown.confirmed_by, shown.asked_by) == ("in force", "cleo", "anna")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"max_amount": 9000001, "currency": "USD"}, "its limit is wider"),
        ({"max_amount": 1, "currency": "EUR"}, "or in another currency"),
        ({"role": "compliance"}, "it is of another role"),
        ({"holder": "nobody"}, "there is no reviewer called nobody"),
        ({"holder": "anna"}, "cannot delegate to themselves"),
        ({"days": 91}, "90 days later at most"),
        ({"days": -1}, "valid_to must be after valid_from"),
    ],
)
def test_a_delegation_is_never_wider_than_what_it_is_from(
    dba: Conn, given: dict[str, Any], said: str
) -> None:
    with refused(
        "BA404" if "nobody" in said else "BA422" if "valid" in said or "days" in said else "BA403",
        said,
    ):
        delegate(dba, "anna", **({"holder": "ben"} | given))


def test_a_delegation_is_of_ones_own_authority_and_of_no_delegated_one(dba: Conn) -> None:
    with refused("BA404", "ben has no authority"):
        delegate(dba, "ben", "cleo", authority=own(dba, "anna"))
    lent(dba, "anna", "ben")
    mine = rows.one(dba, "select max(id) from bankagent.authorities where reviewer = 'ben'")
    with refused("BA403", "is itself a delegation, or break-glass"):
        delegate(dba, "ben", "cleo", authority=mine)
    dba.execute("select bankagent.end_authority(%s, 'x')", [own(dba, "sam")])
    with refused("BA403", "is not in force"):
        delegate(dba, "sam", "cleo", authority=own(dba, "sam"))


def test_a_narrower_delegation_covers_just_what_it_names(dba: Conn, api: Conn) -> None:
    lent(dba, "anna", "ben", request_type="trade_review", max_amount=5000000, currency="USD")
    over, within = (
        approvals.waiting(dba, "review", facts={"notional": amount, "currency": "USD"})[0]
        for amount in (6000000, 5000000)
    )
    with refused("BA403", "is over the limit of ben"):
        vote(api, over, "ben")
    assert vote(api, within, "ben").decision == "approved"


@pytest.mark.parametrize("first", ["anna", "ben"])
def test_the_same_power_never_votes_twice_on_an_approval(dba: Conn, api: Conn, first: str) -> None:
    lent(dba, "anna", "ben")
    lent(dba, "anna", "cleo")
    (one,) = approvals.waiting(dba)
    vote(api, one, first)
    for name in {"anna", "ben", "cleo"} - {first}:
        with rows.nothing_written(dba), refused("BA403", "the power of anna is spent on it"):
            vote(api, one, name)
        fault = rows.one(dba, "select fault from bankagent.vote_fault(%s, %s)", one, name)
        assert "the power of anna is spent" in fault
    assert vote(api, one, "sam").decision == "approved"


def test_a_delegate_with_an_authority_of_their_own_votes_by_that_one(dba: Conn, api: Conn) -> None:
    lent(dba, "anna", "sam")
    (one,) = approvals.waiting(dba)
    vote(api, one, "anna")
    assert vote(api, one, "sam").decision == "approved"


def test_the_makers_power_does_not_vote_through_a_delegate(dba: Conn, api: Conn) -> None:
    lent(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, "review", actor="anna")
    (two,) = approvals.waiting(dba, "review", on_behalf_of="Anna")
    for request_id in (one, two):
        with refused("BA403", "the power of anna is spent on it"):
            vote(api, request_id, "ben")


def test_the_proposers_power_does_not_vote_on_the_proposal(dba: Conn) -> None:
    dba.execute("select bankagent.grant_authority('anna', 'senior', 'x')")
    lent(dba, "anna", "ben", authority=own(dba, "anna", last=True))
    number = exceptions.opened(dba)
    proposal = exceptions.propose(dba, number, "write_off", by="anna")
    with refused("BA403", "the power of anna is spent on it"):
        exceptions.vote(dba, proposal, by="ben")
    assert exceptions.vote(dba, proposal, by="sam").decision == "approved"


def test_the_power_of_the_person_who_asked_for_a_waiver_does_not_confirm_it(dba: Conn) -> None:
    missing = cases.IDENTITY | {"state": "missing", "document": None}
    request_id = cases.waiting(dba, missing)
    lent(dba, "sam", "ben", authority=own(dba, "sam"))
    dba.execute(
        "select bankagent.end_authority(a.id, 'x') from bankagent.authorities as a "
        "where a.reviewer = 'ben' and a.granted_by = session_user "
        "and not exists (select from bankagent.authority_ends as e where e.authority_id = a.id)"
    )
    waiver = cases.give(dba, request_id, by="sam", waivers=[cases.WAIVER]).waiver_ids[0]
    with refused("BA403", "the power of sam is spent on it"):
        cases.confirm(dba, request_id, waiver, by="ben")
    assert cases.confirm(dba, request_id, waiver, by="eva") == "received"


@pytest.mark.parametrize("ends", ["the authority", "the delegation", "the lender", "the holder"])
def test_a_delegation_ends_with_what_it_is_from_and_by_itself(
    dba: Conn, api: Conn, ends: str
) -> None:
    authority = lent(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, "review")
    if ends == "the authority":
        dba.execute("select bankagent.end_authority(%s, 'Left.')", [own(dba, "anna")])
    elif ends == "the delegation":
        dba.execute("select bankagent.end_authority(%s, 'Back.')", [authority])
    else:
        name = {"the lender": "anna", "the holder": "ben"}[ends]
        dba.execute("select bankagent.disable_holder('reviewer', %s)", [name])
    with refused("BA403"):
        vote(api, one, "ben")
    query = "select state from ops.reviewer_authorities where authority_id = %s"
    state = "disabled" if ends == "the holder" else "ended"
    assert rows.one(dba, query, authority) == state


def test_break_glass_gives_a_role_for_hours_and_is_reviewed_afterwards(
    dba: Conn, api: Conn
) -> None:
    (one,) = approvals.waiting(dba, "escalate")
    vote(api, one, "anna")
    ask = break_glass(dba, "ben", "senior", hours=8)
    with refused("BA403", "ben asked for it"):
        confirm(dba, ask, "ben")
    authority = confirm(dba, ask, "cleo")
    assert vote(api, one, "ben").decision == "approved"
    with refused("BA403", "it is in force until"):
        review(dba, ask, "sam")
    dba.execute("select bankagent.end_authority(%s, 'Done.')", [authority])
    with refused("BA403", "ben had it: another person must"):
        review(dba, ask, "ben")
    review(dba, ask, "sam")
    with refused("BA409", "is reviewed already"):
        review(dba, ask, "anna")
    with refused("BA404", "is no break-glass"):
        review(dba, 999, "anna")


@pytest.mark.parametrize(("hours", "code"), [(8.01, "BA422"), (0, "BA422"), (-1, "BA422")])
def test_break_glass_lasts_eight_hours_at_most(dba: Conn, hours: float, code: str) -> None:
    with refused(code, "8 hours later at most"):
        break_glass(dba, "ben", "senior", hours=hours)
    with refused("BA422", "role must be"):
        break_glass(dba, "ben", None)


def test_who_has_no_authority_of_their_own_or_has_break_glass_confirms_nothing(dba: Conn) -> None:
    approvals.allow(dba, "nina", "operations", request_type="client_onboarding")
    ask = break_glass(dba, "ben", "senior")
    with refused("BA403", "nina has no authority of their own in force for all types"):
        confirm(dba, ask, "nina")
    other = break_glass(dba, "cleo", "senior", request_type="client_onboarding")
    confirm(dba, other, "nina")
    with refused("BA403", "cleo has break-glass in force, and confirms nothing meanwhile"):
        confirm(dba, ask, "cleo")


def test_an_ask_that_was_not_confirmed_in_time_lapses(dba: Conn) -> None:
    ask = break_glass(dba, "ben", "senior")
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.authority_asks set valid_from = valid_from - interval '9 h', "
            "valid_to = valid_to - interval '9 h'"
        )
    with refused("BA409", "can be confirmed no more: its time is over"):
        confirm(dba, ask, "cleo")
    assert rows.one(dba, "select state from ops.authority_asks") == "lapsed"


def test_a_review_is_overdue_after_one_business_day(dba: Conn) -> None:
    confirm(dba, break_glass(dba, "ben", "senior", hours=1), "cleo")
    overdue = "select is_review_overdue, review_due_at - valid_to from ops.authority_asks"
    ((late, after),) = rows.fetch(dba, overdue)
    assert late is False
    assert after.total_seconds() >= 10 * 3600
    delegations.let_pass(dba, days=12)
    assert rows.fetch(dba, overdue)[0][0] is True
    review(dba, 1, "sam")
    assert rows.fetch(dba, overdue)[0][0] is False


RAW = {
    "an ask in another's name": "insert into bankagent.authority_asks (kind, holder, role, "
    "valid_from, valid_to, reason, asked_by) values ('break_glass', 'ben', 'senior', now(), "
    "now() + interval '1 h', 'x', 'ben')",
    "a confirmation in another's name": "insert into bankagent.authority_confirmations (ask_id, "
    "kind, holder, asked_by, authority_id, confirmed_by) select k.id, k.kind, k.holder, "
    "k.asked_by, (select max(id) from bankagent.authorities as a where a.reviewer = k.holder), "
    "'cleo' from bankagent.authority_asks as k",
    "a confirmation by the holder": "insert into bankagent.authority_confirmations (ask_id, "
    "kind, holder, asked_by, authority_id, confirmed_by) select k.id, k.kind, k.holder, "
    "k.asked_by, (select max(id) from bankagent.authorities as a where a.reviewer = k.holder), "
    "k.holder from bankagent.authority_asks as k",
    "a longer time": "update bankagent.authority_asks set valid_to = valid_to + interval '1 h'",
    "no ask": "delete from bankagent.authority_asks",
    "a review by hand": "insert into bankagent.break_glass_reviews (ask_id, holder, verdict, "
    "note, reviewed_by) select id, holder, 'justified', 'x', 'cleo' from bankagent.authority_asks",
}


@pytest.mark.parametrize("statement", RAW.values(), ids=RAW)
def test_neither_a_service_nor_a_superuser_writes_past_the_verbs(
    dba: Conn, api: Conn, worker: Conn, statement: str
) -> None:
    break_glass(dba, "ben", "senior")
    for conn in (api, worker):
        with refused("42501"):
            conn.execute(statement)
    with pytest.raises(delegations.Refused):
        dba.execute(statement)


def test_only_the_apis_session_asks_and_confirms(dba: Conn, worker: Conn) -> None:
    ask = break_glass(dba, "ben", "senior")
    with refused("BA403", "people do so through the API"):
        dba.execute(delegations.CONFIRM, [ask, "cleo"])
    with refused("42501"):
        worker.execute(delegations.CONFIRM, [ask, "cleo"])
    with verbs.naming(dba, "desk-9"), refused("BA403", "only people who are reviewers here"):
        dba.execute(delegations.CONFIRM, [ask, "desk-9"])
    people.add_reviewers(dba, "eve")
    dba.execute("select bankagent.disable_holder('reviewer', 'eve')")
    dba.execute("reset role")
    with refused("BA403", "only people who are reviewers here"):
        confirm(dba, ask, "eve")
