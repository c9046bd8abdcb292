"""Votes and decisions by raw SQL, a superuser's too: what holds is a constraint or a trigger."""

from typing import Any

import psycopg
import pytest

from tests.sql.test_expiry import done, overdue
from tests.support import approvals, people, rows, verbs
from tests.support.approvals import allow, vote
from tests.support.rows import Conn, refused

VOTE = (
    "insert into bankagent.votes (request_id, job_id, attempt, reviewer, maker, verdict, reason, "
    "digest, stage, authority_id, payload_author, override_code) "
    "select a.request_id, a.job_id, a.attempt, %(reviewer)s, 'desk-7', %(verdict)s, 'x', a.digest, "
    "%(stage)s, (select max(h.id) from bankagent.authorities as h where h.reviewer = %(of)s), "
    "%(author)s, %(code)s from bankagent.approvals as a where a.request_id = %(request_id)s"
)


def raw(request_id: int, **given: Any) -> dict[str, Any]:
    usual = {"reviewer": "anna", "verdict": "approve", "stage": 1, "author": "", "code": None}
    return usual | {"request_id": request_id, "of": given.get("reviewer", "anna")} | given


def test_a_vote_without_stage_or_authority_is_refused(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    for given in ({"stage": None}, {"of": "nobody"}):
        with pytest.raises(psycopg.errors.CheckViolation, match="rest_on_a_stage"):
            dba.execute(VOTE, raw(one, **given))
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="stage_is_of_its_approval"):
        dba.execute(VOTE, raw(one, stage=3))


def test_a_vote_on_the_authority_of_another_is_refused(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba)
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="authority_is_of_its_reviewer"):
        dba.execute(VOTE, raw(one, of="ben"))


def test_a_vote_on_a_stage_that_does_not_wait_is_refused(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba)
    with refused("BA403", "stage 1 waits, and the vote is on stage 2"):
        dba.execute(VOTE, raw(one, stage=2))
    vote(api, one, "anna")
    with refused("BA403", "stage 2 waits, and the vote is on stage 1"):
        dba.execute(VOTE, raw(one, reviewer="ben"))


def test_a_second_vote_of_one_person_is_refused_in_another_stage_and_spelling(
    dba: Conn, api: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    vote(api, one, "anna")
    with rows.triggers_off(dba):
        dba.execute("insert into bankagent.reviewers (name, role) values ('ANNA', 'compliance')")
    dba.execute("select bankagent.grant_authority('ANNA', 'compliance', 'x')")
    with pytest.raises(psycopg.errors.UniqueViolation, match="one_for_each_person"):
        dba.execute(VOTE, raw(one, reviewer="ANNA", stage=2))


@pytest.mark.parametrize(
    ("authority", "said"),
    [
        ({"max_amount": 1, "currency": "USD"}, "is over the limit of anna"),
        ({"request_type": "client_onboarding"}, "no authority of anna is for the type"),
        ({"valid_from": "2099-01-01"}, "no authority in force"),
    ],
)
def test_a_vote_past_what_its_reviewer_may_decide_is_refused(
    dba: Conn, authority: dict[str, Any], said: str
) -> None:
    allow(dba, "anna", **authority)
    (one,) = approvals.waiting(dba)
    with refused("BA403", said):
        dba.execute(VOTE, raw(one))


def test_a_vote_of_a_disabled_reviewer_is_refused(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    dba.execute("select bankagent.disable_holder('reviewer', 'anna')")
    with refused("BA403", "anna has no authority in force"):
        dba.execute(VOTE, raw(one))


def test_a_vote_in_another_role_than_its_stage_asks_for_is_refused(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, "escalate")
    vote(api, one, "ben")
    with refused("BA403", "in the role senior"):
        dba.execute(VOTE, raw(one, stage=2))


def test_a_vote_that_hides_the_author_of_the_payload_is_refused(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba)
    vote(api, one, "ben", "needs_info")
    with verbs.naming(dba, "anna"):
        dba.execute("select bankagent.replace_payload(%s, '{\"notional\": 1}', 'anna')", [one])
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | approvals.end("dual_control"))
    newest = VOTE + " and a.closed_at is null"
    with refused("BA403", "names another author"):
        dba.execute(newest, raw(one))
    with pytest.raises(psycopg.errors.CheckViolation, match="reviewer_is_not_the_author"):
        dba.execute(newest, raw(one, author="Anna"))


def test_votes_after_a_rejection_and_on_a_closed_approval_are_refused(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben", "carl")
    one, two = approvals.waiting(dba, n=2)
    vote(api, one, "ben", "reject")
    with refused("BA403", "its approval is closed"):
        dba.execute(VOTE, raw(one))
    with dba.transaction(force_rollback=True):
        with rows.triggers_off(dba):
            dba.execute(VOTE, raw(two, reviewer="ben", verdict="reject"))
        with refused("BA403", "an earlier vote has ended it"):
            dba.execute(VOTE, raw(two))


DECIDE = """
with entered as (
    insert into bankagent.agent_audit_log
    (request_id, action, actor, from_status, to_status, job_id, attempt, result)
    select a.request_id, 'processed', 'anna', 'awaiting_approval', 'processed', a.job_id, a.attempt,
    '{}' from bankagent.approvals as a where a.request_id = %(id)s
), closed as (
    update bankagent.approvals set closed_at = now() where request_id = %(id)s
), decided as (
    insert into bankagent.decisions (request_id, decision, decided_by, actor, job_id, attempt)
    select a.request_id, %(decision)s, 'people', 'anna', a.job_id, a.attempt
    from bankagent.approvals as a where a.request_id = %(id)s
)
update bankagent.banking_requests
set status = 'processed', status_xid = pg_current_xact_id() where id = %(id)s
"""


@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_a_decision_by_people_without_their_votes_is_refused_to_a_superuser(
    dba: Conn, api: Conn, decision: str
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    for _ in range(2):
        with rows.nothing_written(dba), refused("BA403", "by people without their votes"):
            dba.execute(DECIDE, {"id": one, "decision": decision})
        if rows.fetch(dba, "select from bankagent.votes"):
            break
        # One of the two that are asked for.
        vote(api, one, "anna")


END = DECIDE.replace("'people', 'anna'", "'policy', %(actor)s").replace(
    "'processed', 'anna'", "'processed', %(actor)s"
)


@pytest.mark.parametrize(
    ("decision", "actor", "expired", "escalated"),
    [
        ("approved", "rescuer", True, True),
        ("rejected", "postgres", True, True),
        ("rejected", "rescuer", False, True),
        ("rejected", "rescuer", True, False),
    ],
)
def test_an_end_of_what_waits_is_a_rejection_of_an_expired_stage_alone(
    dba: Conn, worker: Conn, decision: str, actor: str, expired: bool, escalated: bool
) -> None:
    (one,) = approvals.waiting(dba)
    overdue(dba, one, expired=expired)
    if escalated:
        assert done(worker) == [(one, "escalated")]
    with rows.nothing_written(dba), refused("BA403", "waits for people"):
        dba.execute(END, {"id": one, "decision": decision, "actor": actor})


def test_a_stage_that_has_its_votes_does_not_end_what_waits(
    dba: Conn, api: Conn, worker: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    overdue(dba, one, expired=True)
    assert done(worker) == [(one, "escalated")]
    vote(api, one, "anna")
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.approval_stages set expires_at = now() + '1 h' where stage = 2"
        )
    with refused("BA403", "waits for people"):
        dba.execute(END, {"id": one, "decision": "rejected", "actor": "rescuer"})


@pytest.mark.expect_gaps
@pytest.mark.parametrize(("decision", "actor"), [("approved", "rescuer"), ("rejected", "anna")])
def test_an_end_past_the_triggers_that_is_no_rejection_by_the_rescuer_is_a_gap(
    dba: Conn, worker: Conn, decision: str, actor: str
) -> None:
    (one,) = approvals.waiting(dba)
    overdue(dba, one, expired=True)
    assert done(worker) == [(one, "escalated")]
    says = f'{{"reason": "expired", "stage": 1, "decision": "{decision}"}}'
    with rows.triggers_off(dba):
        dba.execute(
            END.replace("'{}'", f"'{says}'"), {"id": one, "decision": decision, "actor": actor}
        )
    gaps = [gap for number, gap in rows.gaps(dba) if number == one]
    assert "the entry processed names no vote that exists" in gaps


WITHOUT_CHECK = "alter table bankagent.votes drop constraint votes_reviewer_is_not_the_author"
WITHOUT_INDEX = "drop index bankagent.votes_one_for_each_person"
ENDED = (
    "insert into bankagent.authority_ends (authority_id, reason, ended_at) "
    "select id, 'x', '2020-01-01' from bankagent.authorities"
)


@pytest.mark.expect_gaps
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            f"{WITHOUT_CHECK}; update bankagent.votes set payload_author = 'A.N.N.A'",
            "vote_of_the_author",
        ),
        (f"{WITHOUT_INDEX}; update bankagent.votes set reviewer = 'Anna' where reviewer = 'ben'",
         "second_vote_of_a_person"),
        ("update bankagent.authorities set max_amount = 1, currency = 'USD'",
         "vote_over_authority"),
        ("update bankagent.authorities set role = 'boss'", "vote_over_authority"),
        ("update bankagent.authorities set request_type = 'client_onboarding'",
         "vote_over_authority"),
        (ENDED, "vote_over_authority"),
        ("delete from bankagent.votes where stage = 1", "decision_before_its_stages"),
    ],
)  # fmt: skip
def test_a_break_of_the_rules_of_votes_past_the_triggers_is_a_gap(
    dba: Conn, api: Conn, change: str, code: str
) -> None:
    approvals.demand(dba, ("any", "dual_control", 1, "compliance", 2))
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba)
    vote(api, one, "anna")
    vote(api, one, "ben")
    assert rows.gaps(dba) == []
    with rows.triggers_off(dba):
        dba.execute(change + (" and reviewer = 'anna'" if change.startswith("delete") else ""))
    codes = {row.code for row in rows.fetch(dba, "select code from ops.audit_gaps")}
    assert code in codes
