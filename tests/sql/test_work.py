"""The work list: claims with a lease, and the other moves of what awaits approval."""

from typing import Any

import pytest

from tests.support import approvals, people, rows, verbs, work
from tests.support.approvals import allow, vote
from tests.support.rows import Conn, refused


@pytest.fixture
def one(dba: Conn) -> int:
    """A request that two people must approve, and three people who may."""
    people.add_reviewers(dba, "anna", "ben", "carl")
    (found,) = approvals.waiting(dba)
    return found


def entry(conn: Conn, request_id: int) -> tuple[str, str]:
    last = rows.entries(conn, request_id)[-1]
    assert (last.from_status, last.to_status) == ("awaiting_approval", "awaiting_approval")
    return last.action, last.actor


def story(conn: Conn, request_id: int) -> str:
    told: str = rows.fetch(conn, "select story from ops.request_history(%s)", request_id)[-1].story
    return told


# --- claims ----------------------------------------------------------------------


def test_a_claim_lasts_30_minutes_and_is_in_the_trail(dba: Conn, api: Conn, one: int) -> None:
    claimed = work.move(api, one, "claim")
    assert claimed.owner == "anna"
    moved_at = rows.one(dba, "select moved_at from bankagent.work_moves")
    assert 1799 < (claimed.owned_until - moved_at).total_seconds() <= 1800
    assert entry(dba, one) == ("claimed", "anna")
    assert story(dba, one).startswith("anna has it in hand until 2")
    found = work.item(dba, one)
    assert (found.owner, found.owned_until) == ("anna", claimed.owned_until)


def test_another_reviewer_is_told_who_has_it_and_until_when(dba: Conn, api: Conn, one: int) -> None:
    until = work.move(api, one, "claim").owned_until
    for action, to in (("claim", None), ("assign", "ben"), ("move", "compliance")):
        with refused(
            "BA409", f"anna has request {one} in hand until {until:%Y-%m-%d %H:%M:%S} UTC"
        ):
            work.move(api, one, action, by="ben", to=to)
    with refused("BA409", "anna has request"):
        work.move(api, one, "snooze", by="ben", until=work.later(dba, "1 hour"))
    assert work.owner(dba, one) == "anna"


def test_the_owner_goes_on_by_claiming_again(dba: Conn, api: Conn, one: int) -> None:
    first = work.move(api, one, "claim").owned_until
    assert work.move(api, one, "claim").owned_until > first
    assert rows.actions(dba, one)[-2:] == ["claimed", "claimed"]


def test_a_claim_that_has_ended_is_no_owner(dba: Conn, api: Conn, one: int) -> None:
    work.move(api, one, "claim")
    work.let_lapse(dba, one)
    assert work.owner(dba, one) is None
    with refused("BA409", "anna does not have request"):
        work.move(api, one, "release")
    work.move(api, one, "claim", by="ben")
    assert work.owner(dba, one) == "ben"
    # Who had it before by a claim that ended has no claim to get it back.
    work.move(api, one, "hand_back", by="ben")
    assert work.owner(dba, one) is None


def test_a_claim_of_a_disabled_reviewer_ends(dba: Conn, api: Conn, one: int) -> None:
    work.move(api, one, "claim")
    dba.execute("select bankagent.disable_holder('reviewer', 'anna', true)")
    assert work.owner(dba, one) is None
    work.move(api, one, "claim", by="ben")
    assert work.owner(dba, one) == "ben"


def test_who_may_not_vote_may_not_claim(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "Desk-7")
    allow(dba, "ben", request_type="trade_review", max_amount=5, currency="USD")
    (one,) = approvals.waiting(dba)
    with refused("BA403", "desk-7 made request"):
        work.move(api, one, "claim", by="Desk-7")
    with refused("BA403", "over the limit of ben, 5 USD"):
        work.move(api, one, "claim", by="ben")
    vote(api, one, "anna")
    with refused("BA403", "anna has voted on it already"):
        work.move(api, one, "claim")
    with refused("BA404", "does not exist"):
        work.move(api, 999, "claim")


def test_only_what_awaits_approval_is_worked_on(dba: Conn, api: Conn, one: int) -> None:
    vote(api, one, "anna", "reject")
    with refused("BA409", "is processed: only a request that awaits approval is worked on"):
        work.move(api, one, "claim", by="ben")


def test_a_claim_bars_no_vote_of_another(dba: Conn, api: Conn, one: int) -> None:
    work.move(api, one, "claim")
    vote(api, one, "ben")
    assert work.owner(dba, one) == "anna"


def test_the_vote_of_its_owner_ends_the_claim(dba: Conn, api: Conn, one: int) -> None:
    work.move(api, one, "claim")
    vote(api, one, "anna")
    assert work.owner(dba, one) is None
    work.move(api, one, "claim", by="ben")
    assert work.owner(dba, one) == "ben"


# --- release, assign, hand back --------------------------------------------------


def test_its_owner_releases_it(dba: Conn, api: Conn, one: int) -> None:
    work.move(api, one, "claim")
    with refused("BA409", "ben does not have request 1 in hand: anna has"):
        work.move(api, one, "release", by="ben")
    work.move(api, one, "release", reason="Off to lunch.")
    assert work.owner(dba, one) is None
    assert entry(dba, one) == ("released", "anna")
    assert story(dba, one) == "anna gave it back to the team: Off to lunch."


def test_what_is_assigned_has_no_end_and_is_taken_by_assigning_it_again(
    dba: Conn, api: Conn, one: int
) -> None:
    given = work.move(api, one, "assign", to="ben", reason="You know the desk.")
    assert (given.owner, given.owned_until) == ("ben", None)
    assert story(dba, one) == "anna gave it to ben: You know the desk."
    with refused("BA409", "is assigned to ben, without an end: assign it to yourself to take it"):
        work.move(api, one, "claim", by="carl")
    work.move(api, one, "assign", by="carl", to="carl")
    assert work.owner(dba, one) == "carl"
    # A claim of its owner has an end again.
    assert work.move(api, one, "claim", by="carl").owned_until is not None


def test_it_goes_back_to_the_owner_before_and_then_to_the_team(
    dba: Conn, api: Conn, one: int
) -> None:
    work.move(api, one, "claim")
    work.move(api, one, "assign", to="ben")
    back = work.move(api, one, "hand_back", by="ben", reason="Not mine.")
    assert (back.owner, back.owned_until) == ("anna", None)
    assert story(dba, one) == "ben handed it back to anna: Not mine."
    assert work.move(api, one, "hand_back").owner is None
    assert story(dba, one) == "anna handed it back to the team."


def test_it_goes_to_the_team_where_the_owner_before_has_voted(
    dba: Conn, api: Conn, one: int
) -> None:
    work.move(api, one, "claim")
    work.move(api, one, "assign", to="ben")
    vote(api, one, "anna")
    assert work.move(api, one, "hand_back", by="ben").owner is None


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("nemo", "must be a reviewer who is not disabled"),
        ("gone", "must be a reviewer who is not disabled"),
        ("desk-7", "desk-7 made request 1"),
        ("otto", "no authority of otto is for the type trade_review"),
        (None, "must be a reviewer with assign"),
    ],
)
def test_it_is_assigned_only_to_a_person_who_can_have_it(
    dba: Conn, api: Conn, one: int, to: str, why: str
) -> None:
    people.add_reviewers(dba, "gone", "desk-7")
    dba.execute("select bankagent.disable_holder('reviewer', 'gone', true)")
    allow(dba, "otto", request_type="client_onboarding")
    with refused("BA422", why):
        work.move(api, one, "assign", to=to)
    assert work.item(dba, one).moved_at is None


# --- team, snooze ----------------------------------------------------------------


def test_it_moves_to_a_team_that_has_people(dba: Conn, api: Conn, one: int) -> None:
    allow(dba, "olga", "operations", request_type="trade_review")
    work.move(api, one, "claim")
    work.move(api, one, "move", to="operations", reason="Static data.")
    found = work.item(dba, one)
    assert (found.owner, found.team) == (None, "operations")
    assert story(dba, one) == "anna moved it to the team operations: Static data."
    with refused("BA422", "must be the role of an authority in force"):
        work.move(api, one, "move", to="boss")
    # The next stage names its people itself.
    vote(api, one, "anna")
    assert work.item(dba, one).team is None


def test_a_snooze_ends_by_time_by_hand_and_with_its_stage(dba: Conn, api: Conn, one: int) -> None:
    until = work.later(dba, "10 minutes")
    work.move(api, one, "claim")
    assert work.move(api, one, "snooze", until=until).owner == "anna"
    found = work.item(dba, one)
    assert (found.snoozed_until, found.owner) == (until, "anna")
    assert found.owned_until is not None
    assert story(dba, one).startswith("anna snoozed it until 2")
    work.move(api, one, "snooze")
    assert work.item(dba, one).snoozed_until is None
    assert story(dba, one) == "anna ended its snooze."
    with refused("BA409", "is not snoozed"):
        work.move(api, one, "snooze")
    work.move(api, one, "snooze", until=until)
    work.let_lapse(dba, one)
    assert work.item(dba, one).snoozed_until is None
    work.move(api, one, "snooze", until=until)
    vote(api, one, "ben")
    assert work.item(dba, one).snoozed_until is None


def test_a_snooze_ends_before_the_stage_is_due(dba: Conn, api: Conn, one: int) -> None:
    due = rows.one(dba, "select due_at from bankagent.approval_stages where stage = 1")
    after = rows.one(dba, "select %s::timestamptz + interval '1 second'", due)
    with refused("BA422", f"must not be after it is due: {due:%Y-%m-%d %H:%M:%S} UTC"):
        work.move(api, one, "snooze", until=after)
    with refused("BA422", "must be in the future"):
        work.move(api, one, "snooze", until=work.later(dba, "-1 second"))
    with refused("BA422", "must be within 30 days"):
        work.move(api, one, "snooze", until=work.later(dba, "31 days"))
    work.move(api, one, "snooze", until=due)
    assert work.item(dba, one).snoozed_until == due


# --- all of them -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "given", "why"),
    [
        ("vote", {}, "action must be claim"),
        (None, {}, "action must be claim"),
        ("claim", {"to": "ben"}, "to must be a reviewer with assign"),
        ("assign", {}, "to must be a reviewer with assign"),
        ("claim", {"reason": " "}, "reason must say why"),
        ("claim", {"reason": "x" * 2001}, "reason must say why"),
    ],
)
def test_a_move_that_is_none_is_refused(
    dba: Conn, api: Conn, one: int, action: Any, given: dict[str, Any], why: str
) -> None:
    with rows.nothing_written(dba), refused("BA422", why):
        work.move(api, one, action, **given)


def test_the_api_alone_moves_work_and_only_for_reviewers(
    dba: Conn, api: Conn, worker: Conn, auditor: Conn, one: int
) -> None:
    people.keyed(dba, "caller", "desk-9", None)
    with refused("BA403", "only people who are reviewers here may"):
        work.move(api, one, "claim", by="desk-9")
    with refused("BA403", "people do so through the API"):
        rows.fetch(dba, work.MOVE, one, "claim", None, None, None, "anna")
    for conn in (worker, auditor):
        with refused("42501"):
            rows.fetch(conn, work.MOVE, one, "claim", None, None, None, "anna")


def test_who_sees_nothing_of_its_type_moves_nothing(dba: Conn, api: Conn, one: int) -> None:
    allow(dba, "otto", request_type="client_onboarding")
    allow(dba, "dora", desk="rates")
    for name in ("otto", "dora"):
        for action, given in (
            ("claim", {}),
            ("assign", {"to": "anna"}),
            ("move", {"to": "compliance"}),
            ("snooze", {"until": work.later(dba, "1 minute")}),
        ):
            with refused("BA403", f"no authority of {name} is for the type trade_review"):
                work.move(api, one, action, by=name, **given)


def test_moves_leave_the_result_that_callers_are_told(dba: Conn, api: Conn, worker: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    told = rows.entries(dba, one)[-1].result
    work.move(api, one, "claim")
    assert rows.one(dba, "select bankagent.last_told(%s)", one) == told
    with rows.triggers_off(dba):
        dba.execute("update bankagent.approval_stages set due_at = now() - interval '1 hour'")
    worker.execute("select bankagent.expire_approvals()")
    last = rows.entries(dba, one)[-1]
    assert last.action == "escalated"
    assert told.items() <= last.result.items()


def test_a_new_approval_begins_without_an_owner(dba: Conn, api: Conn, one: int) -> None:
    work.move(api, one, "claim")
    vote(api, one, "ben", "needs_info")
    assert rows.fetch(dba, work.ITEM, one) == []
    dba.execute("select bankagent.replace_payload(%s, %s)", [one, '{"notional": 1}'])
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | approvals.end("review"))
    found = work.item(dba, one)
    assert (found.job_id, found.owner, found.moved_at) == (job.job_id, None, None)
