"""Confidence of a result: how often people upheld the same recommendation, from 30 cases on."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from bankagent.db import schema
from bankagent.domain.confidence import LEAST_CASES
from bankagent.service.decisions import evaluate
from tests.support import approvals, cases, people, reference, rows, verbs
from tests.support.databases import Database
from tests.support.decided_cases import MEDIUM, fired, quiet, sent
from tests.support.decisions import decide_all
from tests.support.onboarding import client
from tests.support.payloads import PAYLOAD
from tests.support.people import vote
from tests.support.rows import Conn, connect, refused

LARGE = PAYLOAD | {"notional": 6000000}
VERDICTS = ("approve", "reject", "needs_info")
COUNTS = "select rules, cases, upheld from bankagent.recommendation_counts order by rules"
# Written another way than the trigger does: from the last entry of each request, in words.
RECOUNTED = """
select array(
        select f ->> 'rule_id' from jsonb_array_elements(e.fired) as f
        where f ->> 'rule_id' <> 'DECISIONS-STOPPED' order by 1
    ) as rules,
    count(distinct v.request_id) as cases
from bankagent.votes as v
join bankagent.evaluations as e using (job_id, attempt)
where v.verdict in ('approve', 'reject')
group by 1
order by 1
"""


@pytest.fixture
def conn(db: Database) -> Iterator[Conn]:
    with connect(db.url) as found:
        people.add_reviewers(found, "anna")
        yield found


@pytest.fixture
def api(db: Database) -> Iterator[Conn]:
    with connect(db.api_url) as found:
        yield found


async def decided(db: Database, conn: Conn, payload: dict[str, Any], number: int) -> list[int]:
    found = verbs.submit(conn, number, payload=payload)
    await decide_all(db)
    return found


def result(conn: Conn, request_id: int) -> dict[str, Any]:
    *_, last = rows.entries(conn, request_id)
    found: dict[str, Any] = last.result
    return found


async def test_from_30_cases_on_a_result_says_how_often_people_upheld_it(
    db: Database, conn: Conn, api: Conn
) -> None:
    first, *others = await decided(db, conn, LARGE, LEAST_CASES)
    assert result(conn, first)["confidence_basis"] == {"method": None, "reason": "a person decides"}
    for request_id in others:
        vote(api, request_id, verdict="reject")
    (before,) = await decided(db, conn, LARGE, 1)
    assert result(conn, before)["confidence"] is None
    vote(api, first, verdict="approve")
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 30, 29)]
    (after,) = await decided(db, conn, LARGE, 1)
    told = result(conn, after)
    assert told["confidence"] == 0.8332
    assert told["confidence_basis"] == {"method": "wilson", "n": 30, "upheld": 29}
    # The vote on that one is people's word, which has no number.
    vote(api, after, verdict="reject")
    assert result(conn, after)["confidence"] is None
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 31, 30)]
    # Other rules have votes of their own.
    (usual,) = await decided(db, conn, PAYLOAD, 1)
    assert result(conn, usual)["confidence_basis"] == {"method": "rule"}


async def test_votes_under_a_stop_count_for_what_the_policy_recommended(
    db: Database, conn: Conn, api: Conn
) -> None:
    conn.execute("select * from bankagent.stop_decisions('trade_review', 'A look at all.')")
    held = await decided(db, conn, PAYLOAD, LEAST_CASES)
    for request_id in held:
        vote(api, request_id, verdict="approve")
    assert rows.fetch(conn, COUNTS) == [(["TR-000"], 30, 30)]
    assert [(one.rules, one.cases) for one in rows.fetch(conn, RECOUNTED)] == [(["TR-000"], 30)]
    with rows.triggers_off(conn):
        conn.execute("update bankagent.stops set lifted_at = now(), lift_asked_at = now(), "
                     "lifted_by = 'b', lift_asked_by = 'a'")  # fmt: skip
    (request_id,) = await decided(db, conn, PAYLOAD, 1)
    told = result(conn, request_id)
    assert (told["decision"], told["decided_by"]) == ("approved", "policy")
    assert (told["confidence"], told["confidence_basis"]["method"]) == (0.8864, "wilson")


@pytest.mark.parametrize(
    ("outcome", "upheld"),
    [
        ("approve", "approve"),
        ("needs_info", None),
        ("review", "reject"),
        ("dual_control", "reject"),
        ("escalate", "reject"),
        ("reject", "reject"),
    ],
)
def test_each_outcome_is_upheld_by_one_verdict_and_a_question_says_nothing(
    conn: Conn, outcome: str, upheld: str | None
) -> None:
    assert outcome in evaluate.ENDS
    said = "select v, bankagent.is_upheld(%s, v) as is_upheld from unnest(%s::text[]) as v"
    found = {row.v: row.is_upheld for row in rows.fetch(conn, said, outcome, [*VERDICTS])}
    assert found["needs_info"] is None
    assert [v for v, is_upheld in found.items() if is_upheld] == ([upheld] if upheld else [])


async def test_questions_and_the_rounds_of_one_case_are_no_votes_for_a_recommendation(
    db: Database, conn: Conn, api: Conn
) -> None:
    (request_id,) = await decided(db, conn, LARGE, 1)
    for number in range(1, 4):
        vote(api, request_id, verdict="needs_info")
        payload = Jsonb(LARGE | {"notional": 6000000 + number})
        conn.execute("select bankagent.replace_payload(%s, %s)", [request_id, payload])
        await decide_all(db)
    assert rows.fetch(conn, COUNTS) == []
    vote(api, request_id, verdict="reject")
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 1, 1)]


async def test_a_case_counts_once_by_the_vote_that_ends_it(
    db: Database, conn: Conn, api: Conn
) -> None:
    reference.listed(conn, "screening:TEST", "SOMEBODY ELSE")
    high = await sent(db, conn, quiet(client=client(country="IR")), of="CUST-1")
    medium = await sent(db, conn, quiet(client=MEDIUM), of="CUST-2")
    assert (fired(conn, high), fired(conn, medium)) == ({"CO-041"}, {"CO-042"})
    assert vote(api, high, verdict="approve").decision is None
    vote(api, medium, verdict="reject")
    # The first of two votes ends nothing.
    assert rows.fetch(conn, COUNTS) == [(["CO-042"], 1, 1)]
    people.add_reviewers(conn, "ben")
    vote(api, high, by="ben", verdict="reject")
    assert rows.fetch(conn, COUNTS) == [(["CO-041"], 1, 1), (["CO-042"], 1, 1)]


@pytest.mark.expect_differences("cases of a test, which no facts make")
def test_a_rejection_of_a_case_that_nobody_can_approve_is_not_counted(conn: Conn) -> None:
    for requirements in ((), (cases.IDENTITY | {"state": "missing", "document": None},)):
        people.add_reviewers(conn, "anna")
        request_id = cases.submit(conn, actor="desk-7")
        ends = cases.end(*requirements, outcome="dual_control")
        ends["evaluation"]["fired"] = [approvals.fired("dual_control")]
        assert cases.settle(conn, request_id, ends) == ["settled"]
        approvals.vote(conn, request_id, "anna", "reject")
    assert [(one.cases, one.upheld) for one in rows.fetch(conn, COUNTS)] == [(1, 1)]


@pytest.mark.expect_differences("approvals of a test, which no policy leaves to people")
@pytest.mark.parametrize(("second", "upheld"), [("approve", 0), ("reject", 1)])
def test_an_approval_by_two_counts_once_by_its_last_vote(
    conn: Conn, second: str, upheld: int
) -> None:
    people.add_reviewers(conn, "anna", "ben")
    (request_id,) = approvals.waiting(conn)
    approvals.vote(conn, request_id, "anna")
    assert rows.fetch(conn, COUNTS) == []
    approvals.vote(conn, request_id, "ben", second)
    assert [(one.cases, one.upheld) for one in rows.fetch(conn, COUNTS)] == [(1, upheld)]


async def test_the_migration_counts_past_votes_as_the_trigger_counts_new_ones(
    db: Database, conn: Conn, api: Conn
) -> None:
    for payload in (LARGE, LARGE | {"currency": "XAU"}):
        waiting = await decided(db, conn, payload, 3)
        for request_id, verdict in zip(waiting, VERDICTS, strict=True):
            vote(api, request_id, verdict=verdict)
    counted = rows.fetch(conn, "table bankagent.recommendation_counts")
    assert sum(row.cases for row in counted) == 4
    assert [(row.rules, row.cases) for row in rows.fetch(conn, COUNTS)] == [
        (row.rules, row.cases) for row in rows.fetch(conn, RECOUNTED)
    ]
    with conn.transaction(), rows.triggers_off(conn):
        conn.execute("delete from bankagent.recommendation_counts")
        conn.execute(schema.read("migrations/0112_count_past_votes.sql").text.encode())
    again = rows.fetch(conn, "table bankagent.recommendation_counts")
    assert sorted(again, key=str) == sorted(counted, key=str)


WRITE = "insert into bankagent.recommendation_counts select key, 1, key, '{}', 30, 30 "


@pytest.mark.parametrize(
    "statement",
    [
        f"{WRITE} from bankagent.policies limit 1",
        "update bankagent.recommendation_counts set upheld = cases",
        "delete from bankagent.recommendation_counts",
        "truncate bankagent.recommendation_counts",
    ],
)
async def test_no_statement_but_a_vote_changes_the_counts_a_superusers_neither(
    db: Database, conn: Conn, api: Conn, statement: str
) -> None:
    (request_id,) = await decided(db, conn, LARGE, 1)
    vote(api, request_id, verdict="approve")
    with refused("BA403", "recommendation_counts is append-only"):
        conn.execute(statement)
    for url in (db.api_url, db.worker_url):
        with connect(url) as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute(statement)
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 1, 0)]
