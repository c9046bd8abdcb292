"""Escalations by reviewers: the demand is raised, nothing is decided, and nothing is relaxed."""

from typing import Any

import pytest

from tests.support import approvals, people, rows, verbs
from tests.support.approvals import allow, vote
from tests.support.escalations import escalate, in_force
from tests.support.rows import Conn, refused

ALL_ROLES = (
    ("any", "review", 1, "any", 1),
    ("any", "dual_control", 1, "any", 1),
    ("any", "dual_control", 2, "compliance", 1),
    ("any", "escalate", 1, "any", 1),
    ("any", "escalate", 2, "senior", 1),
)


@pytest.fixture
def team(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben", "carl")
    allow(dba, "sven", "senior")


def again(conn: Conn, outcome: str = "review") -> None:
    """Let the next attempt leave its request to people."""
    worker_id = verbs.register(conn)
    (job,) = verbs.claim(conn, worker_id)
    assert verbs.settle(conn, verbs.fence(job, worker_id) | approvals.end(outcome)) == ["settled"]


@pytest.mark.usefixtures("team")
def test_an_escalated_review_asks_for_the_next_level_and_decides_nothing(
    dba: Conn, api: Conn
) -> None:
    (one,) = approvals.waiting(dba, "review")
    assert in_force(dba, one) == [(None, 1, 0)]
    escalated = escalate(api, one, "anna")
    assert escalated.status == rows.status(dba, one) == "awaiting_approval"
    assert in_force(dba, one) == [(None, 1, 0), ("senior", 1, 0)]
    assert vote(api, one, "ben").status == "awaiting_approval"
    assert vote(api, one, "sven").decision == "approved"
    assert rows.one(dba, "select count(*) from ops.audit_gaps") == 0


@pytest.mark.usefixtures("team")
def test_a_vote_that_was_given_before_counts_on(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "dual_control")
    vote(api, one, "anna")
    escalate(api, one, "ben")
    assert in_force(dba, one) == [(None, 1, 1), ("senior", 1, 0)]
    with refused("BA403", "in the role senior"):
        vote(api, one, "carl")
    assert vote(api, one, "sven").decision == "approved"


@pytest.mark.parametrize(
    ("demands", "outcome", "asked"),
    [
        (ALL_ROLES, "review", [(None, 1, 0), ("senior", 1, 0)]),
        (ALL_ROLES, "dual_control", [("compliance", 1, 0), ("senior", 1, 0)]),
        (
            (("any", "review", 1, "any", 3), *ALL_ROLES[1:]),
            "review",
            [(None, 2, 0), ("senior", 1, 0)],
        ),
        (
            (("any", "review", 1, "compliance", 1), *ALL_ROLES[1:]),
            "review",
            [("compliance", 1, 0), ("senior", 1, 0)],
        ),
        (
            (*ALL_ROLES[:3], ("any", "escalate", 1, "senior", 2)),
            "review",
            [("senior", 2, 0)],
        ),
    ],
)
@pytest.mark.usefixtures("team")
def test_of_what_waits_and_what_escalate_demands_the_stricter_is_asked_for(
    dba: Conn, api: Conn, demands: tuple[tuple[object, ...], ...], outcome: str, asked: Any
) -> None:
    approvals.demand(dba, *demands)
    (one,) = approvals.waiting(dba, outcome)
    escalate(api, one, "anna")
    assert in_force(dba, one) == asked


@pytest.mark.parametrize("outcome", ["escalate", "review"])
@pytest.mark.usefixtures("team")
def test_what_asks_for_all_of_it_already_is_not_escalated_again(
    dba: Conn, api: Conn, outcome: str
) -> None:
    (one,) = approvals.waiting(dba, outcome)
    if outcome == "review":
        escalate(api, one, "ben")
    with refused("BA409", "asks for all that an escalation asks for already"):
        escalate(api, one, "anna")
    assert rows.one(dba, "select count(*) from bankagent.votes where reviewer = 'anna'") == 0


@pytest.mark.usefixtures("team")
def test_who_escalates_has_used_their_say_on_it_and_so_has_who_voted(dba: Conn, api: Conn) -> None:
    approvals.allow(dba, "anna", "senior")
    one, two = approvals.waiting(dba, "review", 2)
    escalate(api, one, "anna")
    for again_by in (escalate, vote):
        with refused("BA409", "has voted on request"):
            again_by(api, one, "anna")
    escalate(api, two, "ben")
    vote(api, two, "anna")
    with refused("BA409", "has voted on request"):
        escalate(api, two, "anna")


@pytest.mark.usefixtures("team")
def test_the_maker_the_person_and_the_author_never_escalate(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review", actor="desk-7", on_behalf_of="ANNA")
    people.add_reviewers(dba, "DESK-7")
    with refused("BA403", "was made on behalf of"):
        escalate(api, one, "anna")
    with refused("BA403", "made request"):
        escalate(api, one, "DESK-7")
    vote(api, one, "ben", "needs_info")
    with verbs.naming(dba, "carl"):
        dba.execute("select bankagent.replace_payload(%s, '{\"notional\": 1}', 'carl')", [one])
    again(dba)
    with refused("BA403", "the payload of request"):
        escalate(api, one, "carl")
    assert in_force(dba, one) == [(None, 1, 0)]


@pytest.mark.usefixtures("team")
def test_who_may_not_vote_may_not_escalate(dba: Conn, api: Conn) -> None:
    allow(dba, "dora", max_amount=1, currency="USD")
    (one,) = approvals.waiting(dba, "review")
    with refused("BA403", "over the limit of dora"):
        escalate(api, one, "dora")
    with refused("BA403", "only people who are reviewers"):
        escalate(api, one, "desk-7")
    vote(api, one, "ben", "reject")
    with refused("BA409", "only a request that awaits approval"):
        escalate(api, one, "anna")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "x"}, "code must say in a word why: higher_authority"),
        ({"code": None}, "code must say in a word why"),
        ({"reason": " "}, "reason must say why"),
        ({"reason": "x" * 2001}, "reason must say why"),
    ],
)
@pytest.mark.usefixtures("team")
def test_an_escalation_says_why_in_a_word_and_in_words(
    dba: Conn, api: Conn, given: dict[str, Any], said: str
) -> None:
    (one,) = approvals.waiting(dba, "review")
    with refused("BA422", said):
        escalate(api, one, "anna", **given)


@pytest.mark.usefixtures("team")
def test_a_vote_on_what_was_shown_before_the_escalation_is_stale(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review")
    before = people.digest(dba, one)
    escalate(api, one, "anna")
    with refused("BA412", "has changed since"):
        people.vote(api, one, by="ben", digest=before)
    with refused("BA412", "has changed since"):
        escalate(api, one, "ben", digest="0" * 64)
    shown = people.digest(dba, one)
    assert shown != before
    people.vote(api, one, by="ben", digest=shown)
    kept = rows.fetch(dba, "select digest, shown_digest from bankagent.votes order by id")
    assert [tuple(row) for row in kept] == [(before, None), (before, shown)]


@pytest.mark.usefixtures("team")
def test_two_people_who_read_the_same_both_vote(dba: Conn, api: Conn) -> None:
    one, two = approvals.waiting(dba, "dual_control", 2)
    read = {it: people.digest(dba, it) for it in (one, two)}
    people.vote(api, one, by="anna", digest=read[one])
    assert people.digest(dba, one) == read[one]
    assert people.vote(api, one, by="ben", digest=read[one]).decision == "approved"
    people.vote(api, two, by="anna", digest=read[two])
    escalate(api, two, "carl", digest=read[two])
    with refused("BA412", "has changed since"):
        people.vote(api, two, by="ben", digest=read[two])


@pytest.mark.usefixtures("team")
def test_a_question_to_the_caller_does_not_undo_an_escalation(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review")
    escalate(api, one, "anna")
    vote(api, one, "ben", "needs_info")
    with verbs.naming(dba, "desk-7"):
        dba.execute("select bankagent.replace_payload(%s, '{\"notional\": 1}', 'desk-7')", [one])
    again(dba)
    assert in_force(dba, one) == [(None, 1, 0), ("senior", 1, 0)]
    with refused("BA409", "already"):
        escalate(api, one, "carl")


@pytest.mark.usefixtures("team")
def test_an_escalation_puts_off_no_deadline_that_runs(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review")
    approvals.overdue(dba, one)
    before = rows.fetch(dba, "select due_at, expires_at from bankagent.approval_stages")[0]
    escalate(api, one, "anna")
    found = rows.fetch(
        dba,
        "select due_at, expires_at from bankagent.approval_stages where escalation_id is not null",
    )
    assert {(row.due_at, row.expires_at) for row in found} == {(before.due_at, before.expires_at)}


@pytest.mark.usefixtures("team")
def test_an_escalation_ends_the_claim_the_team_and_the_snooze(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review")
    move = "select bankagent.move_work(%s, %s, %s, now() + %s::interval, null, 'anna')"
    with verbs.naming(api, "anna"):
        api.execute(move, [one, "move", "senior", None])
        api.execute(move, [one, "snooze", None, "10 minutes"])
        api.execute(move, [one, "claim", None, None])
    escalate(api, one, "anna")
    item = rows.fetch(dba, "select owner, team, snoozed_until from ops.work_items")[0]
    assert tuple(item) == (None, None, None)


@pytest.mark.usefixtures("team")
def test_an_escalation_counts_for_no_recommendation(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review")
    escalate(api, one, "anna")
    assert rows.one(dba, "select count(*) from bankagent.recommendation_counts") == 0
    told = rows.one(dba, "select story from ops.request_history(%s) order by at desc limit 1", one)
    assert told == "anna escalated it to the next level (higher_authority): Too big for me."


@pytest.mark.usefixtures("team")
def test_the_power_of_who_escalates_is_spent_where_it_is_delegated_too(
    dba: Conn, api: Conn
) -> None:
    approvals.demand(dba, *ALL_ROLES)
    (one,) = approvals.waiting(dba, "review")
    escalate(api, one, "anna")
    keys = rows.one(
        dba,
        "select bankagent.spent_powers(r, a.job_id, a.attempt, null) from bankagent.approvals as a "
        "inner join bankagent.banking_requests as r on r.id = a.request_id where r.id = %s",
        one,
    )
    assert "anna" in keys


# --- by raw SQL, a superuser's too -----------------------------------------------------


LEVEL = (
    "insert into bankagent.approval_stages (job_id, attempt, stage, role, votes, due_at, "
    "expires_at, escalation_id) select a.job_id, a.attempt, %(stage)s, %(role)s, %(votes)s, "
    "%(due)s, %(due)s, (select max(v.id) from bankagent.votes as v where v.reviewer = %(of)s) "
    "from bankagent.approvals as a where a.request_id = %(request_id)s"
)


def level(request_id: int, **given: Any) -> dict[str, Any]:
    usual = {"stage": 9, "role": "senior", "votes": 5, "due": None, "of": "anna"}
    return usual | {"request_id": request_id} | given


@pytest.mark.usefixtures("team")
def test_raw_stages_name_an_escalation_of_their_approval_which_is_open(
    dba: Conn, api: Conn
) -> None:
    one, two, three = approvals.waiting(dba, "review", 3)
    with refused("BA403", "keeps the stages that it was opened with"):
        dba.execute(LEVEL, level(one, of="nobody"))
    vote(api, one, "ben", "reject")
    with refused("BA403", "name no escalation of it"):
        dba.execute(LEVEL, level(one, of="ben"))
    escalate(api, two, "anna")
    with refused("BA403", "name no escalation of it"):
        dba.execute(LEVEL, level(three))
    vote(api, two, "carl")
    with refused("BA403", "has been voted on since"):
        dba.execute(LEVEL, level(two))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": None, "votes": 1}, "fewer votes"),
        ({"role": None, "votes": 9}, "leave out a role"),
        ({"role": "compliance", "votes": 2, "due": "2099-01-01"}, "put off a deadline"),
        ({"role": "compliance", "votes": 2, "stage": 1}, ""),
    ],
)
@pytest.mark.expect_gaps("an escalation without stages and entry")
@pytest.mark.usefixtures("team")
def test_no_raw_stages_of_an_escalation_ask_for_less(
    dba: Conn, api: Conn, given: dict[str, Any], said: str
) -> None:
    approvals.demand(
        dba,
        ("any", "review", 1, "compliance", 2, 600, "TARGET", "UTC", "08:00", "18:00"),
        ("any", "dual_control", 1, "any", 2),
        ("any", "escalate", 1, "senior", 2),
    )
    (one,) = approvals.waiting(dba, "review")
    raw_vote = (
        "insert into bankagent.votes (request_id, job_id, attempt, reviewer, maker, verdict, "
        "reason, digest, stage, authority_id, escalation_code) select a.request_id, a.job_id, "
        "a.attempt, 'anna', 'desk-7', 'escalate', 'x', a.digest, 1, (select max(h.id) from "
        "bankagent.authorities as h where h.reviewer = 'anna'), 'other' "
        "from bankagent.approvals as a where a.request_id = %s"
    )
    with rows.triggers_off(dba):
        dba.execute(raw_vote, [one])
    code = "BA403" if said else "23505"
    with refused(code, said):
        dba.execute(LEVEL, level(one, **given))
    gaps = rows.fetch(dba, "select code from ops.audit_gaps")
    assert {row.code for row in gaps} == {"vote_without_entry", "escalation_without_stages"}


@pytest.mark.usefixtures("team")
def test_the_services_login_lowers_no_demand(dba: Conn, api: Conn) -> None:
    (one,) = approvals.waiting(dba, "review")
    escalate(api, one, "anna")
    for statement in (
        LEVEL,
        "update bankagent.approval_stages set votes = 0",
        "delete from bankagent.approval_stages where escalation_id is not null",
        "update bankagent.approvals set digest = repeat('0', 64)",
        "select * from bankagent.escalated_stages(null, null, false)",
    ):
        with refused("42501"):
            api.execute(statement, level(one))
    for name, code in (("anna", "BA409"), ("ANNA", "BA403"), ("desk-7", "BA403"), ("x", "BA403")):
        with refused(code):
            escalate(api, one, name)
    assert in_force(dba, one) == [(None, 1, 0), ("senior", 1, 0)]


@pytest.mark.parametrize(
    ("verdict", "code"), [("approve", "other"), ("escalate", None), ("escalate", "x")]
)
@pytest.mark.usefixtures("team")
def test_a_code_stands_with_an_escalation_alone(dba: Conn, verdict: str, code: str | None) -> None:
    (one,) = approvals.waiting(dba, "review")
    with refused("23514", "votes_escalation_"):
        dba.execute(
            "insert into bankagent.votes (request_id, job_id, attempt, reviewer, maker, verdict, "
            "reason, digest, stage, authority_id, escalation_code) select a.request_id, a.job_id, "
            "a.attempt, 'anna', 'desk-7', %s, 'x', a.digest, 1, (select max(h.id) from "
            "bankagent.authorities as h where h.reviewer = 'anna'), %s "
            "from bankagent.approvals as a where a.request_id = %s",
            [verdict, code, one],
        )
