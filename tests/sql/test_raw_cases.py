"""Raw SQL of each role and of superusers on cases: no approval past an open must."""

import pytest

from tests.sql.test_raw_sql import EACH_ROLE, SERVICES, session, state
from tests.support import cases, rows
from tests.support.cases import ACCEPT, CLEARED, EXTRACT, IDENTITY, REJECT, WAIVER
from tests.support.databases import Database
from tests.support.rows import Conn, refused

pytestmark = pytest.mark.expect_differences("cases of a test, which no facts make")

TABLES = (
    "document_verdicts", "requirement_waivers", "waiver_confirmations", "screening_judgements",
)  # fmt: skip
MISSING = IDENTITY | {"state": "missing", "document": None}
DECIDE = (
    "with decided as (insert into bankagent.decisions "
    "(request_id, decision, decided_by, actor, job_id, attempt) "
    "select r.id, 'approved', 'people', session_user, {job}, {attempt} "
    "from bankagent.banking_requests as r where r.id = %(id)s), "
    "entered as (insert into bankagent.agent_audit_log "
    "(request_id, action, actor, from_status, to_status, job_id, attempt, result) "
    "select r.id, 'processed', session_user, r.status, 'processed', r.job_id, 1, '{{}}' "
    "from bankagent.banking_requests as r where r.id = %(id)s), "
    "closed as (update bankagent.approvals set closed_at = now() "
    "where request_id = %(id)s and closed_at is null) "
    "update bankagent.banking_requests set status = 'processed', "
    "status_xid = pg_current_xact_id() where id = %(id)s"
)
ON_ITS_EVALUATION = DECIDE.format(job="r.job_id", attempt="1")
ON_NOTHING = DECIDE.format(job="null", attempt="null")
ON_ANOTHERS = DECIDE.format(
    job="(select max(e.job_id) from bankagent.evaluations as e where e.request_id <> r.id)",
    attempt="1",
)


def approval_state(role: str) -> str:
    return "42501" if role in SERVICES else "BA409"


@EACH_ROLE
@pytest.mark.parametrize("decide", [ON_ITS_EVALUATION, ON_NOTHING, ON_ANOTHERS])
@pytest.mark.parametrize(
    "row", [MISSING, IDENTITY | {"state": "expired"}, IDENTITY | {"state": "waived"}]
)
def test_no_raw_statement_approves_a_case_with_an_open_must_or_half_a_waiver(
    db: Database, dba: Conn, role: str, decide: str, row: dict[str, object]
) -> None:
    request_id = cases.waiting(dba, row, EXTRACT)
    cases.give(dba, request_id, waivers=[WAIVER])
    cases.waiting(dba)
    with session(db, dba, role) as conn, refused(approval_state(role)):
        conn.execute(decide, {"id": request_id})
    assert rows.status(dba, request_id) == "awaiting_approval"


@EACH_ROLE
def test_no_raw_statement_approves_a_case_that_two_people_must_approve(
    db: Database, dba: Conn, role: str
) -> None:
    request_id = cases.waiting(dba, outcome="dual_control")
    with session(db, dba, role) as conn, refused(approval_state(role)):
        conn.execute(ON_ITS_EVALUATION, {"id": request_id})


def test_a_superuser_does_not_approve_a_case_without_the_votes_of_its_stages(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    with refused("BA403", "by people without their votes"):
        dba.execute(ON_ITS_EVALUATION, {"id": request_id})
    assert rows.status(dba, request_id) == "awaiting_approval"


def test_an_earlier_evaluation_that_was_replaced_approves_nothing(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    first = rows.one(dba, "select job_id from bankagent.banking_requests where id = %s", request_id)
    cases.give(dba, request_id, verdicts=[REJECT])
    cases.again(dba, request_id, MISSING)
    with refused("BA409", "last evaluation"):
        dba.execute(DECIDE.format(job=first, attempt="1"), {"id": request_id})


@EACH_ROLE
@pytest.mark.parametrize("kind", ["update", "delete", "truncate"])
def test_no_raw_statement_changes_or_removes_a_finding(
    db: Database, dba: Conn, role: str, kind: str
) -> None:
    request_id = cases.waiting(dba, MISSING)
    said = cases.give(dba, request_id, verdicts=[ACCEPT], waivers=[WAIVER], judgements=[CLEARED])
    cases.confirm(dba, request_id, said.waiver_ids[0])
    with session(db, dba, role) as conn:
        for name in TABLES:
            assert rows.one(dba, f"select count(*) from bankagent.{name}") == 1
            statement = {
                "update": f"update bankagent.{name} set request_id = request_id",
                "delete": f"delete from bankagent.{name}",
                "truncate": f"truncate bankagent.{name} cascade",
            }[kind]
            with refused(state(role)):
                conn.execute(statement)


FORGED = {
    "document_verdicts": "(request_id, reviewer, maker, on_behalf_of, audit_entry_id, sha256, "
    "verdict) select r.id, 'ben', r.maker, '', {entry}, repeat('a', 64), 'accept'",
    "requirement_waivers": "(request_id, reviewer, maker, on_behalf_of, audit_entry_id, "
    "requirement, party_id, kind, reason_code, reason) select r.id, 'ben', r.maker, '', {entry}, "
    "'owner_identity', 'anna', 'waived', 'x', 'x'",
    "waiver_confirmations": "(request_id, reviewer, maker, on_behalf_of, audit_entry_id, "
    "waiver_id, proposer) select r.id, 'ben', r.maker, '', {entry}, "
    "(select max(w.id) from bankagent.requirement_waivers as w), 'eva'",
    "screening_judgements": "(request_id, reviewer, maker, on_behalf_of, audit_entry_id, "
    "party_id, dataset, entry_id, party_sha256, entry_sha256, verdict, reason) select r.id, 'ben', "
    "r.maker, '', {entry}, 'anna', 'l', '1', repeat('a', 64), repeat('a', 64), 'cleared', 'x'",
}
ITS_LAST = "(select max(a.id) from bankagent.agent_audit_log as a where a.request_id = r.id)"


@EACH_ROLE
@pytest.mark.parametrize("name", FORGED)
def test_no_finding_stands_without_its_own_audit_entry(
    db: Database, dba: Conn, role: str, name: str
) -> None:
    request_id = cases.waiting(dba, MISSING)
    cases.give(dba, request_id, waivers=[WAIVER])
    columns = FORGED[name].format(entry=ITS_LAST)
    forged = f"insert into bankagent.{name} {columns} from bankagent.banking_requests as r"
    with session(db, dba, role) as conn, refused(state(role)):
        conn.execute(f"{forged} where r.id = %s", [request_id])


@pytest.mark.parametrize(
    ("reviewer", "constraint"),
    [("eva", "another_person"), ("E.V.A", "another_person"), ("desk-7", "not_the_maker")],
)
def test_no_person_confirms_their_own_waiver_under_any_name(
    dba: Conn, reviewer: str, constraint: str
) -> None:
    request_id = cases.waiting(dba, MISSING)
    cases.give(dba, request_id, waivers=[WAIVER])
    with rows.triggers_off(dba):
        dba.execute(
            "insert into bankagent.reviewers (name, role) values (%s, 'compliance') "
            "on conflict do nothing", [reviewer]
        )  # fmt: skip
    columns = FORGED["waiver_confirmations"].format(entry=ITS_LAST).replace("ben", reviewer)
    with refused("23514", constraint):
        dba.execute(
            f"insert into bankagent.waiver_confirmations {columns} "
            f"from bankagent.banking_requests as r where r.id = {request_id}"
        )


def test_a_confirmation_names_the_person_who_asked(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING)
    cases.give(dba, request_id, waivers=[WAIVER])
    columns = FORGED["waiver_confirmations"].format(entry=ITS_LAST).replace("'eva'", "'anna'")
    columns = columns.replace("'ben'", "'eva'")
    with refused("23503"):
        dba.execute(
            f"insert into bankagent.waiver_confirmations {columns} "
            f"from bankagent.banking_requests as r where r.id = {request_id}"
        )


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_no_session_writes_a_finding_in_the_name_of_another_person(
    db: Database, dba: Conn, role: str
) -> None:
    request_id = cases.waiting(dba, MISSING)
    entered = (
        "with entered as (insert into bankagent.agent_audit_log (request_id, action, actor, "
        "from_status, to_status, job_id, result) select r.id, 'findings_noted', 'ben', r.status, "
        "r.status, r.job_id, '{}' from bankagent.banking_requests as r "
        f"where r.id = {request_id} returning id) insert into bankagent.requirement_waivers "
    )
    columns = FORGED["requirement_waivers"].format(entry="(select id from entered)")
    with session(db, dba, role) as conn, refused("BA403", "another person"):
        conn.execute(
            f"{entered} {columns} from bankagent.banking_requests as r where r.id = {request_id}"
        )
